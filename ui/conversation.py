"""The turns of a chat in, the turns with an answer added out, step by step.

The turns are the caller's own, as Gradio keeps them: what the browser holds is the conversation,
and nothing of it is remembered here.
"""

import re
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from assistant import Answer, Asking, Progress, QAError, Text
from server import Entrance, Line
from ui.asked import question_in, render_asked
from ui.opening import Opening
from ui.prose import without_removed
from ui.render import (
    count,
    render_answer,
    render_error,
    render_partial,
    render_progress,
    render_stopped,
    render_writing,
)
from ui.updates import Updates

Turn = dict[str, Any]  # Gradio's messages: role, content as text or a list of parts, and more of its own
Turns = list[Turn]
_TAG = re.compile(r"<[^>]*>")
_LOOK_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Step:
    """The turns to show now; `answer` comes with the last step, unless there was an error."""

    turns: Turns
    answer: Answer | None = None


def ask_in_turn(
    opening: Opening,
    line: Line | Entrance,
    question: str,
    earlier: Turns,
    within: Collection[str] = (),
    updates: Updates | None = None,
) -> Iterator[Step]:
    """Yield the steps of a turn, those before it included: while the articles are read, and while others ask.

    Args:
        line: in which the question waits for its turn; left when the steps end or are given up.
        within: the paths of the articles to ask; none asks all.
        updates: those of the index, which may go on meanwhile.
    """
    turns = [*earlier, _turn("user", render_asked(question))]
    yield Step(turns)
    while (standing := opening.standing).state == "reading":
        yield Step([*turns, _turn("assistant", render_progress(standing.told))])
        time.sleep(_LOOK_SECONDS)
    try:
        assistant = opening.assistant
        with line.join() as place:
            while ahead := place.ahead(_LOOK_SECONDS):
                waiting = f"{count(ahead, 'question')} {'is' if ahead == 1 else 'are'} before yours"
                yield Step([*turns, _turn("assistant", render_progress(waiting))])
            for step in answer_question(assistant, question, earlier, within, updates):
                place.answer = step.answer
                yield step
    except QAError as error:
        yield Step([*turns, _turn("assistant", render_error(error))])


def answer_question(
    assistant: Asking,
    question: str,
    earlier: Turns,
    within: Collection[str] = (),
    updates: Updates | None = None,
) -> Iterator[Step]:
    """Yield the earlier turns with the question, what is being done, the quotes one by one, and the answer."""
    turns = [*earlier, _turn("user", render_asked(question))]
    yield Step(turns)
    written: list[str] = []
    doing = ""
    try:
        for event in assistant.stream(question, history=as_history(earlier), within=within or None):
            match event:
                case Progress(doing):
                    yield Step([*turns, _turn("assistant", render_progress(doing))])
                case Text(sentence=sentence) if sentence:
                    written.append(sentence)
                    yield Step([*turns, _turn("assistant", render_writing(written, doing))])
                case Answer():
                    for shown in range(1, len(event.quotes)):
                        yield Step([*turns, _turn("assistant", render_partial(event, shown))])
                    state = _state(event, assistant, updates)
                    yield Step([*turns, _turn("assistant", render_answer(event, state))], event)
    except QAError as error:
        yield Step([*turns, _turn("assistant", render_error(error))])


def as_history(turns: Turns) -> Turns:
    """Return the turns in plain words: the page has them in HTML."""
    return [_turn(turn["role"], _said(turn)) for turn in turns]


def take_back(turns: Turns) -> tuple[str, Turns]:
    """Return the last question and the turns before it; an empty question where there is none."""
    for place in range(len(turns) - 1, -1, -1):
        if turns[place]["role"] == "user":
            return question_in(_text(turns[place]["content"])), turns[:place]
    return "", []


def stop(turns: Turns) -> Turns:
    """Return the turns with what is there of the last answer marked as stopped."""
    if not turns:
        return turns
    last = turns[-1]
    if last["role"] == "user":
        return [*turns, _turn("assistant", render_stopped(""))]
    return [*turns[:-1], _turn("assistant", render_stopped(_text(last["content"])))]


def break_off(turns: Turns, question: str) -> Turns:
    """Return the turns with a question whose answer something unforeseen ended."""
    error = QAError("The answer broke off.", "Ask again. The terminal in which the assistant runs says what happened.")
    return [*turns, _turn("user", render_asked(question)), _turn("assistant", render_error(error))]


def questions(turns: Turns) -> int:
    """Return how many questions there are among the turns."""
    return sum(turn["role"] == "user" for turn in turns)


def last_words(turns: Turns) -> str:
    """Return the message at the end of the turns; nothing where a question has none yet."""
    return _text(turns[-1]["content"]) if turns and turns[-1]["role"] == "assistant" else ""


def _state(answer: Answer, assistant: Asking, updates: Updates | None) -> str:
    """Say which state of the index answered, where that is not simply the present one."""
    if updates and updates.progress is not None:
        return "before the update that is under way"
    return "" if answer.generation == assistant.generation else "before the last update of the index"


def _turn(role: str, content: str) -> Turn:
    return {"role": role, "content": content}


def _said(turn: Turn) -> str:
    text = _text(turn["content"])
    return unescape(_TAG.sub(" ", without_removed(text))) if turn["role"] == "assistant" else question_in(text)


def _text(content: str | list[dict[str, str]]) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
