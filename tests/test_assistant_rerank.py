"""Passages found, read again and put into order."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Folder

from assistant import Article, Asking, AssistantSettings, EmbeddingError, Hit, Passage, QAError
from assistant.conversation import Understood, understand
from assistant.cross_encoder import Reading
from assistant.passage_reader import ConversationReader, PassageReader, PublishedCrossEncoder
from assistant.rerank import rerank

ASKS = "Why did the ferry stop?"


class Scripted:
    """Scores as it is told to, by question, and keeps what it was asked."""

    def __init__(self, scores: dict[str, list[float]]) -> None:
        self._scores = scores
        self.asked: list[tuple[Reading, int]] = []

    def score(self, reading: Reading, passages: Sequence[Passage]) -> list[float]:
        """Return the scores of the first so many passages."""
        self.asked.append((reading, len(passages)))
        return self._scores[reading.question][: len(passages)]


def hits(*scores: float, articles: str = "abcdefgh") -> list[Hit]:
    """Make a hit of each score, in the article that goes by the letter at its place."""
    told = {"title": "", "author": None, "publisher": None, "published": None, "sha256": ""}
    own = [Article(path=f"{letter}.txt", text="Boats.", **told) for letter in articles]
    return [Hit(Passage(own[number], "Boats.", number, number + 6), score) for number, score in enumerate(scores)]


def passages(*texts: str) -> list[Passage]:
    """Make a passage of each text, in an article of its own that has no title."""
    articles = [Article(path="a", title="", author="", publisher="", published="", text=t, sha256="") for t in texts]
    return [Passage(article, article.text, 0, len(article.text)) for article in articles]


def order(found: Sequence[Hit]) -> list[int]:
    """Tell hits by where their passages start."""
    return [hit.passage.start for hit in found]


def alone(question: str) -> Understood:
    """Understand a question without a conversation."""
    return understand(question, (), 3)


def test_reading_moves_what_search_found() -> None:
    """Scores fall along the new order, and what was not read comes after as it was."""
    reader = Scripted({ASKS: [-3.0, 0.0, 9.0]})
    found = rerank(hits(0.9, 0.8, 0.7, 0.6), alone(ASKS), Reading(ASKS), 3, reader, reader)
    assert order(found) == [2, 0, 1, 3]
    assert [hit.score for hit in found[:3]] == sorted((hit.score for hit in found[:3]), reverse=True)
    assert reader.asked == [(Reading(ASKS), 3), (Reading(ASKS), 3)]


def test_search_is_heard_too() -> None:
    """A reading that sees no difference changes nothing, nor does one of a single passage."""
    reader = Scripted({ASKS: [1.0, 1.0, 1.0]})
    assert rerank(hits(0.9, 0.8, 0.7), alone(ASKS), Reading(ASKS), 3, reader, reader) == hits(0.9, 0.8, 0.7)
    assert rerank(hits(0.9), alone(ASKS), Reading(ASKS), 3, reader, reader) == hits(0.9)


def test_another_passage_that_answers_speaks_for_an_article() -> None:
    """Of two that read alike, the one with it comes first; alone it moves nothing past what reads clearly better."""
    reader = Scripted({ASKS: [1.0, 1.0, 3.0, -3.0]})
    found = hits(0.5, 0.5, 0.6, 0.4, articles="abbc")
    assert order(rerank(found, alone(ASKS), Reading(ASKS), 4, reader, reader)) == [2, 1, 0, 3]
    apart = hits(0.5, 0.5, 0.6, 0.4)
    assert order(rerank(apart, alone(ASKS), Reading(ASKS), 4, reader, reader)) == [2, 0, 1, 3]
    below = Scripted({ASKS: [1.0, -3.0, 3.0, -3.0]})
    assert order(rerank(found, alone(ASKS), Reading(ASKS), 4, below, below)) == [2, 0, 1, 3]


def test_a_question_that_leans_is_read_as_it_stands_and_in_its_conversation() -> None:
    """By one each; the first counts the more."""
    understood = understand("And when did the captain break the mast?", ("Why did the ferry to Calder stop?",), 3)
    assert 0 < understood.leans <= 1
    conversation = Reading(understood.asks, ("Why did the ferry to Calder stop?",), "Its mast broke.")
    as_it_stands, in_it = Scripted({understood.asks: [0, 0, 1]}), Scripted({understood.asks: [0, 1, 0]})
    assert order(rerank(hits(0.5, 0.5, 0.5001), understood, conversation, 3, as_it_stands, in_it)) == [2, 1, 0]
    assert as_it_stands.asked == [(Reading(understood.asks), 3)]
    assert in_it.asked == [(conversation, 3)]


def test_a_question_without_a_subject_is_read_in_full() -> None:
    """By the one that knows nothing of the conversation."""
    understood = understand("Why?", ("When did the ferry to Calder stop?",), 3)
    assert understood.leans > 1
    reader, same = Scripted({understood.standalone: [0, 1, 0]}), Scripted({understood.asks: [1, 1, 1]})
    conversation = Reading(understood.asks, ("When did the ferry to Calder stop?",))
    assert order(rerank(hits(0.5, 0.4, 0.3), understood, conversation, 3, reader, same)) == [1, 0, 2]


@pytest.mark.parametrize("reader", [PublishedCrossEncoder(), ConversationReader()])
def test_a_reader_tells_an_answer_from_something_else(reader: PassageReader) -> None:
    """Each by itself, and also from what only shares the question's words."""
    answers, shared, salt = passages(
        "The ferry did not run that week, because a storm had broken its mast.",
        "The ferry has a bell, and many ask how loud it is.",
        "Salt is dear.",
    )
    scores = reader.score(Reading(ASKS), [shared, salt, answers])
    assert scores[2] > max(scores[:2])
    assert reader.score(Reading(ASKS), []) == []


