"""A turn of the chat, step by step, from a scripted assistant."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from assistant import Answer, Article, ArticlesError, Changes, Event, Progress, QuestionError, Quote, Text
from server import Line
from ui.asked import render_asked
from ui.conversation import Step, Turns, answer_question, ask_in_turn, break_off, stop, take_back
from ui.escape import exact_html
from ui.opening import Opening
from ui.render import render_answer, render_error, render_partial, render_progress, render_stopped
from ui.updates import Updates

ARTICLE = Article("a.md", "A", "", "", "", "One. Two.", "ab" * 32)
QUOTES = (Quote(ARTICLE, "One.", 0, 4), Quote(ARTICLE, "Two.", 5, 9))
ANSWER = Answer("Why?", "**Markdown**", QUOTES, False, 0.9, "Why?", (), 1, (1, 1))
EARLIER = [
    {"role": "user", "content": [{"type": "text", "text": render_asked("First?")}]},
    {"role": "assistant", "content": [{"type": "text", "text": "<section>"}]},
]


@dataclass
class Scripted:
    """An assistant that does as it is told."""

    events: Sequence[Event | QuestionError]
    articles_dir: Path = Path()
    index_dir: Path = Path()
    generation: int = 1
    asked_within: list[Collection[str] | None] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    histories: list[Sequence[object]] = field(default_factory=list)

    def starter_questions(self) -> list[str]:
        """Return none."""
        return []

    def stream(
        self, question: str, *, history: Sequence[object] = (), within: Collection[str] | None = None
    ) -> Iterator[Event]:
        """Yield the events; raise what is an error."""
        self.histories.append(history)
        self.asked_within.append(within)
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
    asked = {"role": "user", "content": render_asked("Why?")}
    assert [step.turns[0] for step in shown] == [asked] * 4
    assert [step.turns[1]["content"] for step in shown[1:]] == [
        render_progress("Searching"),
        render_partial(ANSWER, 1),
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
        {"role": "user", "content": render_asked("Second?")},
        {"role": "assistant", "content": "x"},
    ]
    assert take_back(again) == ("Second?", EARLIER)
    assert take_back([*EARLIER, {"role": "user", "content": "Unanswered?"}]) == ("Unanswered?", EARLIER)


def test_there_may_be_no_question_to_take_back() -> None:
    """The chat is then empty."""
    assert take_back([]) == ("", [])
    assert take_back([{"role": "assistant", "content": "x"}]) == ("", [])


def contents(step: Step) -> str:
    """Return the last message of a step."""
    return str(step.turns[-1]["content"])


def test_others_who_ask_are_waited_for_and_counted() -> None:
    """The turn comes when one of them leaves, and is given up with the steps."""
    line = Line(desks=1, longest=5)
    other = line.join()
    opening = Opening.of(cast("Any", Scripted([ANSWER])))
    turn = ask_in_turn(opening, line, "Why?", EARLIER)
    assert next(turn).turns == [*EARLIER, {"role": "user", "content": render_asked("Why?")}]
    assert contents(next(turn)) == render_progress("1 question is before yours")
    line.leave(other)
    assert [step.answer for step in turn][-1] == ANSWER
    assert line.join().ahead(0) == 0


def test_a_turn_that_is_given_up_leaves_the_line() -> None:
    """As by the Stop button."""
    line = Line(desks=1, longest=5)
    turn = ask_in_turn(Opening.of(cast("Any", Scripted([Progress("Searching"), ANSWER]))), line, "Why?", [])
    assert contents([next(turn) for _ in range(3)][-1]) == render_progress("Searching")
    turn.close()
    assert line.join().ahead(0) == 0


def test_a_line_that_is_too_long_is_told_in_the_chat() -> None:
    """The question stays there, to be asked again."""
    line = Line(desks=1, longest=0)
    line.join()
    *_, last = ask_in_turn(Opening.of(cast("Any", Scripted([ANSWER]))), line, "Why?", [])
    assert "waiting already" in contents(last)
    assert last.turns[0]["content"] == render_asked("Why?")


def test_a_question_to_an_empty_folder_gets_the_remedy(tmp_path: Path) -> None:
    """Nothing is searched."""

    def empty(_: object) -> Any:  # noqa: ANN401
        raise ArticlesError("The folder is empty.", "Put files there.")

    with Opening(tmp_path, empty) as opening:
        opening.wait_for_news()
        *_, last = ask_in_turn(opening, Line(1, 1), "Why?", [])
    assert contents(last) == render_error(ArticlesError("The folder is empty.", "Put files there."))


def said(content: str) -> Turns:
    """Return a question with this message."""
    return [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": content}]


def test_a_stopped_answer_keeps_what_is_there_and_says_so() -> None:
    """A finished one is left alone."""
    partly = stop(said(render_partial(ANSWER, 1)))[-1]["content"]
    assert exact_html("One.") in partly
    assert partly.count("Stopped") == 1
    assert stop(stop(said(render_partial(ANSWER, 1))))[-1]["content"].count("Stopped") == 1
    assert stop(said(render_progress("Searching")))[-1]["content"] == render_stopped("")
    assert stop(said("")[:1]) == said(render_stopped(""))
    assert stop(said(render_answer(ANSWER))) == said(render_answer(ANSWER))
    assert stop([]) == []


def test_an_answer_that_broke_off_says_so_and_keeps_the_question() -> None:
    """The terminal says more."""
    *earlier, question, told = break_off(EARLIER, "Why?")
    assert earlier == EARLIER
    assert question["content"] == render_asked("Why?")
    assert "broke off" in told["content"]


def test_the_articles_to_ask_are_handed_on() -> None:
    """None picked asks all."""
    scripted = Scripted([ANSWER])
    opening = Opening.of(cast("Any", scripted))
    list(ask_in_turn(opening, Line(1, 1), "Why?", [], ["a.md"]))
    list(ask_in_turn(opening, Line(1, 1), "Why?", []))
    assert scripted.asked_within == [["a.md"], None]


def test_an_answer_of_an_earlier_state_of_the_index_says_so() -> None:
    """Where an update ended meanwhile, or is under way; else nothing is said of it."""
    scripted = Scripted([ANSWER])
    assert "before" not in contents(list(answer_question(cast("Any", scripted), "Why?", []))[-1])
    scripted.generation = 2
    *_, last = answer_question(cast("Any", scripted), "Why?", [])
    assert "Searched 1 passage in 1 article, before the last update of the index." in contents(last)
    updates = Updates(Opening.of(cast("Any", scripted)))
    updates.progress = (3, 9)
    *_, last = answer_question(cast("Any", scripted), "Why?", [], (), updates)
    assert "before the update that is under way." in contents(last)
