"""After an answer, questions that lead on are offered, and each has an answer of its own."""

from collections.abc import Sequence

import pytest
from conftest import FakeEmbedder, Folder

from assistant import Answer, Assistant, AssistantSettings, QuestionError
from assistant.suggestions import next_questions
from index import normalise, terms

QUESTIONS = [
    "What is said of commerce with Beijing?",
    "What do the articles say about the Caspian Sea?",
    "What do the articles say about Belarus and Wagner?",
    "How tall is the mayor of Lima?",
]


def turn(question: str, answer: Answer) -> list[dict[str, str]]:
    """Return a question and its answer as messages."""
    return [{"role": "user", "content": question}, {"role": "assistant", "content": answer.text}]


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_suggestion_has_a_new_answer(seeds_assistant: Assistant, question: str) -> None:
    """Asked in the conversation in which it is offered; whether the question before was answered or not."""
    answer = seeds_assistant.ask(question)
    offered = seeds_assistant.next_questions(answer)
    assert 1 <= len(offered) <= 3
    assert len(set(offered)) == len(offered)
    for suggestion in offered:
        led_to = seeds_assistant.ask(suggestion, turn(question, answer))
        assert not led_to.abstained
        assert led_to.confidence >= 0.6
        assert set(terms(suggestion)) & set(terms(f"{led_to.quotes[0].context} {led_to.quotes[0].text}"))
        assert led_to.quotes[0].text not in [quote.text for quote in answer.quotes]


def test_a_conversation_by_suggestions_does_not_turn_back(seeds_assistant: Assistant) -> None:
    """No question comes twice, nor a first quote that was read."""
    question, history, read = QUESTIONS[1], list[dict[str, str]](), list[str]()
    asked: list[frozenset[str]] = []
    for _ in range(4):
        answer = seeds_assistant.ask(question, history)
        assert frozenset(terms(question)) not in asked
        assert answer.quotes[0].text not in read
        asked.append(frozenset(terms(question)))
        read.append(answer.quotes[0].text)
        offered = seeds_assistant.next_questions(answer, history)
        history += turn(question, answer)
        if not offered:
            break
        question = offered[-1]
    assert len(asked) > 2


def test_the_same_is_offered_again_and_few_are_tried(seeds_assistant: Assistant) -> None:
    """Whether the history has the question already or not, after at most six attempts."""
    attempts: list[str] = []

    def ask(question: str, history: Sequence[object]) -> Answer:
        attempts.append(question)
        return seeds_assistant.ask(question, history)

    answer = seeds_assistant.ask(QUESTIONS[0])
    offered = next_questions(answer, (), seeds_assistant.articles, ask, 3)
    assert len(attempts) <= 6
    assert next_questions(answer, turn(QUESTIONS[0], answer), seeds_assistant.articles, ask, 3) == offered
    assert next_questions(answer, (), seeds_assistant.articles, ask, 1) == offered[:1]
    attempts.clear()
    assert next_questions(answer, (), seeds_assistant.articles, ask, 0) == attempts == []


def test_after_small_talk_there_are_starters(seeds_assistant: Assistant) -> None:
    """But for those that were asked."""
    starters = seeds_assistant.starter_questions(3)
    thanks = seeds_assistant.ask("Thanks!")
    assert seeds_assistant.next_questions(thanks) == starters
    history = turn(starters[0], seeds_assistant.ask(starters[0]))
    assert normalise(starters[0]) not in map(normalise, seeds_assistant.next_questions(thanks, history))


def test_what_does_not_answer_is_not_offered(folder: Folder, fake_embedder: FakeEmbedder) -> None:
    """However much the articles speak of; nor does a folder without subjects harm."""
    text = "The goats of Peru are on the hill, and Ana Ruiz of the Hill Post said so to the herders of Chile."
    place = folder({"a.txt": f"{text}\n", "b.txt": "Коровы спали в сарае всю зиму.\n"})
    silent = Assistant.open(place, "index", embedder=fake_embedder, settings=AssistantSettings(threshold=1.0))
    answer = silent.ask("Where are the goats of Peru?")
    assert (answer.abstained, bool(answer.nearest), silent.next_questions(answer)) == (True, True, [])


def test_a_malformed_history_is_refused(seeds_assistant: Assistant) -> None:
    """As a question with it is."""
    with pytest.raises(QuestionError):
        seeds_assistant.next_questions(seeds_assistant.ask(QUESTIONS[0]), "What?")