def test_the_conversation_tells_what_is_meant() -> None:
    """Of two that a question fits alike, the one on what was spoken of."""
    ferry, bridge = passages("The ferry Aurora is painted green.", "The bridge of Calder is painted green.")
    of_ferry, of_bridge = (
        ConversationReader().score(Reading("What colour is it?", (before,), answer), [ferry, bridge])
        for before, answer in (
            ("Which ferry sails to Calder?", "The Aurora, twice a day."),
            ("Is there a bridge in Calder?", "Yes, it is the oldest one of the coast."),
        )
    )
    assert of_ferry[0] - of_ferry[1] > of_bridge[0] - of_bridge[1]


def test_a_passage_is_read_with_its_title() -> None:
    """Unless it begins with it."""
    text = "It is painted green, and its bell is loud."
    titled, other, plain = (
        Passage(
            Article(path="a.txt", title=title, author="", publisher="", published="", text=text, sha256=""), text, 0, 42
        )
        for title in ("The ferry Aurora", "The price of salt", text)
    )
    scores = ConversationReader().score(Reading("What colour is the ferry Aurora?"), [titled, other, plain])
    assert scores[0] > scores[1]
    assert len(set(scores)) == 3


def test_a_missing_adapter_of_passages_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """Of ours, by its name."""
    with pytest.raises(EmbeddingError, match=r"gone\.safetensors"):
        ConversationReader(tmp_path / "gone.safetensors").score(Reading(ASKS), passages("Boats."))


def test_the_scale_of_a_reading_does_not_count() -> None:
    """Only how the passages differ."""
    loud, quiet = Scripted({ASKS: [0.0, 900.0, 0.0]}), Scripted({ASKS: [0.0, 0.9, 0.0]})
    one, other = (
        rerank(hits(3, 2, 1), alone(ASKS), Reading(ASKS), 3, first, second)
        for first, second in ((loud, quiet), (quiet, loud))
    )
    assert one == other


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
