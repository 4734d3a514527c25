"""Whether a sentence stands in a quote that it cites as it is, but for what can be left out without turning it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.guard_cues import BELIEVED, CALLED_FALSE, DENYING, POSSIBLE, SAID, UNSURE
from assistant.plain_figures import in_plain_figures
from assistant.quantities import quantities
from index import split_sentences

_FEWEST_WORDS = 3
_LEFT_OUT = frozenset(("the", "a", "an", "that"))
_JOINING = frozenset(("and", "but", "while", "whereas", "although", "though"))
_GOES_ON = frozenset(
    """after although and as at because before but by during for from in into on over since through to under when where
    whereas which while who whose with""".split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+(?:[.,'-][^\W_]+)*|[$€£%]")
_BREAK = re.compile(r"[,;:()\"?!]| - |\.(?=\s|$)")
_ADDED = re.compile(r"(?:who|whom|which|whose|where)\b")
_LIMITS = re.compile(
    r"\b(?:if|whether|unless|except|only|but not|rather than|barring|provided|apart from|other than)\b", re.IGNORECASE
)
_SUPPOSED = re.compile(r"\W*(?:had|were|should)\b", re.IGNORECASE)
_UNQUOTED = re.compile(r"[^\w\s]*[\"”]")
_FIRST_OF_ITS_KIND = re.compile(r"\b(?:first|last|only|all|every|most|none|no|never|\w+est)\b", re.IGNORECASE)
_NEW_CLAUSE = re.compile(r"\"?;|\"?, (?:and|but|while|whereas|although|though)\b(?! only\b| not\b)")
_TOLD_AFTER = re.compile(r"^(.+?),\"? ([^,;:\"]{3,60})[.!]?$")
_SAYS = re.compile(
    r"\b(?:sa(?:y|ys|id)|report(?:s|ed)?|argue[sd]?|claim(?:s|ed)?|believe[sd]?|thinks?|thought|warn(?:s|ed)?|note[sd]"
    r"|notes|add(?:s|ed)|complain(?:s|ed)?|insist(?:s|ed)?|concede[sd]?|predict(?:s|ed)?|reckon(?:s|ed)?)\b"
)
_MOST_WORDS_BESIDE = 7
_LONGEST_SUBJECT = 5
_CUES = (BELIEVED, POSSIBLE, SAID, UNSURE, CALLED_FALSE)
_JOINED = re.compile(r", (?:and|but|while|whereas|although|though)(?: (?:the|an?))? $")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a figure with its unit, its span, and whether a mark stands before and after it."""

    form: str
    start: int
    end: int
    opens: bool
    closes: bool


def is_copied(text: str, said: str) -> bool:
    """Say whether what is cited has a sentence word for word.

    Figures may be written another way, a part between commas be missing, an attribution stand at the other end, and
    what follows be left out; but nothing may be missing that denies, doubts, limits or ascribes the rest.
    """
    wordings = [mine for mine in map(_tokens, _wordings(text)) if len(mine) >= _FEWEST_WORDS]
    sentences = (said[start:end] for start, end in split_sentences(said, 0, len(said)))
    return any(
        _is_in(mine, in_plain_figures(wording))
        for sentence in sentences
        for wording in _wordings(sentence)
        for mine in wordings
    )


def _wordings(sentence: str) -> set[str]:
    """Return a sentence as it is and with its attribution first."""
    return {sentence, _attributed_first(sentence)}


def _attributed_first(text: str) -> str:
    """Put "he said" before what it follows."""
    match = _TOLD_AFTER.match(text)
    verb = _SAYS.search(match[2]) if match else None
    if not match or not verb or "that" in match[2].split():
        return text
    who, rest = match[2][: verb.start()].strip(), match[2][verb.end() :].strip()
    if len(f"{who} {rest}".split()) > _MOST_WORDS_BESIDE or (not who and not rest[:1].isupper()):
        return text
    return f"{who} {verb.group()} {rest} {match[1]}." if who else f"{rest} {verb.group()} {match[1]}."


