"""A follow-up knows what answered the question before it: the sentence that reads best, not the most promising one."""

from collections.abc import Sequence
from pathlib import Path

from assistant import AssistantSettings
from assistant.chain import find, judge
from assistant.cross_encoder import Candidate, Reading
from assistant.steps import Asked
from index import ArticleIndex, SentenceTransformerEmbedder

TEXT = """Two ports

Harwick has the older ferry, and people like the ferry of Harwick. It is owned by a widow.

In Sandby the Aurora crosses the bay every day. She was bought from Norway, in spite of her age.
"""


class PrefersTheAurora:
    """Reads one sentence as the answer, whatever is asked, and notes each reading."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        """Score that sentence high, all others low."""
        self.readings.append(reading)
        return [3.0 if "Aurora" in candidate.text else -3.0 for candidate in candidates]


def test_what_reads_best_answered_the_question_before(embedder: SentenceTransformerEmbedder, tmp_path: Path) -> None:
    """It is read with the follow-up; another cross-encoder that is to be heard as well is not asked about it."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ports.md").write_text(TEXT, "utf-8")
    reader, further = PrefersTheAurora(), PrefersTheAurora()
    index, _ = ArticleIndex.open(folder, tmp_path / "index", embedder)
    with index.reading() as searcher:
        earlier = ("Which ferry do people like?",)
        settings = AssistantSettings()
        found = find(Asked("Where is it from?", earlier, searcher, settings, 12, True, reader, reader, further))
        assert found.focus is not None
        assert "Aurora" in found.focus.text
        assert further.readings == []
        judge(found)
    assert reader.readings[0] == Reading("Which ferry do people like?")
    assert reader.readings[-1].answered == found.focus.text
    assert further.readings[-1].answered == found.focus.text
