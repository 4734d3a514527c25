"""Questions to go on with: buttons below an answer, and nothing below anything else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from assistant import Answer, Article, Changes, QuestionError, Quote
from ui.escape import plain_html
from ui.leads import lead_on, render_leads
from ui.opening import Opening
from ui.render import render_answer, render_progress

ARTICLE = Article("a.md", "A", "", "", "", "One. Two.", "ab" * 32)
ANSWER = Answer("Why?", "", (Quote(ARTICLE, "One.", 0, 4),), False, 0.9, "Why?", (), 1, (1, 1))


@dataclass
class Scripted:
    """An assistant with one answer, which suggests what it was handed in."""

    articles_dir: Path = Path()
    index_dir: Path = Path()
    changes: Changes = field(default_factory=Changes)

    def starter_questions(self) -> list[str]:
        """Return none."""
        return []

    def ask(self, question: str, *, history: Sequence[object], within: Collection[str] | None) -> Answer:
        """Answer, or fail where the question says so."""
        if question == "Fail?":
            raise QuestionError("None of these articles is in the folder.")
        return ANSWER

    def next_questions(self, answer: Answer, history: Sequence[object], *, within: Collection[str] | None) -> list[str]:
        """Return what was handed in."""
        assert answer is ANSWER
        return [f"{len(history)} {within}"]


def turns(question: str, message: str) -> list[dict[str, Any]]:
    """Return an earlier exchange and this one."""
    first = [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": render_answer(ANSWER)}]
    return [*first, {"role": "user", "content": question}, {"role": "assistant", "content": message}]


@pytest.fixture
def opening() -> Opening:
    """Return a folder that is open."""
    return Opening.of(cast("Any", Scripted()))


def test_an_answer_is_led_on_from_with_its_conversation_and_its_articles(opening: Opening) -> None:
    """The question itself is not part of the history."""
    shown = lead_on(opening, turns("Why?", render_answer(ANSWER)), ("a.md",))
    assert shown == render_leads("Why?", ["2 ('a.md',)"])
    assert lead_on(opening, turns("Why?", render_answer(ANSWER))) == render_leads("Why?", ["2 None"])


@pytest.mark.parametrize("message", [render_progress("Searching"), ""], ids=["broken off", "nothing"])
def test_what_is_no_answer_is_not_led_on_from(opening: Opening, message: str) -> None:
    """An answer that was stopped, say."""
    assert lead_on(opening, turns("Why?", message)) == ""
    assert lead_on(opening, []) == ""


def test_a_failure_offers_nothing(opening: Opening) -> None:
    """The answer stands all the same."""
    assert lead_on(opening, turns("Fail?", render_answer(ANSWER))) == ""


def test_questions_are_escaped_and_none_leaves_no_trace() -> None:
    """They hold names of the articles."""
    hostile = 'Who is <b>${X}"?'
    shown = render_leads(hostile, [hostile])
    assert "<b>" not in shown
    assert "${" not in shown
    assert shown.count(plain_html(hostile)) == 2
    assert render_leads("Why?", []) == ""
