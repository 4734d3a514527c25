"""From training questions to sentences to tell apart: the first ones in the order in which the assistant reads them.

A set is a folder with `articles/` and `questions.tsv`: kind, scope (the articles asked together), earlier
questions (joined by `||`), question, and gold as sentence ids (`;` between alternatives, `+` within one).
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import AssistantSettings
from assistant.adapted import bundled_reader
from assistant.answerability import answerability_reader
from assistant.chain import find, judge
from assistant.cross_encoder import Candidate, Reading
from assistant.steps import Asked
from index import Article, ArticleIndex, Searcher, SentenceTransformerEmbedder, split_sentences

_MOST_SUBJECTS, _LAST_PARAGRAPHS = 6, 8
_READ = 8  # the most promising of them, which are scored, as all that answer are


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence as it is read, whether it answers, and its score by the shipped adapter if it is among the first."""

    candidate: Candidate
    gold: bool
    score: float | None


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question as it is read, and the sentences to tell apart, the most promising first.

    `corrects` says that what answers it corrects what it takes for granted.
    """

    reading: Reading
    pairs: tuple[Pair, ...]
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A question as a set has it; `gold` are the ids of sentences, empty where the articles do not answer."""

    kind: str
    earlier: tuple[str, ...]
    question: str
    gold: str


class _Listening:
    """A cross-encoder that keeps what it is given to read, and gives its number as score: -0.5, -1.5 and so on."""

    def __init__(self) -> None:
        self.reading = Reading("")
        self.candidates: list[Candidate] = []

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        first = len(self.candidates)
        self.reading = reading
        self.candidates += candidates
        return [-number - 0.5 for number in range(first, len(self.candidates))]


def read_set(folder: Path, embedder: SentenceTransformerEmbedder) -> Iterator[TrainingQuestion]:
    """Yield the questions of a set to learn from that the assistant has sentences to read for."""
    for rows, searcher in indexed(folder, embedder, learned_from(folder)):
        sentences = {article.path: numbered(article) for article in searcher.articles()}
        for row in rows:
            question = _question(row, gold_sentences(row.gold, sentences), searcher)
            if question.pairs:
                yield question


def indexed(
    folder: Path, embedder: SentenceTransformerEmbedder, scopes: Sequence[str]
) -> Iterator[tuple[list[Row], Searcher]]:
    """Yield of each of these scopes of a set its questions, and what searches its articles."""
    by_scope: defaultdict[str, list[Row]] = defaultdict(list)
    for line in (folder / "questions.tsv").read_text("utf-8").splitlines():
        if line.strip():
            kind, scope, earlier, question, gold = (part.strip() for part in line.split("\t"))
            said = tuple(text.strip() for text in earlier.split("||") if text.strip(" -"))
            by_scope[scope].append(Row(kind, said, question, gold))
    for scope in scopes:
        with tempfile.TemporaryDirectory() as place:
            articles = Path(place) / "articles"
            articles.mkdir()
            for path in (folder / "articles").glob("*.txt"):
                if path.stem == scope or path.stem[:-1] == scope:
                    (articles / path.name).write_bytes(path.read_bytes())
            index, _ = ArticleIndex.open(articles, Path(place) / "index", embedder)
            with index.reading() as searcher:
                yield by_scope[scope], searcher


def held_out(folder: Path) -> list[str]:
    """Return the scopes of a set that the adapter does not learn from: the last subject, or the last paragraphs."""
    scopes = _scopes(folder)
    return scopes[-_LAST_PARAGRAPHS:] if len(scopes) > _MOST_SUBJECTS else scopes[-1:]


def learned_from(folder: Path) -> list[str]:
    """Return the other scopes of a set."""
    held = held_out(folder)
    return [scope for scope in _scopes(folder) if scope not in held]


def _scopes(folder: Path) -> list[str]:
    lines = (folder / "questions.tsv").read_text("utf-8").splitlines()
    return sorted({line.split("\t")[1].strip() for line in lines if line.strip()})


def numbered(article: Article) -> list[tuple[int, int]]:
    """Return the sentences as the ids count them: line by line."""
    found, place = [], 0
    for line in article.text.splitlines(keepends=True):
        found += list(split_sentences(article.text, place, place + len(line.rstrip("\r\n"))))
        place += len(line)
    return found


def gold_sentences(ids: str, sentences: dict[str, list[tuple[int, int]]]) -> set[tuple[str, int]]:
    """Return the (path, start) of every gold sentence."""
    parts = [part.strip().rsplit(".", 1) for part in ids.replace(";", "+").split("+") if "." in part]
    return {(f"{stem}.txt", sentences[f"{stem}.txt"][int(number) - 1][0]) for stem, number in parts}


def asked(row: Row, searcher: Searcher) -> Asked:
    """Return a question as it is put to the assistant where its history tells no answers."""
    settings = AssistantSettings()
    readers = bundled_reader(), answerability_reader()
    return Asked(row.question, row.earlier, searcher, settings, settings.passages, True, *readers)


def _question(row: Row, gold: set[tuple[str, int]], searcher: Searcher) -> TrainingQuestion:
    listening = _Listening()
    found = find(asked(row, searcher))
    evidence = judge(replace(found, asked=replace(found.asked, reader=listening))).evidence
    evidence = sorted(evidence, key=lambda one: -one.promise)
    evidence = [one for one in evidence if not one.values["reading"].is_integer()]  # the others have not been read
    candidates = [listening.candidates[int(-one.values["reading"])] for one in evidence]
    answers = [
        any(path == one.article.path and one.start <= start < one.end for path, start in gold) for one in evidence
    ]
    scored = [number for number, answer in enumerate(answers) if number < _READ or answer]
    scores = bundled_reader().score(listening.reading, [candidates[number] for number in scored])
    known: dict[int, float | None] = dict(zip(scored, scores, strict=True))
    pairs = [Pair(*both, known.get(number)) for number, both in enumerate(zip(candidates, answers, strict=True))]
    return TrainingQuestion(replace(listening.reading, names=()), tuple(pairs), row.kind == "falsepremise")
