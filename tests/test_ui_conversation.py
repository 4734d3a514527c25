"""A turn of the chat, step by step, from a scripted assistant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from assistant import Answer, Article, Event, Progress, QuestionError, Quote, Text
from ui.conversation import Step, answer_question, take_back
from ui.render import render_answer, render_error, render_partial, render_progress

ARTICLE = Article("a.md", "A", "", "", "", "One. Two.", "ab" * 32)
QUOTES = (Quote(ARTICLE, "One.", 0, 4), Quote(ARTICLE, "Two.", 5, 9))
ANSWER = Answer("Why?", "**Markdown**", QUOTES, False, 0.9, "Why?", (), 1, (1, 1))
EARLIER = [
    {"role": "user", "content": [{"type": "text", "text": "First?"}]},
    {"role": "assistant", "content": [{"type": "text", "text": "<section>"}]},
]


@dataclass
class Scripted:
    """An assistant that does as it is told."""

    events: Sequence[Event | QuestionError]
    histories: list[Sequence[object]] = field(default_factory=list)

    def stream(self, question: str, *, history: Sequence[object] = ()) -> Iterator[Event]:
        """Yield the events; raise what is an error."""
        self.histories.append(history)
        for event in self.events:
            if isinstance(event, QuestionError):
                raise event
            yield event


def steps(*events: Event | QuestionError, earlier: list[dict[str, Any]] | None = None) -> list[Step]:
    """Return the steps of a turn in which the assistant does this."""
    return list(answer_question(cast("Any", Scripted(events)), "Why?", earlier or []))


def test_a_turn_grows_from_question_to_answer() -> None:
    """Question, progress, the quotes one after the other, and the whole answer last."""
    shown = steps(Progress("Searching"), Text("**Markdown**"), ANSWER)
    asked = {"role": "user", "content": "Why?"}
    assert [step.turns[0] for step in shown] == [asked] * 4
    assert [step.turns[1]["content"] for step in shown[1:]] == [
        render_progress("Searching"),
        render_partial(QUOTES[:1]),
        render_answer(ANSWER),
    ]
    assert [step.answer for step in shown] == [None, None, None, ANSWER]


def test_the_earlier_turns_are_handed_on_in_plain_words_and_kept() -> None:
    """The assistant is told what was said, not how the page shows it; the question itself is not among them."""
    scripted = Scripted([ANSWER])
    answered = [EARLIER[0], {"role": "assistant", "content": [{"type": "text", "text": render_answer(ANSWER)}]}]
    list(answer_question(cast("Any", scripted), "Why?", answered))
    (asked, said) = cast("list[dict[str, str]]", scripted.histories[0])
    assert asked == {"role": "user", "content": "First?"}
    assert "One." in said["content"]
    assert "Two." in said["content"]
    assert not set("<>") & set(said["content"])
    shown = list(answer_question(cast("Any", Scripted([ANSWER])), "Why?", EARLIER))
    assert all(step.turns[:2] == EARLIER for step in shown)
    assert len(EARLIER) == 2


def test_an_expected_failure_ends_the_turn_with_its_remedy() -> None:
    """It is a message like any other."""
    error = QuestionError("Too long.", "Ask it more briefly.")
    assert steps(Progress("Searching"), error)[-1].turns[-1]["content"] == render_error(error)


def test_the_last_question_can_be_taken_back() -> None:
    """Whether the content is text or Gradio's list of parts."""
    assert take_back(EARLIER) == ("First?", [])
    again: list[dict[str, Any]] = [
        *EARLIER,
        {"role": "user", "content": "Second?"},
        {"role": "assistant", "content": "x"},
    ]
    assert take_back(again) == ("Second?", EARLIER)
    assert take_back([*EARLIER, {"role": "user", "content": "Unanswered?"}]) == ("Unanswered?", EARLIER)


def test_there_may_be_no_question_to_take_back() -> None:
    """The chat is then empty."""
    assert take_back([]) == ("", [])
    assert take_back([{"role": "assistant", "content": "x"}]) == ("", [])
