"""The best sentences are read a second time: do they answer, or only look like it?"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import Article, Assistant
from assistant.answerability import answerability_reader, doubted
from assistant.cross_encoder import Candidate, Reading
from assistant.evidence import Evidence
from index import SentenceTransformerEmbedder

TEXT = (
    "Harbour notes\n\nThe ferry of Velgrad carried 4,120 cars in 2031. Its captain is Ines Marle. "
    "The ferry of Osmund was laid up for the whole year.\n"
)


class CountsLetters:
    """A cross-encoder that gives each sentence its length as score, and keeps what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        """Return the lengths."""
        self.read += [candidate.text for candidate in candidates]
        return [float(len(candidate.text)) for candidate in candidates]


def test_the_two_best_are_read_again_and_stay_where_they_are() -> None:
    """Whatever the second reading says of them."""
    article = Article("a.md", "", "", "", "", "One. Fourteen. Six.", "")
    found = [Evidence(article, *span, {"reading": 1.0}, log_odds=1.0) for span in ((0, 4), (5, 14), (15, 19))]
    reader = CountsLetters()
    first, second, third = doubted(Reading("How many?"), found, reader)
    assert reader.read == ["One.", "Fourteen."]
    assert first.values == {"reading": 1.0, "doubted": 4.0}
    assert second.values == {"reading": 1.0, "doubted": 9.0}
    assert third == found[2]


def test_what_hardly_answers_is_not_doubted() -> None:
    """It counts as it was read at first: no time is spent on it."""
    article = Article("a.md", "", "", "", "", "One. Fourteen.", "")
    found = [Evidence(article, *span, {"reading": -4.5}, log_odds=-3.5) for span in ((0, 4), (5, 14))]
    reader = CountsLetters()
    assert [one.values["doubted"] for one in doubted(Reading("How many?"), found, reader)] == [-4.5, -4.5]
    assert reader.read == []


def test_where_nothing_was_found_nothing_is_read() -> None:
    """And nothing is returned."""
    assert doubted(Reading("How many?"), [], answerability_reader()) == []


@pytest.mark.parametrize(
    ("asked", "of_another"),
    [
        ("How many cars did the ferry of Velgrad carry?", "How many cars did the ferry of Osmund carry?"),
        ("How many cars did it carry in 2031?", "How many cars did it carry in 2027?"),
    ],
    ids=["name", "year"],
)
def test_what_answers_about_one_does_not_answer_about_another(asked: str, of_another: str) -> None:
    """The same sentence, read with both."""
    sentence = [Candidate("The ferry of Velgrad carried 4,120 cars in 2031.", "Harbour notes")]
    (answers,), (does_not,) = (answerability_reader().score(Reading(one), sentence) for one in (asked, of_another))
    assert does_not < answers - 1.0


def test_the_assistant_is_less_sure_about_another_name(embedder: SentenceTransformerEmbedder, tmp_path: Path) -> None:
    """Though every word of the question but that one is in the sentence."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "harbour.md").write_text(TEXT, "utf-8")
    assistant = Assistant.open(folder, tmp_path / "index", embedder=embedder)
    told = assistant.ask("How many cars did the ferry of Velgrad carry?")
    untold = assistant.ask("How many cars did the ferry of Lomba carry?")
    assert "4,120" in told.quotes[0].text
    assert untold.abstained
    assert untold.confidence < told.confidence / 2
