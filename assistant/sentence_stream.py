"""Text in pieces in, whole sentences out, each as soon as it is certain where it ends.

A citation after the full stop belongs to the sentence before it, unless that has its own.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.citation_marks import MARK
from index import STOPWORDS

_LONGEST = 1500  # in characters: what goes on beyond is no sentence
_LONGEST_SPEECH = 600
_STOP = re.compile(r"\n|[.!?…]+[*_]*[\"”’')\]]*[*_]*")
_CITATION = re.compile(rf"\s*{MARK.pattern}[.*_]*")
_CITED = re.compile(r"\[[^\]]*\d[^\]]*\]")
_MAYBE_CITATION = re.compile(r"\s*\[[^\]\n]{0,30}$")
_WHOLE_WORD = re.compile(r"\w\W")
_LAST_WORD = re.compile(r"(?:^|[\s(\[“\"'‘-])((?:[^\W\d_]+\.)*[^\W\d_]+)\.$")
_ENUMERATED = re.compile(r"(?:^|\n)\s*\d{1,3}\.$")
_ABBREVIATED = frozenset(
    """mr mrs ms dr prof sr jr st mt gen sen rep gov pres lt col sgt capt maj adm rev hon no nos vs cf al fig p pp vol
    approx dept est ca e.g i.e jan feb mar apr jun jul aug sept sep oct nov dec""".split()  # noqa: SIM905
)
_NO_END_BEFORE_NAMES = frozenset("inc ltd co corp bros etc".split())  # noqa: SIM905
_THINKING, _THOUGHT = "<think>", "</think>"


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of text that comes in pieces, blanks trimmed; what a model thinks aloud is left out."""
    waiting = ""
    for piece in without_thinking(pieces):
        waiting += piece
        while end := _end(waiting):
            if sentence := waiting[:end].strip():
                yield sentence
            waiting = waiting[end:]
    while waiting.strip():
        end = _end(waiting, complete=True) or len(waiting)
        yield waiting[:end].strip()
        waiting = waiting[end:]


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """Leave out what stands at the beginning between `<think>` and `</think>`."""
    rest = iter(pieces)
    said = ""
    for piece in rest:
        said += piece
        begun = said.lstrip()
        if not begun.startswith(_THINKING[: len(begun)]):
            yield said
            break
        if begun.startswith(_THINKING) and _THOUGHT in begun:
            yield begun.partition(_THOUGHT)[2]
            break
    else:
        if not said.lstrip().startswith(_THINKING):
            yield said
    yield from rest


def _end(text: str, *, complete: bool = False) -> int:
    """Return where the first sentence ends, or 0 where that is not certain yet.

    Args:
        complete: whether nothing comes after the text.
    """
    for stop in _STOP.finditer(text):
        if not text[: stop.start()].strip():
            continue
        end = _with_citations(text, stop.end())
        rest = text[end:].lstrip()
        if not complete and (not _WHOLE_WORD.search(rest) or _MAYBE_CITATION.match(text, stop.end())):
            break
        if stop.group() == "\n" or _ends(text, stop, end, rest):
            return end
    return _LONGEST if len(text) > _LONGEST else 0


def _with_citations(text: str, end: int) -> int:
    """Return the end with the citations that follow, where there are none before."""
    if _CITED.search(text, 0, end):
        return end
    while found := _CITATION.match(text, end):
        end = found.end()
    return end


def _ends(text: str, stop: re.Match[str], end: int, rest: str) -> bool:
    """Say whether a stop, with what stands after it, ends a sentence."""
    begins = rest[:1]
    if end == stop.end() and begins and not text[end].isspace():
        return False
    if begins.islower() or _in_speech(text[: stop.end()]):
        return False
    return end > stop.end() or stop.group() != "." or not _abbreviated(text[: stop.end()], rest)


def _in_speech(said: str) -> bool:
    opened = said.count("“") > said.count("”") or said.count('"') % 2 == 1
    return opened and len(said) < _LONGEST_SPEECH


def _abbreviated(said: str, rest: str) -> bool:
    """Say whether the full stop at the end is an abbreviation's, an initial's or a number's of a list."""
    if _ENUMERATED.search(said):
        return True
    if not (found := _LAST_WORD.search(said)):
        return False
    word = found[1].lower()
    if word in _ABBREVIATED or (len(word) == 1 and word != "i"):
        return True
    following = re.match(r"\W*(\w*)", rest)
    new = following is not None and following[1].lower() in STOPWORDS
    return ("." in word or word in _NO_END_BEFORE_NAMES) and not new
