"""Who says a sentence: a person or body that the article quotes, or the article itself.

A speaker is named only where the article's own pattern of words does it: a sentence with two
speakers, or one that could be anybody's, is left to the article.
"""

import re
from collections.abc import Sequence

from index import STOPWORDS, Article, split_sentences

_CAPITAL = r"[A-ZÀ-Þ][\w’'.-]*\w"
_NAME = rf"{_CAPITAL}(?: (?:(?:de|del|van|von|der|den|di|da|la|le|el|al|bin|ibn|of|for) )?{_CAPITAL}){{0,5}}"
_BODY = (
    r"(?:authorit(?:y|ies)|officials?|government|ministry|ministers?|police|prosecutors?|researchers?|experts?"
    r"|president|chancellor|mayor|governor|spokes(?:man|woman|person|people)|council|court|agency|army|embassy"
    r"|newspaper|union|commission|committee|intelligence|analysts?|diplomats?)"
)
_WHO = rf"(?P<name>(?:[Tt]he )?{_NAME}(?:['’]s)?(?: [a-z-]+){{0,2}} {_BODY}\b|{_NAME}(?!['’]s)(?<!['’]s))"
_TITLE = r"(?:(?:the |an? )?(?:(?!of |from |by |in |at |to |for )[a-z-]+ ){1,4})?"
_PLAIN_VERB = r"(?:sa(?:id|ys?)|argue[sd]?|explain(?:s|ed)?|wr(?:ites?|ote)|insist(?:s|ed)?|notes)"
_VERB = (
    r"(?:sa(?:id|ys?)|argue[sd]?|explain(?:s|ed)?|wr(?:ites?|ote)|insist(?:s|ed)?|note[sd]?|add(?:s|ed)?|claim(?:s|ed)?"
    r"|warn(?:s|ed)?|state[sd]?|report(?:s|ed)?|stress(?:es|ed)?|point(?:s|ed)? out|acknowledge[sd]?|admit(?:s|ted)?"
    r"|announce[sd]?|suggest(?:s|ed)?|conclude[sd]?|recall(?:s|ed)?|observe[sd]?|remark(?:s|ed)?|repl(?:y|ies|ied)"
    r"|declare[sd]?|maintain(?:s|ed)?|contend(?:s|ed)?|assert(?:s|ed)?|confirm(?:s|ed)?|complain(?:s|ed)?"
    r"|caution(?:s|ed)?|emphasi[sz]e[sd]?|estimate[sd]?|predict(?:s|ed)?)"
)
_OFTEN = r"(?:(?:has|have|had|also|once|then|now|later|again|\w+ly) ){0,3}"
_OPENS = r"(?=,? ?[“\"«]| that\b|[,:.;]|$)"
_ASIDE = r"(?:, [^,.;“”\"«»]{3,120},)?"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"\b{_WHO}{_ASIDE} {_OFTEN}{_PLAIN_VERB}(?! to\b| nothing\b)\b",
        rf"\b{_WHO}{_ASIDE} {_OFTEN}{_VERB}{_OPENS}",
        rf"\b{_WHO}{_ASIDE} {_OFTEN}told (?=[A-Za-zÀ-Þ])",
        rf"[,”\"»] ?{_VERB} {_TITLE}(?:[a-z’' -]{{3,60}}, )?{_WHO}(?=[,.;:”\"»]|$| (?:of|from|at|in|who)\b)",
        rf"\b[Aa]ccording to {_TITLE}{_WHO}(?=[,.;:)”\"»]|$| (?:of|from|at) the\b)(?!, {_NAME}[,.])",
        rf"\b[Aa]ccording to (?:{_NAME}['’]s [a-z -]{{3,60}}, )(?P<name>{_NAME})(?=[,.;:)”\"»]|$)",
        rf"\b[Aa]ccording to (?P<name>{_NAME})['’]s (?:statements?|accounts?|words|views?|estimates?|book|reports?)\b",
        rf"\b[Ii]n the words of {_TITLE}{_WHO}(?=[,.;:]|$)",
        rf"\b[Ii]n (?P<name>{_NAME})['’]s? (?:words|views?|opinion|judge?ment|reading|telling|account|estimation)\b",
        rf"^(?P<name>{_NAME})\b(?!['’]s)[^“\"«:]{{2,80}}: ?[“\"«]",
        rf"\b[Bb]y (?P<name>{_NAME})['’]s? (?:reckoning|account|estimate|count)\b",
    )
]
_OF_ANOTHER = re.compile(
    r"(?:\b(?:of|in|at|by|from|for|to|with|and|or|about|on|under|near)(?: the| an?)? |[A-ZÀ-Þ][\w'’.-]* )$"
)
_WHERE = ("in", "at", "from", "near", "under", "for", "with")
_PRONOUN = re.compile(
    rf"(?:^|[,”\"»] ?)(?:(?:[Hh]e|[Ss]he) {_OFTEN}(?:{_PLAIN_VERB}\b|{_VERB}{_OPENS})|{_VERB} (?:he|she)\b)"
)
_SPEECH = re.compile(r"“[^“”]*”|«[^«»]*»|\"[^\"]*\"")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_NOBODY = STOPWORDS | frozenset(
    """
    critics experts analysts officials sources observers authorities researchers scientists police residents
    witnesses people reports rumours rumors later earlier today yesterday meanwhile nobody everyone somebody
    january february march april june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday section chapter figure table article plan
    """.split()  # noqa: SIM905 (a list of literals would fill the page)
)
_MOSTLY = 0.8
_PARAGRAPH_CHARS = 6000


