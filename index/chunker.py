"""Second step: an article in, passages out. Whole sentences, exact offsets, within the model's limit."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby, islice

from index.articles import Article, Passage, Sentence
from index.blocks import Kind, split_blocks
from index.metadata import read_front_matter
from index.normalise import normalise
from index.sentences import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]

CHUNKING = "sentences-1"  # part of the manifest: change it when passages come out differently
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
    """Return the title as it stands before each passage when that is embedded."""
    title = normalise(article.title)[:_TITLE_CHARS]
    marks = list(islice(_TITLE_MARK.finditer(title), _TITLE_MARKS))
    return title[: marks[-1].end()] if marks else ""


def embedded_text(passage: Passage) -> str:
    """Return what is embedded of a passage: the article's title, then the passage."""
    title, body = passage_title(passage.article), normalise(passage.text)
    return body if body.startswith(title) else f"{title}\n{body}"


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


def _packed(text: str, sentences: list[Sentence], room: int, count_tokens: CountTokens) -> list[list[Sentence]]:
    """Pack sentences into passages of at most `room` tokens; a heading begins one that is half full or more."""
    counts = count_tokens([normalise(text[s.start : s.end]) for s in sentences])
    passages: list[list[Sentence]] = []
    used = room + 1
    place = 0
    for sentence, count in zip(sentences, counts, strict=True):
        uncounted = text[place : sentence.start].strip()  # figures or signs between two sentences
        if uncounted or (not sentence.quotable and used > room / 2):
            used = room + 1
        place = sentence.end
        for piece, tokens in _fit(text, sentence, count - _SPECIAL_TOKENS, room, count_tokens):
            if used + tokens > room:
                passages.append([])
                used = 0
            passages[-1].append(piece)
            used += tokens
    return passages


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
