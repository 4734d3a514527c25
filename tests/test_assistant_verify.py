"""Quotes that were kept are checked against the articles as they are now."""

import json

import pytest

from assistant import Answer, Article, QAError, Quote
from assistant.report import answer_data
from assistant.verify import Checked, verify_quotes

TEXT = "Goats climb. Señor Ibáñez counts 🐐 goats. Goats climb."
LAST = TEXT.rindex("Goats")


def saved(path: str = "a.md", text: str = "Goats climb.", start: object = 0, end: object = 12) -> str:
    """Write an answer with one quote, as it was kept."""
    return json.dumps({"quotes": [{"number": 1, "text": text, "start": start, "end": end, "article": {"path": path}}]})


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (saved(), "as given"),
        (saved(start=LAST, end=LAST + 12), "as given"),
        (saved(text="Señor Ibáñez counts 🐐 goats.", start=13, end=LAST - 1), "as given"),
        (saved(start=1, end=13), "moved"),
        (saved(start=0, end=11), "moved"),
        (saved(start=900, end=912), "moved"),
        (saved(text="Goats swim."), "missing"),
        (saved(text="goats climb."), "missing"),
        (saved(path="b.md"), "missing"),
        (saved(text="", start=0, end=0), "missing"),
        (saved(start=-12, end=LAST + 12), "moved"),
        (saved(start=LAST, end=900), "moved"),
    ],
    ids=[
        "same", "same words elsewhere", "beyond ASCII", "shifted", "one short", "beyond the end", "other words",
        "other case", "no such article", "empty", "counted from the end", "running over the end",
    ],
)  # fmt: skip
def test_a_quote_is_as_given_moved_or_missing(answer: str, found: str) -> None:
    """Words and offsets together decide."""
    path = json.loads(answer)["quotes"][0]["article"]["path"]
    assert verify_quotes(answer, {"a.md": TEXT}.get) == [Checked(1, path, found)]


def test_every_quote_of_an_answer_is_checked_and_its_nearest_are_not() -> None:
    """What `ask --json` prints can be checked as it is."""
    article = Article("a.md", "", "", "", "", TEXT, "")
    quotes = (Quote(article, "Goats climb.", 0, 12), Quote(article, "Señor", 13, 18))
    data = answer_data(Answer("?", "", quotes, False, 0.9, "?", nearest=(Quote(article, "goats", 35, 40),)))
    assert verify_quotes(json.dumps(data), {"a.md": TEXT}.get) == [Checked(n, "a.md", "as given") for n in (1, 2)]
    edited = {"a.md": TEXT.replace("Señor", "Don")}
    assert [c.found for c in verify_quotes(json.dumps(data), edited.get)] == ["as given", "missing"]


def test_an_answer_without_quotes_has_nothing_to_check() -> None:
    """An abstention can be kept too."""
    assert verify_quotes('{"quotes": []}', {"a.md": TEXT}.get) == []


@pytest.mark.parametrize(
    "text",
    [
        "", "goats", "5", "null", "[]", "{}", '{"quotes": 5}', '{"quotes": [5]}', '{"quotes": [{}]}', "[" * 100_000,
        saved(start="0"), saved(end=None), saved(start=0.0), saved().replace('"Goats climb."', "5"),
        saved().replace('{"path": "a.md"}', '"a.md"'),
    ],
    ids=range(15),
)  # fmt: skip
def test_what_is_no_saved_answer_is_refused(text: str) -> None:
    """One error, with what to do."""
    with pytest.raises(QAError, match="ask --json") as caught:
        verify_quotes(text, {"a.md": TEXT}.get)
    assert caught.value.remedy != ""
