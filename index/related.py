"""What a page has beside its article that reads like prose: teasers of other articles, and what readers wrote.

Both stand under a line that says so in a few words ("Most read", "3 comments"), whatever the site.
A teaser is told from a paragraph of the article by its place: each has its title above it, and
there are several in a row.
"""

import re
from collections.abc import Iterator, Sequence

_HEAD_WORDS = 8
_TITLE_LINES = 4
_TITLE_WORDS = 20
_TEASER_WORDS = 60
_TEASERS = 2
_WORDS_BEFORE_COMMENTS = 60

_RELATED = re.compile(
    r"\W*(?:related\b|read (?:more|also|next|on)\b|trending|recommended|popular\b|keep reading|up next|see also"
    r"|(?:more|latest) (?:from|stories|on|in|news|articles|posts|information)\b|further reading|what to read next"
    r"|(?:most|top|popular) (?:read|viewed|popular|reads|stories|posts)\b|you (?:may|might) (?:also )?(?:like|enjoy)"
    r"|recent (?:posts|articles|stories)|don[’']t miss|editor[’']?s[’']? picks"
    r"|lesen sie auch|mehr zum thema|meistgelesen|à lire aussi|sur le même sujet|les plus lus|lea también"
    r"|más (?:noticias|información|leídas?|leído)|te puede interesar|leggi anche|potrebbe interessarti|leia também"
    r"|mais lidas|lees ook|czytaj (?:też|także)|читайте также|по теме|популярное|читайте також|اقرأ أيضا|ذات صلة"
    r"|כתבות נוספות|קראו גם|相关(?:阅读|文章|新闻)|関連記事)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"\W*(?:\d[\d.,]*\s+(?:comments?|repl(?:y|ies)|responses?|thoughts? on)\b.*"
    r"|(?:leave|post|add|write) a (?:reply|comment)\W*|join the (?:conversation|discussion)\W*|view all comments"
    r"|(?:(?:reader |user )?comments?|discussion|kommentare?|commentaires?|comentarios?|комментари[ийя]+)"
    r"(?:\s*\(?\d+\)?)?)",
    re.IGNORECASE,
)


def beside_the_article(lines: Sequence[str], prose: Sequence[bool]) -> set[int]:
    """Return the numbers of the lines that are teasers of other articles, or stand under what readers wrote.

    Args:
        lines: the page's lines or paragraphs, in order.
        prose: whether each reads like prose.
    """
    found: set[int] = set()
    words = 0
    for number, line in enumerate(lines):
        if prose[number]:
            words += len(line.split())
        elif len(line.split()) <= _HEAD_WORDS:
            if words >= _WORDS_BEFORE_COMMENTS and _COMMENTS.fullmatch(line):
                return found.union(range(number, len(lines)))
            if _RELATED.match(line):
                found.update(_teasers(lines, prose, number))
    return found


def _teasers(lines: Sequence[str], prose: Sequence[bool], head: int) -> Iterator[int]:
    """Yield the head and the cards below it, each of a few title lines and a short paragraph, if there are several."""
    at, cards = head, 0
    while True:
        begin = at
        while at < len(lines) and not prose[at] and len(lines[at].split()) <= _TITLE_WORDS:
            at += 1
        if not begin < at <= begin + _TITLE_LINES + (not cards):
            break
        if at == len(lines) or not prose[at] or len(lines[at].split()) > _TEASER_WORDS:
            break
        at, cards = at + 1, cards + 1
    if cards >= _TEASERS:
        yield from range(head, begin)
