"""Text that streams is cut into whole sentences, however small the pieces are."""

import pytest

from assistant.sentence_stream import sentences

SENTENCES = [
    "The yard sold 3.5 million tons to the U.S. navy in 1951 [1].",
    "Mr. Bo K. Lund visited. [2][3]",
    '"He left. She stayed," said Dr. Ruiz. [1]',
    "“Why?” he asked [2].",
    "It was made in the U.S.",
    "The price rose to $5.2 (a record). [1, 2]",
    "And 90% [1]!",
    "They grow e.g. oranges, lemons etc. on the hill [2].",
    "Calder Inc. Holdings bought it [1] …",
    "So be it?!",
]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_sentences_end_where_they_end(size: int) -> None:
    """Not at abbreviations, initials, decimals, or in speech; what is cited after the full stop belongs to it."""
    text = " ".join(SENTENCES)
    assert list(sentences(text[at : at + size] for at in range(0, len(text), size))) == SENTENCES


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_lines_end_sentences_too(size: int) -> None:
    """A list has an item a line, with or without full stops; a citation alone on a line belongs to the line before."""
    text = "- Goats climb [1]\n- Sheep graze.\n[2]\n\n1. Cows low [3].\n2) Hens lay eggs"
    found = list(sentences(text[at : at + size] for at in range(0, len(text), size)))
    assert found == ["- Goats climb [1]", "- Sheep graze.\n[2]", "1. Cows low [3].", "2) Hens lay eggs"]


def test_a_citation_before_a_sentence_stays_with_it() -> None:
    """Where the one before has its own, the next begins with it."""
    assert list(sentences(["Goats climb [1]. [2] Sheep graze."])) == ["Goats climb [1].", "[2] Sheep graze."]


def test_a_sentence_comes_as_soon_as_it_is_certain() -> None:
    """It is not held back until the text ends."""
    heard: list[str] = []

    def pieces() -> list[str]:
        return ["Goats climb", " [1]. ", "Sheep ", "graze."]

    def told() -> "list[str]":
        return heard

    stream = sentences(heard.append(piece) or piece for piece in pieces())  # type: ignore[func-returns-value]
    assert next(stream) == "Goats climb [1]."
    assert told() == ["Goats climb", " [1]. ", "Sheep "]


def test_what_never_ends_is_cut() -> None:
    """Speech that is never closed does not hold back everything; nor does text without any stop."""
    assert next(sentences(["“Goats climb. " * 100])).startswith("“Goats climb.")
    endless = sentences(iter(lambda: "goat ", None))
    assert len(next(endless)) <= 1500


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["<thi", "nk>Let me see. [1]</thi", "nk>\n\nGoats climb [1]."], ["Goats climb [1]."]),
        (["<think>It never ends."], []),
        (["< 5 goats [1]."], ["< 5 goats [1]."]),
        ([], []),
        (["", "  "], []),
    ],
)
def test_thinking_aloud_is_left_out(pieces: list[str], expected: list[str]) -> None:
    """Some models do so before they answer."""
    assert list(sentences(pieces)) == expected
