"""A question set is measured exactly, and a faulty one is refused by its line."""

import json
from pathlib import Path

import pytest

from assistant import Answer, Article, QAError, Quote
from assistant.evaluation import Outcome, evaluate, read_question_set, same_quote, table

GOATS, SHEEP = "Goats climb the hill.", "Sheep graze below."
TEXT = f"{GOATS} {SHEEP} Cows low in the barn all day."
ARTICLE = Article("sub/a.md", "", "", "", "", TEXT, "")


def quote(text: str) -> Quote:
    """Quote the article."""
    return Quote(ARTICLE, text, TEXT.index(text), TEXT.index(text) + len(text))


def given(*texts: str) -> Answer:
    """Answer with these quotes, or abstain without any."""
    quotes = tuple(map(quote, texts))
    return Answer("?", "", quotes, not quotes, 0.5, "?", nearest=() if quotes else (quote(GOATS),))


def line(gold: object = (), *, kind: object = "fact", history: object = (), question: str = "Who?") -> str:
    """Write a line of a question set."""
    return json.dumps({"id": 1, "kind": kind, "history": history, "question": question, "gold": gold})


def part(text: str, file: str = "a.md") -> dict[str, str]:
    """Write one quote of an alternative."""
    return {"file": file, "quote": text}


@pytest.mark.parametrize(
    ("gold", "answer", "spoke", "lead", "found", "clean"),
    [
        ([[part(GOATS)]], given(GOATS), True, True, True, 1.0),
        ([[part(GOATS)]], given(SHEEP), True, False, False, 0.0),
        ([[part(GOATS)]], given(SHEEP, GOATS), True, False, True, 21 / 39),
        ([[part(GOATS)]], given(), False, False, False, 0.0),
        ([[part(GOATS), part(SHEEP)]], given(GOATS), True, True, False, 1.0),
        ([[part("Cows low.", "b.md")], [part(SHEEP)]], given(SHEEP), True, True, True, 1.0),
        ([[part(GOATS, "b.md")]], given(GOATS), True, False, False, 0.0),
        ([], given(), False, False, False, 0.0),
        ([], given(SHEEP), True, False, False, 0.0),
    ],
    ids=["right", "wrong", "second", "silent", "half", "alternative", "other file", "rightly silent", "wrongly spoke"],
)  # fmt: skip
def test_one_question_is_measured(
    gold: list[object], answer: Answer, spoke: bool, lead: bool, found: bool, clean: float
) -> None:
    """Who spoke, whether the first quote is right, whether all of an alternative is there, how much is gold."""
    (outcome,) = evaluate([line(gold)], lambda *_: answer)
    assert (outcome.kind, outcome.question, outcome.answerable) == ("fact", "Who?", bool(gold))
    assert (outcome.spoke, outcome.lead, outcome.found) == (spoke, lead, found)
    assert outcome.clean == pytest.approx(clean, abs=0.01)
    assert outcome.milliseconds >= 0


def test_questions_are_asked_with_their_history() -> None:
    """As messages of the person, in order."""
    asked = []

    def ask(question: str, history: list[dict[str, str]]) -> Answer:
        asked.append((question, history))
        return given()

    evaluate([line(question="And when?", history=["Who?", "Where?"]), line(question="Why?")], ask)
    earlier = [{"role": "user", "content": "Who?"}, {"role": "user", "content": "Where?"}]
    assert asked == [("And when?", earlier), ("Why?", [])]


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Goats climb the hill.", "goats  CLIMB the hill.", True),
        (f"{GOATS} {SHEEP}", SHEEP, True),
        ("Cows low in the barn all day.", "Cows low in the barn at night, mostly", True),
        ("Cows low in the barn all day.", "Cows climb in a barn of gold", False),
        ("Goats climb the hill.", "", False),
    ],
)
def test_the_same_quote_shares_most_words_in_one_run(ours: str, theirs: str, same: bool) -> None:
    """Case and blanks do not matter; the shorter of the two decides."""
    assert same_quote(quote(ours), part(theirs)) is same
    assert same_quote(quote(ours), part(theirs, "b.md")) is False


def outcome(
    kind: str, *, answerable: bool, spoke: bool, lead: bool = False, clean: float = 0.0, ms: float = 5
) -> Outcome:
    """Write an outcome down."""
    return Outcome(kind, "?", answerable, spoke, lead, lead, clean, ms)


def test_the_table() -> None:
    """A row a kind and one for all; shares of the answerable, and abstentions of the others."""
    rows = [
        outcome("fact", answerable=True, spoke=True, lead=True, clean=1.0, ms=10),
        outcome("fact", answerable=True, spoke=False, ms=30),
        outcome("none", answerable=False, spoke=False, ms=20),
    ]
    header, fact, none, everything, speed = table(rows)
    assert header.split() == ["kind", "n", "spoke", "lead", "found", "clean", "abstain"]
    assert fact.split() == ["fact", "2", "0.50", "0.50", "0.50", "0.50"]
    assert none.split() == ["none", "1", "1.00"]
    assert everything.split() == ["all", "3", "0.50", "0.50", "0.50", "0.50", "1.00"]
    assert (len(none), len(everything), speed) == (len(header), len(header), "median 20 ms a question")


def test_the_table_of_nothing() -> None:
    """No question, no median."""
    assert list(table([]))[1:] == [f"{'all':14}   0".ljust(len(list(table([]))[1])), "no questions"]


@pytest.mark.parametrize(
    "faulty",
    [
        "goats", "5", "[]", "{}", '{"kind": "a"}', "[" * 100_000,
        line(history=5), line(gold=5), line(gold=["Goats"]), line(gold=[[{"quote": "Goats climb the hill."}]]),
        line(gold=[[{"file": "a.md", "quote": 5}]]), line(kind=None), line(kind=["a"]),
    ],
    ids=[
        "no JSON", "a number", "a list", "empty", "half", "deep", "history", "gold", "alternative", "no file",
        "quote is a number", "no kind", "kinds",
    ],
)  # fmt: skip
def test_a_faulty_line_is_refused_by_its_number(faulty: str) -> None:
    """With an error of ours that says which line it is."""
    with pytest.raises(QAError, match="Line 2"):
        list(table(evaluate([line([[part(GOATS)]]), faulty], lambda *_: given(GOATS))))


def test_a_question_set_is_read_line_by_line(tmp_path: Path) -> None:
    """Blank lines are left out; only a line feed ends a line."""
    path = tmp_path / "set.jsonl"
    lines = [line(question="Who?"), '{"question": "odd \u2028 and \x85 characters"}', line(question="When?")]
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    assert read_question_set(path) == lines


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_an_unreadable_question_set_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """The file is named, and what to give instead."""
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QAError, match=r"set\.jsonl") as caught:
        read_question_set(path)
    assert "JSON lines" in caught.value.remedy