@lru_cache(maxsize=512)
def _tokens(text: str) -> tuple[_Token, ...]:
    text = in_plain_figures(text)
    figures = {found.start: found for found in quantities(text)}
    spans, place = [], 0
    for match in _WORD.finditer(text):
        if match.start() < place:
            continue
        found = next((figures[start] for start in range(match.start(), match.end()) if start in figures), None)
        if found:
            is_pounds = found.unit[-1:] == ("pound",)
            unit = "gbp" if is_pounds else found.unit[-1] if found.is_amount else ""
            place = found.said[1] if is_pounds else found.end
            spans.append((f"#{found.low:g}-{found.high:g}{unit}", match.start(), place))
        elif (word := re.sub(r"'s?$", "", match.group().lower())) not in _LEFT_OUT:
            spans.append((word, *match.span()))
    edges = [0, *(end for _, _, end in spans)], [*(start for _, start, _ in spans), len(text)]
    breaks = [bool(_BREAK.search(text, begin, end)) for begin, end in zip(*edges, strict=True)]
    breaks[0] = breaks[-1] = True
    return tuple(_Token(form, start, end, breaks[n], breaks[n + 1]) for n, (form, start, end) in enumerate(spans))


def _is_in(mine: Sequence[_Token], sentence: str) -> bool:
    theirs = _tokens(sentence)
    for first in range(len(theirs) - len(mine) + 1):
        if _begins(theirs, first) and _may_go_before(sentence[: theirs[first].start]):
            for last in _matched(mine, theirs, 0, first, sentence):
                if _may_end(theirs, last, sentence, mine):
                    return True
    return False


def _begins(theirs: Sequence[_Token], first: int) -> bool:
    before = theirs[first - 1] if first else None
    return theirs[first].opens or bool(before and before.form in _JOINING and before.opens)


def _may_go_before(text: str) -> bool:
    """Say whether what is before governs nothing after it; plans and denials reach no further than their own clause."""
    clause = text.rpartition(";")[2]  # what stands before a colon may say that the rest is a rumour
    cues = (BELIEVED, SAID, CALLED_FALSE, _LIMITS) if _JOINED.search(text) else (*_CUES, _LIMITS, DENYING)
    return not _SUPPOSED.match(clause) and not any(cue.search(clause) for cue in cues)


def _matched(mine: Sequence[_Token], theirs: Sequence[_Token], place: int, there: int, sentence: str) -> Iterator[int]:
    """Yield where a match of `mine[place:]` that begins at `theirs[there]` ends."""
    first = place
    while place < len(mine) and there < len(theirs) and mine[place].form == theirs[there].form:
        place, there = place + 1, there + 1
    if place == len(mine):
        yield there
    elif there < len(theirs) and place > first:
        for after in _after_gaps(theirs, there, is_subject=place <= _LONGEST_SUBJECT):
            if _may_be_missing(sentence[theirs[there].start : theirs[after].start]):
                yield from _matched(mine, theirs, place, after, sentence)


def _after_gaps(theirs: Sequence[_Token], there: int, *, is_subject: bool) -> Iterator[int]:
    """Yield where the text may go on: after a part between commas, or after a subject's other verb and "and"."""
    if theirs[there].opens:
        after = next((place for place in range(there + 1, len(theirs)) if theirs[place].opens), None)
        if after:
            yield after
    if is_subject:
        yield from (place for place in range(there + 1, len(theirs)) if theirs[place - 1].form in ("and", "but"))


def _may_be_missing(piece: str) -> bool:
    return bool(_ADDED.match(piece)) or not any(cue.search(piece) for cue in (*_CUES, DENYING, _LIMITS))


def _may_end(theirs: Sequence[_Token], last: int, sentence: str, mine: Sequence[_Token]) -> bool:
    """Say whether what follows can be left out."""
    if last == len(theirs):
        return True
    rest = sentence[theirs[last - 1].end :]
    if _NEW_CLAUSE.match(rest):
        return True
    if _UNQUOTED.match(rest):  # whoever is quoted with it may be called a liar
        return False
    ranked = any(_FIRST_OF_ITS_KIND.fullmatch(token.form) for token in mine)
    if _LIMITS.search(_NEW_CLAUSE.split(rest)[0]) or CALLED_FALSE.search(rest) or (ranked and not theirs[last].opens):
        return False
    if theirs[last].opens:
        piece = _BREAK.split(rest.lstrip(' ,"'))[0]
        ascribes = BELIEVED.search(piece) or SAID.search(piece)
        return not ascribes or (len(piece.split()) > _MOST_WORDS_BESIDE and not piece.startswith("according to"))
    return theirs[last].form in _GOES_ON
