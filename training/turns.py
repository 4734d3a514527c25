"""From written conversations over passages to the passages to tell apart.

A file of `conversations/` has a turn a line: conversation, turn, question, answer, the ids of the passages that answer
(`;` between them, or `-`), and in the files `judged-*` those of near ones that were judged not to. The passages are
those of the MTRAG benchmarks, which are not repeated here.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import AssistantSettings
from assistant.adapted import bundled_reader
from assistant.answerability import answerability_reader
from assistant.chain import find
from assistant.cross_encoder import Reading
from assistant.steps import Asked
from index import ArticleIndex, Passage, Query, Searcher, SentenceTransformerEmbedder

_FOUND = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it is read, and passages.

    Attributes:
        answering: those that answer, one at least.
        judged: near ones that were judged not to answer.
        found: others that the assistant finds, best first, which nobody judged.
    """

    reading: Reading
    answering: tuple[Passage, ...]
    judged: tuple[Passage, ...]
    found: tuple[Passage, ...]


def read_turns(files: Sequence[Path], passages: Path, left_out: frozenset[str]) -> Iterator[Turn]:
    """Yield the turns that something answers, and that have something to tell it from.

    Args:
        passages: a file of JSON lines, each with id, title and text.
        left_out: ids of passages that nothing is learned from.
    """
    told = [json.loads(line) for line in passages.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as place:
        articles = Path(place) / "articles"
        articles.mkdir()
        for number, passage in enumerate(told):
            (articles / f"{number}.txt").write_text(f"{passage['title']}\n\n{passage['text']}\n", "utf-8")
        names = {passage["id"]: f"{number}.txt" for number, passage in enumerate(told)}
        paths = {identifier: path for identifier, path in names.items() if identifier not in left_out}
        index, _ = ArticleIndex.open(articles, Path(place) / "index", SentenceTransformerEmbedder())
        with index.reading() as searcher:
            for file in files:
                yield from _turns(file, searcher, paths)


def _turns(file: Path, searcher: Searcher, paths: Mapping[str, str]) -> Iterator[Turn]:
    """Yield the turns of a file; `paths` has the articles that are learned from, by the ids of their passages."""
    learned_from = set(paths.values())
    conversation, earlier, answered = "", (), ""
    for line in file.read_text("utf-8").splitlines():
        number, _, question, answer, *labels = line.split("\t")
        if number != conversation:
            conversation, earlier, answered = number, (), ""
        answering, judged = ([paths[of] for of in ids.split(";") if of in paths] for ids in (*labels, "-")[:2])
        if answering:
            reading, found = _found(question, earlier, answered, searcher)
            labelled = [*answering, *judged]
            best = found | {path: _nearest(question, path, searcher) for path in labelled if path not in found}
            unjudged = [path for path in found if path in learned_from and path not in labelled]
            turn = Turn(reading, *(tuple(best[path] for path in some) for some in (answering, judged, unjudged)))
            if turn.judged or turn.found:
                yield turn
        earlier, answered = (*earlier, question), answer


def _nearest(question: str, path: str, searcher: Searcher) -> Passage:
    """Return the passage of an article that is nearest to a question."""
    return searcher.search([Query(question)], 1, frozenset((path,)))[0].passage


def _found(
    question: str, earlier: tuple[str, ...], answered: str, searcher: Searcher
) -> tuple[Reading, dict[str, Passage]]:
    """Return a question as it is read, and the best passage of each article found, by its path."""
    settings = AssistantSettings()
    asked = Asked(question, earlier, searcher, settings, _FOUND, False, bundled_reader(), answerability_reader())
    found = find(replace(asked, answered=answered))
    best: dict[str, Passage] = {}
    for hit in found.hits:
        best.setdefault(hit.passage.article.path, hit.passage)
    return Reading(found.understood.asks, earlier, answered), best
