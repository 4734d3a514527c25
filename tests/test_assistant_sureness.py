"""How sure an answer is, in words."""

import pytest

from assistant import sureness


@pytest.mark.parametrize(
    ("confidence", "name", "words"),
    [
        (1.0, "high", "The articles very likely answer this"),
        (0.9, "high", "The articles very likely answer this"),
        (0.89, "good", "The articles likely answer this"),
        (0.7, "good", "The articles likely answer this"),
        (0.69, "fair", "The articles may answer this: read the quotes closely"),
        (0.0, "fair", "The articles may answer this: read the quotes closely"),
    ],
)
def test_each_confidence_has_its_words(confidence: float, name: str, words: str) -> None:
    """The steps begin where they say."""
    assert sureness(confidence) == (name, words)
