"""What the adapter that doubts learns from: of a question, what answers, and what only looks like it."""

import random
from dataclasses import replace

from assistant.base_model import CROSS_ENCODER
from assistant.cross_encoder import Candidate, Reading
from training.candidates import Pair, TrainingQuestion
from training.train_answerability import sampled

ANSWER = Pair(Candidate("In 2031 the harbour of Velgrad took 40 ships."), gold=True, score=2.0)
NEAR = Pair(Candidate("Last spring the bridge at Tarnow fell."), gold=False, score=1.0)
QUESTION = TrainingQuestion(Reading("How many ships did Velgrad take in 2031?"), (NEAR, ANSWER))


def drawn(question: TrainingQuestion, times: int = 40) -> list[list[tuple[str, bool]]]:
    """Return what is read of a question each of some times, as text, and whether it answers."""
    tokenizer, chance = CROSS_ENCODER.tokenizer(), random.Random(1)
    samples = [sampled(tokenizer, question, chance) for _ in range(times)]
    return [[(tokenizer.decode(tokens), answers) for (tokens, _), answers in sample] for sample in samples]


def test_only_the_answer_to_the_question_as_it_was_asked_answers() -> None:
    """Not to one about another name or of another year, nor with another name in it, nor what is near."""
    samples = drawn(QUESTION)
    assert all([answers for _, answers in sample].count(True) == 1 for sample in samples)
    assert {text for sample in samples for text, answers in sample if answers} == {
        "how many ships did velgrad take in 2031? in 2031 the harbour of velgrad took 40 ships."
    }
    others = {text for sample in samples for text, answers in sample if not answers}
    assert "how many ships did tarnow take in 2031? in 2031 the harbour of velgrad took 40 ships." in others
    assert "how many ships did velgrad take in 2031? in 2031 the harbour of tarnow took 40 ships." in others
    assert any("take in 2029" in text or "take in 2033" in text for text in others)


def test_what_corrects_a_question_stays_as_it_is() -> None:
    """It may well name another than the question does."""
    samples = drawn(replace(QUESTION, corrects=True))
    assert {text for sample in samples for text, answers in sample if not answers} == {
        "how many ships did velgrad take in 2031? last spring the bridge at tarnow fell."
    }


def test_where_nothing_answers_the_best_are_read() -> None:
    """And none answers."""
    assert drawn(replace(QUESTION, pairs=(NEAR,)), 1) == [
        [("how many ships did velgrad take in 2031? last spring the bridge at tarnow fell.", False)]
    ]
