"""How likely it is that the articles answer: a probability that follows the evidence."""

from collections import defaultdict
from dataclasses import replace

import pytest

from assistant import Article
from assistant.conversation import understand
from assistant.decide import confidence
from assistant.evidence import Evidence
from assistant.question import wanted
from index import Query


def evidence(text: str, reading: float = 0.6) -> Evidence:
    """Build evidence that is all of its article, and reads again as much like the answer as told."""
    values = defaultdict(float, doubted=reading)
    return Evidence(Article("a.md", "", "", "", "", text, ""), 0, len(text), values, log_odds=reading)


def likely(question: str, *found: Evidence, sources: bool = False) -> float:
    """Decide on a question that was asked without a conversation."""
    return confidence(understand(question, [], 3), wanted(question), sources, found, lambda term: True)


@pytest.mark.parametrize("question", ["How many goats climb?", "Who climbs?", "Why?", "goats"])
def test_nothing_found_is_certainly_no_answer(question: str) -> None:
    """No evidence, no confidence."""
    assert likely(question) == 0.0


@pytest.mark.parametrize("question", ["How many goats climb in Peru?", "When did Ana climb?", "Why climb?", "Climb"])
def test_confidence_rises_with_the_reading_and_stays_a_probability(question: str) -> None:
    """From surely not to surely, each step at least as likely, and the ends apart."""
    values = [likely(question, evidence("Goats climb.", step / 2)) for step in range(-20, 21)]
    assert all(0.0 <= value <= 1.0 for value in values)
    assert values == sorted(values)
    assert values[0] < values[20] < values[40]


@pytest.mark.parametrize(
    ("question", "gives", "lacks"),
    [
        ("How many goats climb?", "Some 40 goats climb.", "Some more goats climb."),
        ("Does the keeper Ana Ruiz climb?", "Ana Ruiz climbs.", "Bo Lund climbs."),
        ("Do goats climb in Peru?", "In Peru they climb.", "In Chile they climb."),
    ],
    ids=["figure", "name", "country"],
)
def test_what_the_question_asks_for_and_the_sentence_lacks_counts_against_it(
    question: str, gives: str, lacks: str
) -> None:
    """Sentences that read alike are not equally good answers."""
    assert likely(question, evidence(gives)) > likely(question, evidence(lacks))


def test_a_second_passage_that_is_near_the_question_counts_for_it() -> None:
    """Where one alone is near, it may speak of something else."""

    def found(*scores: float) -> float:
        sentences = [evidence(text) for text in ("Goats climb.", "Ana waits.")]
        near = [replace(one, values={**one.values, "passage": x}) for one, x in zip(sentences, scores, strict=True)]
        return likely("Who climbs?", *near)

    assert found(0.9, 0.1) < found(0.9, 0.5) < found(0.9, 0.8)


def test_a_name_is_not_missing_where_another_of_the_same_thing_is_said() -> None:
    """Neither for the share of the names nor for the words that the articles have at all."""
    asked = understand("What does the Quay Fund pay?", [], 3)
    named = replace(asked, names=(("Quay Fund", "Harbour Chest"),), queries=(Query("the Quay Fund Harbour Chest"),))
    found = [evidence("The Harbour Chest pays.")]
    plain, known = (
        confidence(u, wanted(u.asks), False, found, lambda term: term in ("harbour", "chest")) for u in (asked, named)
    )
    assert plain < known / 2


def test_a_named_source_need_not_name_itself() -> None:
    """An outlet's article rarely has the outlet's name in it."""
    question, found = "What does the paper Hill Post say of goats?", evidence("Goats climb.")
    assert likely(question, found, sources=True) > likely(question, found, sources=False)


def test_a_poor_second_sentence_does_no_harm() -> None:
    """The best evidence decides."""
    best, poor = evidence("Goats climb.", 0.9), evidence("Cows low.", 0.1)
    assert likely("Do goats climb?", best, poor) >= likely("Do goats climb?", best)
    assert likely("Do goats climb?", best, poor) > likely("Do goats climb?", poor)


def test_a_question_of_words_that_no_article_has_is_answered_only_by_what_is_very_likely() -> None:
    """It may ask in words of its own, or about something else."""
    question, found = "Где водятся козы?", [evidence("The goats climb in the hills.")]
    known, unknown = (
        confidence(understand(question, [], 3), wanted(question), False, found, lambda _, known=known: known)
        for known in (True, False)
    )
    assert unknown < 0.5 < known
