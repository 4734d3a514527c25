"""A model that lies in every way, a thousand times: nothing of it is read, and no quote is touched.

Whether something false was shown is judged here anew, by other means than those of the guard.
"""

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from conftest import ROOT
from markdown_it import MarkdownIt
from scripted import Liar, ScriptedModel

from assistant import Answer, Assistant, Quote
from assistant.chat_model import ChatModel
from assistant.model_writer import ModelWriter
from assistant.question_sets import read_question_set

RUNS = 1000
ASKED = 24
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_FOREIGN = {"html_inline", "html_block", "link_open", "image", "code_inline", "fence", "code_block", "heading_open"}


@pytest.fixture(scope="module")
def answers(seeds_assistant: Assistant) -> list[Answer]:
    """What the quotes alone answer to questions of the shipped set."""
    questions = read_question_set(ROOT / "evaluation" / "seeds.jsonl")
    given = (seeds_assistant.ask(one.question) for one in questions if one.answerable and not one.history)
    found = [answer for answer, _ in zip((one for one in given if one.quotes), range(ASKED), strict=False)]
    assert len(found) == ASKED
    return found


def lied_to(answer: Answer, seed: int) -> Answer:
    """Return an answer as a liar writes it."""
    model = ScriptedModel(replies=[Liar(seed)], size=40)
    *_, last = ModelWriter(ChatModel(model, "liar"), 60).write(answer)
    assert isinstance(last, Answer)
    return last


def cited_by(sentence: str, quotes: Sequence[Quote]) -> str:
    """Return all that the quotes cited say, with where they are from; nothing where a number is wrong or missing."""
    numbers = [int(number) for number in re.findall(r"\[(\d+)\]", sentence)]
    if not numbers or not set(numbers) <= set(range(1, len(quotes) + 1)):
        return ""
    cited = [quotes[number - 1] for number in numbers]
    return " ".join(
        f"{one.text} {one.speaker} {one.article.title} {one.article.author} {one.article.publisher}" for one in cited
    )


def faults(sentence: str, quotes: Sequence[Quote]) -> list[str]:
    """Return in which of the ways that can be told exactly a sentence says what its quotes do not."""
    said, given = re.sub(r"\[\d+\]", "", sentence), cited_by(sentence, quotes)
    if not given:
        return ["citation"]
    wrong = []
    if not set(re.findall(r"\d+", said)) <= set(re.findall(r"\d+", given)):
        wrong.append("figure")
    folded = given.casefold()
    if any(part.strip(" .,").casefold() not in folded for part in re.findall(r"[“\"]([^”\"]+)[”\"]", said)):
        wrong.append("quotation")
    names = [word for word in re.findall(r"\w[\w'’-]*", said) if word[0].isupper()]
    if any(re.sub(r"['’]s$", "", name).casefold() not in folded for name in names):
        wrong.append("name")
    if any(word in said for word in ("HACKED", "Mallory", "goats", "cheese", "http", "www", "onerror", "<", "&lt")):
        wrong.append("invented")
    return wrong


def test_the_judge_can_find_fault(answers: list[Answer]) -> None:
    """It is no judge that finds none in a lie."""
    quotes = answers[0].quotes
    text = quotes[0].text.rstrip(".")
    assert faults(f"{text} [1].", quotes) == []
    assert faults(f"{text}.", quotes) == ["citation"]
    assert faults(f"{text} [{len(quotes) + 1}].", quotes) == ["citation"]
    assert faults(f"{text}, 98765 in all [1].", quotes) == ["figure"]
    assert faults(f"{text}, “of cheddar” [1].", quotes) == ["quotation"]
    assert faults(f"{text}, says Gandalf [1].", quotes) == ["name"]


def test_nothing_false_is_read(answers: list[Answer], capsys: pytest.CaptureFixture[str]) -> None:
    """Of all its lies none is shown; what it says rightly is; each quote is in its article, word for word."""
    counts: Counter[str] = Counter()
    for run in range(RUNS):
        before = answers[run % len(answers)]
        answer = lied_to(before, run)
        assert answer.writing is not None
        counts["shown"] += len(answer.writing.sentences)
        counts["removed"] += len(answer.removed)
        counts["supported runs"] += bool(answer.writing.sentences)
        for sentence in answer.writing.sentences:
            counts.update(faults(sentence, answer.quotes))
        counts["false quotes"] += sum(one.article.text[one.start : one.end] != one.text for one in answer.quotes)
        counts["lost quotes"] += len(set(before.quotes) ^ set(answer.quotes))
        counts["lead moved"] += answer.quotes[0] != before.quotes[0]
        counts["markup"] += sum(token.type in _FOREIGN for token in tokens(answer.text))
    with capsys.disabled():
        told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()) if count)
        print(f"\n{RUNS} runs of a liar over {len(answers)} answers: {told}")  # noqa: T201
    bad = ("citation", "figure", "quotation", "name", "invented", "false quotes", "lost quotes", "lead moved", "markup")
    assert {name: counts[name] for name in bad} == dict.fromkeys(bad, 0)
    assert counts["supported runs"] > RUNS * 0.8
    assert counts["removed"] > RUNS * 3


def tokens(text: str) -> list[object]:
    """Return what a renderer of Markdown makes of a text."""
    return [one for token in _MARKDOWN.parse(text) for one in (token, *(token.children or ()))]


def test_the_renderer_finds_markup() -> None:
    """It is no judge that finds none."""
    for text, kind in (
        ("a <b>x</b>", "html_inline"),
        ("<p>", "html_block"),
        ("[a](b)", "link_open"),
        ("![a](b)", "image"),
    ):
        assert kind in {getattr(token, "type", "") for token in tokens(text)}
