"""Embed what is new, a batch at a time; each is kept as it is made, so that an interrupted run goes on from there."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from index.articles import Passage
from index.chunker import embedded_text
from index.database import Database
from index.embedder import Embedder, Vectors
from index.normalise import normalise

Progress = Callable[[int, int], None]
_BATCH = 64


def embed(passages: Mapping[str, Passage], database: Database, embedder: Embedder, progress: Progress | None) -> None:
    """Embed passages, given by the keys of their embeddings, the longest first so that a batch is of one length.

    Args:
        progress: called with (passages embedded, passages to embed) after each batch.
    """
    todo = sorted(passages.items(), key=lambda item: -len(item[1].text))
    done = 0
    for batch in _batches(todo):
        vectors, sentences = passage_vectors([passage for _, passage in batch], embedder)
        with database.writing() as transaction:
            transaction.add_embeddings([key for key, _ in batch], vectors, sentences)
        done += len(batch)
        if progress:
            progress(done, len(todo))


def passage_vectors(passages: Sequence[Passage], embedder: Embedder) -> tuple[Vectors, list[Vectors]]:
    """Embed each passage, and each sentence alone and with the one before it, which it may need to be understood.

    A text that stands in several places is embedded once: each passage's first sentence has none before it.

    Returns:
        An array of shape (passages, dimension), and for each passage one of shape (sentences, 2, dimension).
    """
    alone, in_context = [], []
    for passage in passages:
        text = passage.article.text
        for before, sentence in zip(passage.sentences[:1] + passage.sentences, passage.sentences, strict=False):
            alone.append(normalise(text[sentence.start : sentence.end]))
            in_context.append(normalise(text[before.start : sentence.end]))
    texts = [*map(embedded_text, passages), *alone, *in_context]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    vectors = embedder.embed_passages(list(numbers))[[numbers[text] for text in texts]]
    whole, *both = np.split(vectors, [len(passages), len(passages) + len(alone)])
    ends = np.cumsum([len(passage.sentences) for passage in passages])[:-1]
    return whole, np.split(np.stack(both, axis=1), ends)


def _batches(items: Sequence[tuple[str, Passage]]) -> Iterator[Sequence[tuple[str, Passage]]]:
    for first in range(0, len(items), _BATCH):
        yield items[first : first + _BATCH]
