"""A quote in its article, compared with the file as it is now."""

import pytest

from assistant import Article, Quote
from assistant.excerpt import excerpt_blocks

BEFORE = "---\ntitle: Goats\n---\n\nThe hill is steep. Nobody lives there.\n\nEvery morning is cold. "
WORDS = "The old goat climbs it."
AFTER = " Then it rests.\n\nSheep graze below.\n"
TEXT = BEFORE + WORDS + AFTER
VERIFIED = "Verified: this quote stands in the file as it is on disk now."
MOVED = "The file has changed since this answer. This quote still stands in it, at another place."
LOST = "The file has changed and no longer holds this quote. This is its text as it was indexed."
GONE = "The file is no longer in the folder. This is its text as it was indexed."


def quoted(text: str, words: str = WORDS, copies: tuple[str, ...] = ()) -> Quote:
    """Quote words of an article of this text."""
    article = Article("goat.md", "Goats", "", "The Daily Goat", "", text, "")
    return Quote(article, words, text.index(words), text.index(words) + len(words), copies=copies)


def lines(quote: Quote, on_disk: str | None) -> list[str]:
    """Return the lines of an excerpt, unwrapped."""
    blocks = excerpt_blocks(quote, "[2]", on_disk)
    return "\n".join(block.label.plain + block.text.plain for block in blocks).split("\n")


def test_the_quote_stands_out_of_what_is_around_it() -> None:
    """With its number, the line where it stands, and some lines before and after."""
    assert lines(quoted(TEXT), TEXT) == [
        "Goats, The Daily Goat, goat.md, line 7",
        VERIFIED,
        "",
        "    The hill is steep. Nobody lives there.",
        "",
        "Every morning is cold.",
        "[2] The old goat climbs it.",
        "    Then it rests.",
        "",
        "Sheep graze below.",
    ]


@pytest.mark.parametrize(
    ("on_disk", "standing", "line", "neighbour"),
    [
        (TEXT, VERIFIED, ", line 7", "Sheep graze below."),
        (TEXT.replace("Sheep graze", "Cows low"), VERIFIED, ", line 7", "Cows low below."),
        ("New first line.\n" + TEXT, MOVED, ", line 8", "Sheep graze below."),
        (TEXT.replace("goat climbs", "cow climbs"), LOST, "", "Sheep graze below."),
        ("", LOST, "", "Sheep graze below."),
        (None, GONE, "", "Sheep graze below."),
    ],
    ids=["as it was", "changed elsewhere", "moved", "changed", "emptied", "gone"],
)
def test_the_quote_is_compared_with_the_file_on_disk(
    on_disk: str | None, standing: str, line: str, neighbour: str
) -> None:
    """What is shown around it is the file's where the file has it, and else what was indexed."""
    shown = lines(quoted(TEXT), on_disk)
    assert shown[:2] == [f"Goats, The Daily Goat, goat.md{line}", standing]
    assert "[2] The old goat climbs it." in shown
    assert shown[-1] == neighbour


def test_copies_are_named() -> None:
    """So that they can be looked up, too."""
    assert lines(quoted(TEXT, copies=("b.md", "c.md")), TEXT)[:2] == [
        "Goats, The Daily Goat, goat.md; also in 2 other articles, line 7",
        "Also in b.md, c.md",
    ]


def test_what_is_long_is_cut_between_words() -> None:
    """On both sides, and said so."""
    text = "word " * 500 + WORDS + " word" * 500
    _, _, _, before, quote, after = lines(quoted(text), text)
    assert before.startswith("    … word word")
    assert quote == f"[2] {WORDS}"
    assert after.endswith("word word …")
    assert 400 < len(before) < 520
    assert 400 < len(after) < 520


def test_a_text_without_blanks_is_cut_too() -> None:
    """Nothing is lost of it but what is cut."""
    text = "山" * 2000 + WORDS + "羊" * 2000
    _, _, _, before, _, after = lines(quoted(text), text)
    assert (before, after) == ("    … " + "山" * 500, "    " + "羊" * 500 + " …")


def test_a_quote_that_is_the_whole_article() -> None:
    """There is nothing around it."""
    assert lines(quoted(WORDS), WORDS)[2:] == ["", f"[2] {WORDS}"]


def test_nothing_of_an_article_is_obeyed() -> None:
    """Line breaks of Windows are line breaks; other control characters are shown."""
    text = f"One\x1b[2J\u202e.\r\n{WORDS}\r\nTwo[bold]\x07."
    assert lines(quoted(text), text)[3:] == [
        "    One<U+001B>[2J<U+202E>.",
        f"[2] {WORDS}",
        "    Two[bold]<U+0007>.",
    ]
