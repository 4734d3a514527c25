"""Second step: an article in, passages out. Whole sentences, exact offsets, within the model's limit.

Where a passage ends is decided by the sentences around its end, not by how many came before: after an
edit, the passages soon are the same again.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby, islice
from pathlib import PurePosixPath

from index.articles import Article, Passage, Sentence
from index.blocks import Kind, split_blocks
from index.metadata import find_metadata, read_front_matter
from index.normalise import normalise
from index.sentences import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]

CHUNKING = "sentences-2"  # part of the manifest: change it when passages come out differently
_SPECIAL_TOKENS = 2
_TITLE_CHARS = 120
_TITLE_MARKS = 24
_PIECE_CHARS = 4000  # a model takes a word of any length for one token
_TITLE_MARK = re.compile(r"[\u2e80-\uffff]|[^\W\u2e80-\uffff]{1,8}|[^\w\s]")  # no more than a few tokens each


def chunk_article(article: Article, limit: int, count_tokens: CountTokens) -> list[Passage]:
    """Split an article into passages, each of at most `limit` tokens together with its title.

    Page furniture is kept apart from the article. A sentence longer than the limit is cut at blanks;
    such a piece is searched but not quoted, since it is no whole sentence.
    """
    room = max(limit - count_tokens([passage_title(article)])[0], limit // 4)
    return [
        _passage(article, sentences)
        for part in _parts(article)
        for sentences in _packed(article.text, part, room, count_tokens)
    ]


def passage_title(article: Article) -> str:
    """Return the title as it stands before each passage when that is embedded.

    A title that is only the name of the file is left out: a renamed file reads as before.
    """
    if article.title == PurePosixPath(article.path).stem and not _states_title(article):
        return ""
    title = normalise(article.title)[:_TITLE_CHARS]
    marks = list(islice(_TITLE_MARK.finditer(title), _TITLE_MARKS))
    return title[: marks[-1].end()] if marks else ""


def embedded_text(passage: Passage) -> str:
    """Return what is embedded of a passage: the article's title, then the passage."""
    title, body = passage_title(passage.article), normalise(passage.text)
    return body if body.startswith(title) else f"{title}\n{body}"


@lru_cache(maxsize=4)  # asked for each passage of an article
def _states_title(article: Article) -> bool:
    given, start = read_front_matter(article.text)
    return bool(find_metadata(article.text, split_blocks(article.text, start), given, "").title)


def _parts(article: Article) -> list[list[Sentence]]:
    """Return the sentences of each stretch that is all article or all page furniture."""
    _, start = read_front_matter(article.text)
    blocks = split_blocks(article.text, start)
    return [
        [
            Sentence(a, b, quotable=block.kind is Kind.PROSE)
            for block in stretch
            for a, b in split_sentences(article.text, block.start, block.end)
        ]
        for _, stretch in groupby(blocks, key=lambda block: block.kind is Kind.FURNITURE)
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a piece of a long one; of two places to begin a passage, the one of higher rank is taken."""

    sentence: Sentence
    tokens: int
    rank: tuple[int, int]


def _packed(text: str, sentences: list[Sentence], room: int, count_tokens: CountTokens) -> list[list[Sentence]]:
    """Pack sentences into passages of at most `room` tokens, each at least half full where another follows it."""
    passages: list[list[Sentence]] = []
    for run in _runs(text, sentences, room, count_tokens):
        begin = 0
        while begin < len(run):
            taken = _end(run[begin : begin + room + 1], room)
            passages.append([piece.sentence for piece in run[begin : begin + taken]])
            begin += taken
    return passages


def _runs(text: str, sentences: list[Sentence], room: int, count_tokens: CountTokens) -> list[list[_Piece]]:
    """Return the sentences in pieces that fit, parted where something that no sentence holds stands between two."""
    counts = count_tokens([normalise(text[s.start : s.end]) for s in sentences])
    runs: list[list[_Piece]] = []
    place = 0
    for sentence, count in zip(sentences, counts, strict=True):
        between = text[place : sentence.start]
        if between.strip() or not runs:  # figures or signs are not counted
            runs.append([])
        standing = 2 if not sentence.quotable else 1 if "\n" in between else 0
        place = sentence.end
        for piece, tokens in _fit(text, sentence, count - _SPECIAL_TOKENS, room, count_tokens):
            mark = zlib.crc32(text[piece.start : piece.end].encode())
            runs[-1].append(_Piece(piece, tokens, (standing if piece.start == sentence.start else -1, mark)))
    return runs


def _end(run: Sequence[_Piece], room: int) -> int:
    """Return how many pieces the first passage takes, of those that follow, as many as could be in it and more.

    Of the places at which it is half full or more, it ends before the first heading, else where all
    the rest fits at the end, else before a paragraph. Which of several is the same wherever the
    passage began.
    """
    used = list(accumulate(piece.tokens for piece in run))
    most = next((number for number, tokens in enumerate(used) if tokens > room), len(used))
    places = [number for number in range(1, min(most + 1, len(run))) if used[number - 1] > room / 2]
    heading = next((number for number in places if run[number].rank[0] == 2), 0)
    if heading:
        return heading
    return most if most == len(run) or not places else max(places, key=lambda number: run[number].rank)


def _fit(
    text: str, sentence: Sentence, tokens: int, room: int, count_tokens: CountTokens
) -> list[tuple[Sentence, int]]:
    """Return the sentence with its number of tokens, in pieces where it is longer than `room`."""
    length = sentence.end - sentence.start
    if (tokens <= room and length <= _PIECE_CHARS) or length == 1:
        return [(sentence, tokens)]
    middle = (sentence.start + sentence.end) // 2
    blank = re.compile(r"\s+").search(text, middle, sentence.end)
    cut, resume = (blank.start(), blank.end()) if blank and blank.end() < sentence.end else (middle, middle)
    halves = [Sentence(sentence.start, cut, False), Sentence(resume, sentence.end, False)]
    counts = count_tokens([normalise(text[half.start : half.end]) for half in halves])
    return [
        piece
        for half, count in zip(halves, counts, strict=True)
        for piece in _fit(text, half, count - _SPECIAL_TOKENS, room, count_tokens)
    ]


def _passage(article: Article, sentences: list[Sentence]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    return Passage(article, article.text[start:end], start, end, tuple(sentences))
