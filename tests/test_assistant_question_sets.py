"""A question set is read as it stands, and a faulty one is refused by its line."""

from pathlib import Path

import pytest
from goats import GOATS, line

from assistant import QAError
from assistant.question_sets import GoldQuote, SetQuestion, read_question, read_question_set

PART = {"file": "a.md", "quote": GOATS}


def test_a_question_is_read() -> None:
    """With its history and its gold; an id that is a number becomes text."""
    found = read_question(line([[PART], [PART, PART]], history=["Where?"]), 7)
    gold = GoldQuote("a.md", GOATS)
    assert found == SetQuestion(7, "1", "fact", "Who?", ("Where?",), ((gold,), (gold, gold)))
    assert (found.answerable, found.wanted) == (True, (gold, gold, gold))


def test_without_an_id_the_line_is_the_id() -> None:
    """So that a report can name every question."""
    assert read_question('{"kind": "a", "question": "Who?", "history": [], "gold": []}', 4).id == "4"


@pytest.mark.parametrize(
    ("kind", "gold", "answerable"),
    [("fact", [[PART]], True), ("fact", [], False), ("smalltalk", [], False), ("smalltalk", [[PART]], False)],
)
def test_no_gold_and_small_talk_want_no_quotes(kind: str, gold: list[object], answerable: bool) -> None:
    """Whatever gold small talk was given."""
    assert read_question(line(gold, kind=kind), 1).answerable is answerable


@pytest.mark.parametrize(
    "faulty",
    [
        "goats", "5", "[]", "{}", '{"kind": "a"}', "[" * 100_000,
        line(history=5), line(history="Who?"), line(history=[" "]), line(gold=5), line(gold=["Goats"]), line(gold=[[]]),
        line(gold=[[{"quote": "Goats climb the hill."}]]), line(gold=[[{"file": "a.md", "quote": 5}]]),
        line(gold={"file": "a.md"}), line(kind=None), line(kind=["a"]), line(kind="a\nb"), line(kind=""),
        line(question=""),
    ],
    ids=[
        "no JSON", "a number", "a list", "empty", "half", "deep",
        "history", "history is a text", "blank history", "gold", "alternative", "empty alternative",
        "no file", "quote is a number",
        "gold is an object", "no kind", "kinds", "kind of two lines", "blank kind", "blank question",
    ],
)  # fmt: skip
def test_a_faulty_line_is_refused_by_its_number(tmp_path: Path, faulty: str) -> None:
    """With an error of ours that says which line of the file it is, blank lines counted."""
    path = tmp_path / "set.jsonl"
    path.write_text(f"{line()}\n\n{faulty}\n", encoding="utf-8")
    with pytest.raises(QAError, match=r"^Line 3 is not a question of a question set: ") as caught:
        read_question_set(path)
    assert "kind, history, question and gold" in caught.value.remedy


def test_what_is_missing_is_named() -> None:
    """The person need not guess."""
    with pytest.raises(QAError, match="no 'question'"):
        read_question('{"kind": "a"}', 1)


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    """Blank lines are left out."""
    path = tmp_path / "set.jsonl"
    odd = '{"kind": "a", "question": "odd \u2028 and \x85 characters", "history": [], "gold": []}'
    path.write_text(f"\n{line()}\n\n{odd}\n", encoding="utf-8")
    assert [(found.line, found.question) for found in read_question_set(path)] == [
        (2, "Who?"),
        (4, "odd \u2028 and \x85 characters"),
    ]


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"", b"\n \n"], ids=["missing", "not UTF-8", "empty", "blank"])
def test_an_unreadable_or_empty_question_set_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """The file is named, and what to give instead."""
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QAError, match=r"set\.jsonl") as caught:
        read_question_set(path)
    assert "JSON" in caught.value.remedy
