"""From a set's articles and questions to vectors: what each question is searched with, and what it is to lie near."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from assistant.chain import find
from index import Query, Searcher, SentenceTransformerEmbedder
from index.embedding import passage_vectors
from training.candidates import Row, asked, gold_sentences, indexed, numbered

_ALL = 1000  # passages: more than the articles that are asked together have


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question is searched with, and the numbers of the sentences and the passages that answer it."""

    queries: tuple[Query, ...]
    sentences: tuple[int, ...]
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Articles that are asked together.

    Attributes:
        sentences: the vectors of each sentence, alone and with the one before it, of shape (sentences, 2, dimension).
        passages: of shape (passages, dimension).
    """

    sentences: torch.Tensor
    passages: torch.Tensor
    questions: tuple[Sought, ...]


def read_scopes(folder: Path, embedder: SentenceTransformerEmbedder, names: list[str]) -> Iterator[Scope]:
    """Yield these scopes of a set, with those of their questions that have an answer."""
    for rows, searcher in indexed(folder, embedder, names):
        yield _scope([row for row in rows if "." in row.gold], searcher, embedder)


def _scope(rows: list[Row], searcher: Searcher, embedder: SentenceTransformerEmbedder) -> Scope:
    passages = [hit.passage for hit in searcher.search([Query("all")], _ALL)]
    whole, parts = passage_vectors(passages, embedder)
    places = [(passage.article.path, one.start, one.end) for passage in passages for one in passage.sentences]
    holders = [number for number, passage in enumerate(passages) for _ in passage.sentences]
    starts = {article.path: numbered(article) for article in searcher.articles()}
    questions = []
    for row in rows:
        gold = gold_sentences(row.gold, starts)
        found = tuple(
            number
            for number, (path, start, end) in enumerate(places)
            if any(path == of and start <= place < end for of, place in gold)
        )
        if found:
            held = tuple(sorted({holders[number] for number in found}))
            questions += [Sought(queries, found, held) for queries in _searched(row, searcher)]
    return Scope(torch.from_numpy(np.concatenate(parts)), torch.from_numpy(whole), tuple(questions))


def _searched(row: Row, searcher: Searcher) -> Iterator[tuple[Query, ...]]:
    """Yield what is searched with: without what was answered before and, where something was, with it."""
    put = asked(row, searcher)
    found = find(put)
    yield found.understood.searched
    if found.focus:
        yield find(replace(put, answered=found.focus.text)).understood.searched
