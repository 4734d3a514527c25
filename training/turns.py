"""From written conversations over passages to the passages to tell apart: those that the assistant finds.

A file of `conversations/` has a turn a line: conversation, turn, question, answer, and the ids of the passages that
answer (`;` between them, or `-`). The passages are those of the MTRAG benchmarks, which are not repeated here.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import AssistantSettings
from assistant.adapted import bundled_reader
from assistant.chain import find
from assistant.cross_encoder import Reading
from assistant.steps import Asked
from index import ArticleIndex, Hit, Passage, Searcher, SentenceTransformerEmbedder

_FOUND = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it is read, and the passages found, best first, each with whether it answers."""

    reading: Reading
    passages: tuple[tuple[Passage, bool], ...]


def read_turns(files: Sequence[Path], passages: Path, left_out: frozenset[str]) -> Iterator[Turn]:
    """Yield the turns of which some passage found answers, and some does not.

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
        index, _ = ArticleIndex.open(articles, Path(place) / "index", SentenceTransformerEmbedder())
        with index.reading() as searcher:
            for file in files:
                yield from _turns(file, searcher, [passage["id"] for passage in told], left_out)


def _turns(file: Path, searcher: Searcher, ids: Sequence[str], left_out: frozenset[str]) -> Iterator[Turn]:
    conversation, earlier, answered = "", (), ""
    for line in file.read_text("utf-8").splitlines():
        number, _, question, answer, gold = line.split("\t")
        if number != conversation:
            conversation, earlier, answered = number, (), ""
        if gold != "-":
            reading, hits = _found(question, earlier, answered, searcher)
            found = [(hit.passage, ids[int(Path(hit.passage.article.path).stem)]) for hit in hits]
            known = tuple((passage, of in gold.split(";")) for passage, of in found if of not in left_out)
            if len({answers for _, answers in known}) == 2:
                yield Turn(reading, known)
        earlier, answered = (*earlier, question), answer


def _found(question: str, earlier: tuple[str, ...], answered: str, searcher: Searcher) -> tuple[Reading, Sequence[Hit]]:
    settings = AssistantSettings()
    asked = Asked(question, earlier, searcher, settings, _FOUND, False, bundled_reader())
    found = find(replace(asked, answered=answered))
    return Reading(found.understood.asks, earlier, answered), found.hits
