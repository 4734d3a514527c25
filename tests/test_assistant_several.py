"""A question to several articles is read against each of them, however clearly one of them answers."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import AssistantSettings
from assistant.chain import find, judge
from assistant.cross_encoder import Candidate, Reading
from assistant.steps import Asked
from index import ArticleIndex, SentenceTransformerEmbedder

ARTICLES = {
    "a.md": "The Herald\n\nThe ferry of Harwick carries ninety cars.\n",
    "b.md": "The Mercury\n\nThe boat is too small, people complain.\n",
    "c.md": "The Tide\n\nIn May the lamp was lit again.\n",
}


class FindsEverythingClear:
    """Reads every sentence as a clear answer, and notes it."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        """Score them all alike."""
        assert reading.question
        self.read += [candidate.text for candidate in candidates]
        return [3.0] * len(candidates)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("How many cars does the ferry of Harwick carry?", {"a.md"}),
        ("How many cars does the ferry of Harwick carry, and who complains?", {"a.md", "b.md", "c.md"}),
        ("What do the articles say about the cars that the ferry of Harwick carries?", {"a.md", "b.md", "c.md"}),
    ],
)
def test_where_several_are_asked_each_article_is_read(
    embedder: SentenceTransformerEmbedder, tmp_path: Path, question: str, read: set[str]
) -> None:
    """Else what clearly answers is enough."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    reader = FindsEverythingClear()
    index, _ = ArticleIndex.open(folder, tmp_path / "index", embedder)
    with index.reading() as searcher:
        settings = AssistantSettings()
        judge(find(Asked(question, (), searcher, settings, settings.passages, True, reader, FindsEverythingClear())))
    assert {name for name, text in ARTICLES.items() if any(one in text for one in reader.read)} == read
