"""From a stretch of text to its sentences, with exact offsets."""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

# Speech of several sentences is one quotation but several things said. The segmenter keeps
# whatever stands between quotation marks together, so it is given the text without them;
# one character takes the place of one, and offsets hold.
_MARKS = str.maketrans(dict.fromkeys('“”„«»"\u00a0\n\r\t', " "))
_TRAILING_OPENERS = re.compile(r"[\s“„«\"‘'(\[]+$")
_HAS_LETTER = re.compile(r"[^\W\d_]")
_CLOSES_SPEECH = re.compile(r"[”»\"’']\s*$")
_SHORT_TAG_WORDS = 3
_LONGEST_GAP = 20  # in characters, between two sentences


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of each sentence of `text[start:end]`, blanks trimmed, in order."""
    piece = text[start:end]
    if not piece.strip():
        return
    boundaries = get_sentence_boundaries("en", piece.translate(_MARKS))
    stops = [_before_opening_marks(piece, boundary["end_index"]) for boundary in boundaries]
    begin, read, has_letter = 0, 0, False
    for stop, following in zip(stops, [*stops[1:], len(piece)], strict=True):
        has_letter = has_letter or bool(_HAS_LETTER.search(piece, read, stop))
        read = stop
        if has_letter and not _continues(piece, stop, following):
            yield _trim(text, start + begin, start + stop)
            begin, has_letter = stop, False
    if has_letter or _HAS_LETTER.search(piece, read):
        yield _trim(text, start + begin, end)


def _before_opening_marks(piece: str, stop: int) -> int:
    """Give an opening mark at the end of one sentence to the next one."""
    match = _TRAILING_OPENERS.search(piece, max(0, stop - _LONGEST_GAP), stop)
    if not match or stop == len(piece):
        return stop
    # A closing mark sits right at the full stop; only what follows a blank opens something.
    blank = re.search(r"\s", match.group())
    return match.start() + blank.start() if blank else stop


def _continues(piece: str, stop: int, following: int) -> bool:
    """Say whether the sentence goes on after speech: "Why?" he asked, or "No." She adds."""
    if not _CLOSES_SPEECH.search(piece, max(0, stop - _LONGEST_GAP), stop) or following <= stop:
        return False
    rest = piece[stop:following].split()
    return bool(rest) and (rest[0][0].islower() or len(rest) <= _SHORT_TAG_WORDS)


def _trim(text: str, begin: int, stop: int) -> tuple[int, int]:
    piece = text[begin:stop]
    return begin + len(piece) - len(piece.lstrip()), stop - len(piece) + len(piece.rstrip())
