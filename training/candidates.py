"""From training questions to sentences to tell apart: the gold ones, and the ones that only look like it.

A set is a folder with `articles/` and `questions.tsv`: kind, scope (the articles asked together), earlier
questions (joined by `||`), question, and gold as sentence ids (`;` between alternatives, `+` within one).
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index import Article, ArticleIndex, Query, Searcher, SentenceTransformerEmbedder, split_sentences

_HARD = 26  # the most similar sentences of a question's articles; what is not gold among them is hard to tell apart
_EVERY_PASSAGE = 10_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with the text before it, and whether it answers."""

    text: str
    before: str
    gold: bool


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question with what it may lean on, and the sentences to tell apart."""

    set_name: str
    scope: str
    kind: str
    question: str
    earlier: tuple[str, ...]
    answered: str
    pairs: tuple[Pair, ...]


def read_set(folder: Path, embedder: SentenceTransformerEmbedder) -> Iterator[TrainingQuestion]:
    """Yield the questions of a set, each with its hardest sentences and all gold ones."""
    by_scope: defaultdict[str, list[list[str]]] = defaultdict(list)
    for line in (folder / "questions.tsv").read_text("utf-8").splitlines():
        if line.strip():
            by_scope[line.split("\t")[1]].append([part.strip() for part in line.split("\t")])
    for scope, rows in by_scope.items():
        with tempfile.TemporaryDirectory() as place:
            articles = Path(place) / "articles"
            articles.mkdir()
            for path in (folder / "articles").glob("*.txt"):
                if path.stem == scope or path.stem[:-1] == scope:
                    (articles / path.name).write_bytes(path.read_bytes())
            index, _ = ArticleIndex.open(articles, Path(place) / "index", embedder)
            with index.reading() as searcher:
                sentences = {article.path: _numbered(article) for article in searcher.articles()}
                for row in rows:
                    yield _question(folder.name, row, _gold(row[-1], sentences), searcher)


def _numbered(article: Article) -> list[tuple[int, int]]:
    """Return the sentences as the ids count them: line by line."""
    found, place = [], 0
    for line in article.text.splitlines(keepends=True):
        found += list(split_sentences(article.text, place, place + len(line.rstrip("\r\n"))))
        place += len(line)
    return found


def _gold(ids: str, sentences: dict[str, list[tuple[int, int]]]) -> set[tuple[str, int]]:
    """Return the (path, start) of every gold sentence."""
    parts = [part.strip().rsplit(".", 1) for part in ids.replace(";", "+").split("+") if "." in part]
    return {(f"{stem}.txt", sentences[f"{stem}.txt"][int(number) - 1][0]) for stem, number in parts}


def _question(set_name: str, row: list[str], gold: set[tuple[str, int]], searcher: Searcher) -> TrainingQuestion:
    kind, scope, history, question, _ = row
    earlier = tuple(text.strip() for text in history.split("||") if text.strip(" -"))
    queries = [Query(question), *([Query(f"{earlier[-1]} {question}")] if earlier else [])]
    ranked = _ranked(queries, searcher)
    kept = [sentence for rank, sentence in enumerate(ranked) if rank < _HARD or sentence[:2] in gold]
    answered = _ranked([Query(earlier[-1])], searcher)[0] if earlier else None
    return TrainingQuestion(
        set_name, scope, kind, question, earlier,
        answered=answered[2].text if answered else "",
        pairs=tuple(Pair(pair.text, pair.before, (path, start) in gold) for path, start, pair in kept),
    )  # fmt: skip


def _ranked(queries: list[Query], searcher: Searcher) -> list[tuple[str, int, Pair]]:
    """Return every quotable sentence, the most similar first."""
    found = []
    for hit in searcher.search(queries, _EVERY_PASSAGE, quotable=True):
        text = hit.passage.article.text
        for sentence, similarity in zip(hit.passage.sentences, hit.similarities, strict=True):
            if sentence.quotable:
                pair = Pair(
                    text[sentence.start : sentence.end], text[max(0, sentence.start - 400) : sentence.start], False
                )
                found.append((similarity, hit.passage.article.path, sentence.start, pair))
    return [(path, start, pair) for _, path, start, pair in sorted(found, key=lambda row: -row[0])]
