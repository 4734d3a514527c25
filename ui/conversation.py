"""The turns of a chat in, the turns with an answer added out, step by step.

The turns are the caller's own, as Gradio keeps them: what the browser holds is the conversation,
and nothing of it is remembered here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from assistant import Answer, Assistant, Progress, QAError
from ui.render import render_answer, render_error, render_partial, render_progress

Turn = dict[str, Any]  # Gradio's messages: role, content as text or a list of parts, and more of its own
Turns = list[Turn]
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Step:
    """The turns to show now; `answer` comes with the last step, unless there was an error."""

    turns: Turns
    answer: Answer | None = None


def answer_question(assistant: Assistant, question: str, earlier: Turns) -> Iterator[Step]:
    """Yield the earlier turns with the question, what is being done, the quotes one by one, and the answer."""
    turns = [*earlier, _turn("user", question)]
    yield Step(turns)
    try:
        for event in assistant.stream(question, history=[_as_said(turn) for turn in earlier]):
            match event:
                case Progress(message):
                    yield Step([*turns, _turn("assistant", render_progress(message))])
                case Answer():
                    for shown in range(1, len(event.quotes)):
                        yield Step([*turns, _turn("assistant", render_partial(event.quotes[:shown]))])
                    yield Step([*turns, _turn("assistant", render_answer(event))], event)
    except QAError as error:
        yield Step([*turns, _turn("assistant", render_error(error))])


def take_back(turns: Turns) -> tuple[str, Turns]:
    """Return the last question and the turns before it; an empty question where there is none."""
    for place in range(len(turns) - 1, -1, -1):
        if turns[place]["role"] == "user":
            return _text(turns[place]["content"]), turns[:place]
    return "", []


def _turn(role: str, content: str) -> Turn:
    return {"role": role, "content": content}


def _as_said(turn: Turn) -> Turn:
    """Return a turn in plain words: answers are kept as the page shows them, in HTML."""
    text = _text(turn["content"])
    return _turn(turn["role"], unescape(_TAG.sub(" ", text)) if turn["role"] == "assistant" else text)


def _text(content: str | list[dict[str, str]]) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
