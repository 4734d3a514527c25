"""An index of any size, made through the same transactions as any other, with embeddings that are at hand."""

import hashlib
import time
from pathlib import Path

import numpy as np

from index.articles import Article, Passage, Sentence
from index.chunker import embedded_text
from index.database import Database
from index.settings import IndexSettings
from index.sync import manifest_of
from index.transaction import StoredPassage
from tests.benchmarks.corpus import PASSAGES_OF_AN_ARTICLE, Corpus, invented
from tests.benchmarks.perturbed import PerturbedEmbedder, perturbed
from tests.benchmarks.real import Real

_BATCH = 2000  # articles in a transaction


def build(place: Path, real: Real, passages: int) -> float:
    """Make the database of an index of so many passages; return the seconds of processor time it took."""
    began = time.process_time()
    place.mkdir(parents=True, exist_ok=True)
    database = Database(place / "articles.db")
    database.create()
    corpus = Corpus(real.texts)
    with database.reading() as snapshot:
        done = snapshot.count()[0]
    articles = passages // PASSAGES_OF_AN_ARTICLE
    for first in range(done, articles, _BATCH):
        _add(database, real, corpus, range(first, min(first + _BATCH, articles)))
    return time.process_time() - began


def _add(database: Database, real: Real, corpus: Corpus, numbers: range) -> None:
    """Add articles, a passage a paragraph and two sentences a passage, in one transaction."""
    first = numbers.start * PASSAGES_OF_AN_ARTICLE
    vectors = perturbed(real.vectors, first, len(numbers) * PASSAGES_OF_AN_ARTICLE)
    with database.writing() as transaction:
        keys = []
        for number in numbers:
            article = _article(corpus, number)
            stored = [StoredPassage(passage, _key(passage)) for passage in _passages(article)]
            transaction.add_article(article, stored, article.title)
            keys += [one.key for one in stored]
        sentences = [np.tile(vector, (2, 2, 1)) for vector in vectors]
        transaction.add_embeddings(keys, vectors, sentences)
        made = manifest_of(PerturbedEmbedder.fingerprint, IndexSettings())
        transaction.begin_generation(made | {"dimension": str(vectors.shape[1])})


def write_folder(folder: Path, real: Real, passages: int) -> None:
    """Write the articles of that index as files, so that bringing it up to date finds nothing changed."""
    corpus = Corpus(real.texts)
    for number in range(passages // PASSAGES_OF_AN_ARTICLE):
        path = folder / path_of(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(corpus.article(number)[1], "utf-8")


def path_of(number: int) -> str:
    """Return the path of an article: a thousand to a folder."""
    return f"{number // 1000:04}/{number:07}.md"


def _article(corpus: Corpus, number: int) -> Article:
    title, text = corpus.article(number)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    outlet = f"The {invented(number % 97 + 5000).capitalize()} Post"
    return Article(path_of(number), title, "", outlet, "", text, sha256)


def _passages(article: Article) -> list[Passage]:
    passages = []
    start = len(article.title) + 2
    for paragraph in article.text[start:-1].split("\n\n"):
        end = start + len(paragraph)
        middle = article.text.find(". ", start, end - 2) + 1 or start + 1
        sentences = (Sentence(start, middle), Sentence(middle + 1, end))
        passages.append(Passage(article, paragraph, start, end, sentences))
        start = end + 2
    return passages


def _key(passage: Passage) -> str:
    return hashlib.sha256(embedded_text(passage).encode()).hexdigest()
