"""A sentence of a language model as a reader sees it: without marks, HTML and what is invisible."""

import html
import re
import unicodedata
from dataclasses import dataclass

from assistant.citation_marks import MARK, numbers_in
from index import normalise

_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|td|tr|table|h[1-6]|sup|sub)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# A comment or a style hides words, and what is struck out says the opposite.
_HIDING = re.compile(
    r"<!|<\?|<\s*/?\s*(?:script|style|template|noscript|iframe|svg|del|s|strike|input|textarea|details)\b"
    r"|<[^>]*\b(?:style|hidden|class|aria-hidden|on\w+)\b|~~",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"\*{1,3}|`+|(?<![^\W_])_{1,3}|_{1,3}(?![^\W_])")
_HEADING = re.compile(r"^\s*(?:#{1,6}|[-*+>]|\d+\.)\s+")
_TURNING = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_STRIKING = frozenset("\u0335\u0336\u0337\u0338\u20d2\u20d3\u20e5")


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence with what it cites.

    `text` has the words alone, in one spelling. `numbers` are the citations as given, in order.
    `pieces` are the stretches of the text, each with the numbers that follow it; none where nothing
    follows. `hides` says whether part of it is not to be seen, or is seen as something else.
    """

    text: str
    numbers: tuple[int, ...]
    pieces: tuple[tuple[str, tuple[int, ...]], ...]
    hides: bool


def read_cited(sentence: str) -> Cited:
    """Read a sentence with its citations, such as [2], [1, 3] and [1-3]."""
    shown, hides = _shown(sentence)
    pieces: list[tuple[str, tuple[int, ...]]] = []
    place = 0
    for match in MARK.finditer(shown):
        numbers = numbers_in(match[1])
        before = shown[place : match.start()].strip()
        if pieces and not re.search(r"\w", before):
            pieces[-1] = (pieces[-1][0], (*pieces[-1][1], *numbers))
        else:
            pieces.append((before, numbers))
        place = match.end()
    if re.search(r"\w", shown[place:]):
        pieces.append((shown[place:].strip(), ()))
    text = re.sub(r"\s+([,.;:!?])", r"\1", normalise(MARK.sub(" ", shown)))
    return Cited(text, tuple(number for _, numbers in pieces for number in numbers), tuple(pieces), hides)


def _shown(sentence: str) -> tuple[str, bool]:
    hides = bool(_HIDING.search(sentence))
    plain = html.unescape(_TAG.sub("", _BREAK.sub(" ", sentence)))
    hides = hides or any(char in _TURNING or char in _STRIKING for char in plain)
    plain = "".join(char for char in plain if unicodedata.category(char) not in ("Cf", "Cn", "Co"))
    plain = normalise(_EMPHASIS.sub("", _LINK.sub(r"\1", _HEADING.sub("", plain))))
    return plain, hides or any(map(_mixes_alphabets, re.findall(r"[^\W\d_]+", plain)))


def _mixes_alphabets(word: str) -> bool:
    """Say whether a word has letters that look like another alphabet's."""
    alphabets = {unicodedata.name(char, "?").split()[0] for char in word}
    return "LATIN" in alphabets and bool(alphabets & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