def speakers(article: Article, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return the sentences of a stretch of an article as (start, end, speaker).

    The speaker goes by the name as the article writes it, and is empty where the article itself
    speaks or where it is not certain who does.
    """
    text = article.text
    low, high = _paragraph(text, start, end)
    spans = list(split_sentences(text, low, high))
    speech = [(low + match.start(), low + match.end()) for match in _SPEECH.finditer(text[low:high])]
    named = _named(article, spans, speech, low)
    return [
        (a, b, _outside(article, _of_sentence(number, spans, speech, named)))
        for number, (a, b) in enumerate(spans)
        if a < end and start < b
    ]


def common_speaker(said: Sequence[tuple[int, int, str]]) -> str:
    """Return who says all of these sentences, by the longest form of the name; empty where nobody says all."""
    names = {name for _, _, name in said}
    longest = max(names, key=len, default="")
    return longest if all(is_same(name, longest) for name in names) else ""


def is_same(one: str, other: str) -> bool:
    """Say whether two names can be one speaker's: they end in the same word."""
    return bool(one and other) and one.lower().split()[-1:] == other.lower().split()[-1:]


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    low = max((match.end() for match in _PARAGRAPH.finditer(text, max(0, start - _PARAGRAPH_CHARS), start)), default=0)
    after = _PARAGRAPH.search(text, end, end + _PARAGRAPH_CHARS)
    return max(low, start - _PARAGRAPH_CHARS), after.start() if after else min(len(text), end + _PARAGRAPH_CHARS)


def _named(
    article: Article, spans: Sequence[tuple[int, int]], speech: Sequence[tuple[int, int]], low: int
) -> list[str | None]:
    """Return for each sentence who it says is speaking; None where it says that of nobody."""
    masked = list(article.text[low : spans[-1][1]] if spans else "")
    for a, b in speech:
        for place in range(a + 1 - low, min(b - 1 - low, len(masked))):
            masked[place] = "·"
    hidden = "".join(masked).replace("\n", " ").replace("\u00a0", " ")
    found: list[str | None] = []
    last: tuple[int, str] | None = None
    for number, (a, b) in enumerate(spans):
        sentence = hidden[a - low : b - low]
        names = _attributed(sentence, article)
        if not names and _PRONOUN.search(sentence):
            found.append(last[1] if last and number - last[0] <= 2 else "")
        else:
            found.append(None if not names else names[0] if all(is_same(n, names[0]) for n in names) else "")
        if found[-1]:
            last = number, found[-1]
    return found


def _attributed(sentence: str, article: Article) -> list[str]:
    names = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if _is_subject(pattern, match) and (name := _cleaned(match["name"], match.start("name") == 0, article)):
                names.append(name)
    return names


def _is_subject(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Say whether a name before its verb is what speaks, not the end of a longer name for it."""
    return pattern not in _PATTERNS[:3] or not _OF_ANOTHER.search(match.string[: match.start("name")])


def _cleaned(name: str, begins: bool, article: Article) -> str:
    """Return a name without the words before it that are none; empty where nothing is left."""
    words = name.split()
    if words[0].lower() in _WHERE:
        return ""
    while words and words[0].lower() in _NOBODY:
        words, begins = words[1:], False
    if not words or (len(words) == 1 and words[0][0].islower()):
        return ""
    alone = len(words) == 1 and begins
    return "" if alone and re.search(rf"\b{re.escape(words[0].lower())}\b", article.text) else " ".join(words)


def _of_sentence(
    number: int,
    spans: Sequence[tuple[int, int]],
    speech: Sequence[tuple[int, int]],
    named: Sequence[str | None],
) -> str:
    """Return the speaker of a sentence: whom it names, or, where it is speech, who is named around it."""
    own = named[number]
    if own is not None:
        return own
    start, end = spans[number]
    held = next(((a, b) for a, b in speech if min(b, end) - max(a, start) >= _MOSTLY * (end - start)), None)
    if not held:
        return ""
    same = [name for (a, b), name in zip(spans, named, strict=True) if name is not None and a < held[1] and held[0] < b]
    if same:
        return same[0] if all(is_same(name, same[0]) for name in same) else ""
    first = next(index for index, (a, b) in enumerate(spans) if b > held[0])
    before = named[first - 1] if first and _is_speech(spans[first - 1], speech) else None
    last = max(index for index, (a, _) in enumerate(spans) if a < held[1])
    after = named[last + 1] if last + 1 < len(spans) and not _is_speech(spans[last + 1], speech) else None
    return before or "" if not after or (before and is_same(before, after)) else "" if before else after


def _is_speech(span: tuple[int, int], speech: Sequence[tuple[int, int]]) -> bool:
    """Say whether some of a sentence stands between quotation marks."""
    return any(min(b, span[1]) - max(a, span[0]) > 0 for a, b in speech)


def _outside(article: Article, name: str) -> str:
    """Return a speaker, but nobody for the article's own author or outlet."""
    own = article.publisher.lower().startswith(name.lower()) or is_same(name, article.author)
    return "" if own else name
