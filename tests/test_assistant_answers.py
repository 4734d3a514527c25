"""A quote cannot be false, and nothing of an answer can be changed."""

from dataclasses import FrozenInstanceError

import pytest

from assistant import Answer, Article, QAError, Quote, QuoteError

TEXT = "The Calder ferry sailed at dawn. Señor Ibáñez counted 40 goats aboard. “None fell,” he said. 🐐 The end."


def article(text: str = TEXT) -> Article:
    """Build an article as anyone may."""
    return Article(
        path="ferry.txt", title="Goats", author="I. Ibáñez", publisher="Post", published="2020-01-02", text=text,
        sha256="ab",
    )  # fmt: skip


def test_anyone_can_build_an_article_and_a_quote() -> None:
    """The names of the public API, by keyword, hold what they were given."""
    start = TEXT.index("Señor")
    quote = Quote(article=article(), text="Señor Ibáñez counted 40 goats", start=start, end=start + 29, score=1.5)
    assert (quote.article.path, quote.article.title, quote.article.sha256) == ("ferry.txt", "Goats", "ab")
    assert (quote.text, quote.start, quote.end, quote.score) == ("Señor Ibáñez counted 40 goats", 33, 62, 1.5)
    assert (quote.marks, quote.context, quote.copies) == ((), "", ())


@pytest.mark.parametrize(
    "wanted", ["The Calder ferry sailed at dawn.", "“None fell,” he said.", "🐐", "T", " ", "🐐 The end.", TEXT]
)
def test_every_stretch_of_the_text_can_be_quoted(wanted: str) -> None:
    """Offsets count code points, whatever the characters."""
    start = TEXT.index(wanted)
    quote = Quote(article(), wanted, start, start + len(wanted))
    assert quote.article.text[quote.start : quote.end] == wanted


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("The Calder ferry sailed at dusk.", 0, 32),
        ("The Calder ferry", 1, 17),
        ("The Calder ferry", 0, 15),
        ("the calder ferry", 0, 16),
        ("", 0, 0),
        ("", 5, 5),
        ("", 9, 4),
        ("The end", -8, -1),
        (TEXT, 0, -1),
        ('"None fell,"', TEXT.index("“"), TEXT.index("“") + 12),
        ("", len(TEXT), len(TEXT) + 4),
        ("The end.", len(TEXT) - 8, len(TEXT) + 1),
    ],
    ids=[
        "other words", "shifted", "one short", "other case", "empty", "empty inside", "backwards", "negative",
        "negative end", "other quotation marks", "beyond the end", "running over the end",
    ],
)  # fmt: skip
def test_an_impossible_quote_raises(text: str, start: int, end: int) -> None:
    """Offsets that do not hold in the article never become a Quote."""
    with pytest.raises(QuoteError, match=r"ferry\.txt") as caught:
        Quote(article(), text, start, end)
    assert isinstance(caught.value, QAError)
    assert isinstance(caught.value, ValueError)
    assert caught.value.remedy != ""


@pytest.mark.parametrize("field", ["article", "text", "start", "end", "score", "marks", "context", "copies"])
def test_a_quote_is_frozen(field: str) -> None:
    """What was checked cannot be changed afterwards."""
    quote = Quote(article(), "The", 0, 3)
    with pytest.raises(FrozenInstanceError):
        setattr(quote, field, "He")
    assert quote == Quote(article(), "The", 0, 3)


@pytest.mark.parametrize("field", ["text", "quotes", "abstained", "confidence", "query", "nearest", "question"])
def test_an_answer_is_frozen(field: str) -> None:
    """An answer can be kept and shared."""
    answer = Answer("Who?", "Nobody.", (), True, 0.1, "Who?")
    with pytest.raises(FrozenInstanceError):
        setattr(answer, field, None)
    assert (answer.nearest, answer.generation, answer.searched) == ((), 0, (0, 0))


def test_an_article_is_frozen_and_its_repr_is_short() -> None:
    """The text of an article stays what it was, and does not flood a log."""
    built = article()
    with pytest.raises(FrozenInstanceError):
        setattr(built, "te" + "xt", "")
    assert repr(built) == f"Article('ferry.txt', title='Goats', {len(TEXT)} characters)"
