"""From an article's text to its blocks: prose to quote, headings, and page furniture.

Saved web pages carry navigation, related titles, newsletter lines and addresses around the
article. Each block is weighed for how much it reads like prose, and the run of blocks with the
largest total is the body (maximum subsequence segmentation, Pasternack and Roth 2009). Nothing
outside the body, and no line inside it that is not a sentence, is ever quoted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from index.related import beside_the_article


class Kind(Enum):
    """What a block is: only prose is quoted, furniture is not even searched as a passage."""

    PROSE = "prose"
    HEADING = "heading"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or single line by its offsets."""

    start: int
    end: int
    kind: Kind


_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]*_]*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•◦‣–]|\d{1,3}[.)])\s+\S")
_MARKUP_HEADING = re.compile(r"\s*#{1,6}\s")
_WRAP_CHARS = 50
_WIDEST_WRAP = 100
_PROSE_WORDS = 6
_UNPUNCTUATED_WORDS = 30
_LINE_PENALTY = -8.0
_ITEM_PENALTY = -2.0

# What a page says about itself rather than about its subject, whichever site it comes from.
_ABOUT_THE_PAGE = re.compile(
    r"\b(?:all rights reserved|terms of (?:use|service)|privacy policy|cookie policy|follow us|share this"
    r"|views expressed|editorial policy|(?:ask|support of|help from) our readers"
    r"|your (?:support|contribution|inbox)|support (?:us|our (?:work|journalism|mission|reporting))"
    r"|(?:this|the) (?:article|piece|story|text) (?:was|is) (?:first |originally )?"
    r"(?:published|translated|produced|republished)"
    r"|wrote the first draft|edited (?:this|by))",
    re.IGNORECASE,
)
_TO_THE_READER = re.compile(
    r"\b(?:newsletter|subscri(?:be|ption|bing)|sign (?:up|in)\b|log ?in\b|cookies?\b|donat(?:e|ion)s?\b|paywall"
    r"|republish)",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:we|our|us|you|your|©)\b|^(?:sign up|subscribe|donate|log in|join)\b", re.IGNORECASE)


def split_blocks(text: str, start: int = 0) -> list[Block]:
    """Split `text[start:]` into blocks in reading order, each classified."""
    spans = list(_spans(text, start))
    lines = [text[a:b] for a, b in spans]
    weights = [_weight(line) for line in lines]
    beside = beside_the_article(lines, [weight > 0 for weight in weights])
    for number in beside:
        weights[number] = -abs(weights[number])
    first, last = _heaviest_run(weights)
    if first == last:  # not one sentence: notes without punctuation are all there is to quote
        return [Block(a, b, Kind.PROSE) for a, b in spans]
    blocks = []
    for number, (a, b) in enumerate(spans):
        inside = first <= number < last and number not in beside
        if inside and weights[number] > 0:
            kind = Kind.PROSE
        else:
            kind = Kind.HEADING if inside and not is_boilerplate(text[a:b]) else Kind.FURNITURE
        blocks.append(Block(a, b, kind))
    return blocks


def is_boilerplate(block: str) -> bool:
    """Say whether a block speaks of the page and its readers: subscriptions, rights, credits."""
    words = len(block.split())
    if len(_ABOUT_THE_PAGE.findall(block)) * 25 >= words:
        return True
    cues = len(_TO_THE_READER.findall(block)) + len(_ABOUT_THE_PAGE.findall(block))
    addressed = len(_SELF.findall(block))
    if not cues or not (addressed or not _SENTENCE_END.search(block)):
        return False  # prose may speak of donations and newsletters, too
    return cues * 25 >= words or (cues * 60 >= words and addressed * 12 >= words)


def _spans(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield each block's offsets: lines, with hard-wrapped lines of one paragraph joined."""
    wrapped = max(map(len, text[start:].splitlines()), default=0) <= _WIDEST_WRAP
    begin, stop, previous = 0, 0, ""
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text[start:]):
        line = match.group().rstrip("\r\n")
        if wrapped and previous and line.strip() and _is_wrapped(previous, line):
            stop = match.start() + len(line.rstrip())
        else:
            if previous.strip():
                yield start + begin, start + stop
            begin = match.start() + len(line) - len(line.lstrip())
            stop = match.start() + len(line.rstrip())
        previous = line
    if previous.strip():
        yield start + begin, start + stop


def _is_wrapped(previous: str, line: str) -> bool:
    """Say whether `line` goes on where the line above was broken for its width."""
    if _LIST_ITEM.match(line) or _MARKUP_HEADING.match(line) or _MARKUP_HEADING.match(previous):
        return False
    width = len(previous.rstrip())
    return width >= _WRAP_CHARS and len(line.split(maxsplit=1)[0]) + width >= 66


def _weight(block: str) -> float:
    """Weigh a block: about its words for prose, below zero for what does not read like it."""
    if _MARKUP_HEADING.match(block):
        return -1.0
    words = len(block.split())
    if is_boilerplate(block):
        return -2.0 * words
    if _SENTENCE_END.search(block) and words >= _PROSE_WORDS:
        return float(words)
    if words >= _UNPUNCTUATED_WORDS:
        return words / 4
    return _ITEM_PENALTY if _LIST_ITEM.match(block) else _LINE_PENALTY


def _heaviest_run(weights: list[float]) -> tuple[int, int]:
    """Return the (first, last) bounds of the consecutive weights with the largest sum."""
    best, bounds, lowest, lowest_at = 0.0, (0, 0), 0.0, 0
    for number, total in enumerate(accumulate(weights), start=1):
        if total - lowest > best:
            best, bounds = total - lowest, (lowest_at, number)
        if total < lowest:
            lowest, lowest_at = total, number
    return bounds
