"""Passages found, read again and put into order."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Folder

from assistant import Article, Asking, AssistantSettings, Hit, Passage, QAError
from assistant.conversation import Understood, understand
from assistant.passage_reader import PassageReader, PublishedCrossEncoder, PublishedRetriever
from assistant.rerank import rerank

ASKS = "Why did the ferry stop?"


class Scripted:
    """Scores as it is told to, by question, and keeps what it was asked."""

    def __init__(self, scores: dict[str, list[float]]) -> None:
        self._scores = scores
        self.asked: list[tuple[str, int]] = []

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return the scores of the first so many passages."""
        self.asked.append((question, len(passages)))
        return self._scores[question][: len(passages)]


def hits(*scores: float) -> list[Hit]:
    """Make a hit of each score, in its own article."""
    article = Article(path="a.txt", title="", author=None, publisher=None, published=None, text="Boats.", sha256="")
    return [Hit(Passage(article, "Boats.", number, number + 6), score) for number, score in enumerate(scores)]


def order(found: Sequence[Hit]) -> list[int]:
    """Tell hits by where their passages start."""
    return [hit.passage.start for hit in found]


def alone(question: str) -> Understood:
    """Understand a question without a conversation."""
    return understand(question, (), 3)


def test_reading_moves_what_search_found() -> None:
    """Scores fall along the new order, and what was not read comes after as it was."""
    reader = Scripted({ASKS: [-3.0, 0.0, 9.0]})
    found = rerank(hits(0.9, 0.8, 0.7, 0.6), alone(ASKS), 3, reader, reader)
    assert order(found) == [2, 0, 1, 3]
    assert [hit.score for hit in found[:3]] == sorted((hit.score for hit in found[:3]), reverse=True)
    assert reader.asked == [(ASKS, 3), (ASKS, 3)]


def test_search_is_heard_too() -> None:
    """A reading that sees no difference changes nothing, nor does one of a single passage."""
    reader = Scripted({ASKS: [1.0, 1.0, 1.0]})
    assert rerank(hits(0.9, 0.8, 0.7), alone(ASKS), 3, reader, reader) == hits(0.9, 0.8, 0.7)
    assert rerank(hits(0.9), alone(ASKS), 3, reader, reader) == hits(0.9)


def test_a_question_that_leans_is_read_as_it_stands_and_in_full() -> None:
    """By one each; the first counts the more."""
    understood = understand("And when did the captain break the mast?", ("Why did the ferry to Calder stop?",), 3)
    assert 0 < understood.leans <= 1
    together, in_full = Scripted({understood.asks: [0, 0, 1]}), Scripted({understood.standalone: [0, 1, 0]})
    assert order(rerank(hits(0.5, 0.5, 0.5001), understood, 3, together, in_full)) == [2, 1, 0]


def test_a_question_without_a_subject_is_read_in_full() -> None:
    """By both."""
    understood = understand("Why?", ("When did the ferry to Calder stop?",), 3)
    assert understood.leans > 1
    reader = Scripted({understood.standalone: [0, 1]})
    assert order(rerank(hits(0.5, 0.4), understood, 2, reader, reader)) == [1, 0]


@pytest.mark.parametrize("reader", [PublishedCrossEncoder(), PublishedRetriever()])
def test_a_published_model_tells_an_answer_from_something_else(reader: PassageReader) -> None:
    """Each by itself."""
    answer = "The ferry did not run that week, because a storm had broken its mast."
    scores = reader.score(ASKS, [answer, "Salt is dear."])
    assert scores[0] > scores[1]
    assert reader.score(ASKS, []) == []


def test_the_cross_encoder_tells_an_answer_from_shared_words() -> None:
    """It reads both together."""
    answer = "The ferry did not run that week, because a storm had broken its mast."
    shared = "The ferry has a bell, and many ask how loud it is."
    scores = PublishedCrossEncoder().score(ASKS, [shared, answer])
    assert scores[1] > scores[0]


def test_the_scale_of_a_reading_does_not_count() -> None:
    """Only how the passages differ."""
    loud, quiet = Scripted({ASKS: [0.0, 900.0, 0.0]}), Scripted({ASKS: [0.0, 0.9, 0.0]})
    assert rerank(hits(3, 2, 1), alone(ASKS), 3, loud, quiet) == rerank(hits(3, 2, 1), alone(ASKS), 3, quiet, loud)


def test_search_reads_as_many_as_the_settings_say(folder: Folder, tmp_path: Path) -> None:
    """With none, what comes is the index's own order and scores."""
    place = folder({
        "bell.txt": "The ferry has a bell, and people ask why it rings at every stop of the ferry.\n",
        "mast.txt": "After a storm had broken its mast, no boat went over to Calder for two days.\n",
    })  # fmt: skip
    asking = Asking.open(place, tmp_path / "index")
    plain = Asking.open(place, tmp_path / "index", settings=AssistantSettings(passages_read=0))
    assert {hit.passage.article.path for hit in asking.search(ASKS)} == {"bell.txt", "mast.txt"}
    assert [hit.score for hit in plain.search(ASKS)] != [hit.score for hit in asking.search(ASKS)]
    assert asking.search(ASKS, k=1) == asking.search(ASKS, k=2)[:1]
    with pytest.raises(QAError, match="passages_read must be at least 0"):
        AssistantSettings(passages_read=-1)
