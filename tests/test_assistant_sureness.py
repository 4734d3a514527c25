"""How sure an answer is, in words."""

import pytest

from assistant import sureness


@pytest.mark.parametrize(
    ("confidence", "step", "words"),
    [
        (1.0, 3, "The articles very likely answer this"),
        (0.9, 3, "The articles very likely answer this"),
        (0.89, 2, "The articles likely answer this"),
        (0.7, 2, "The articles likely answer this"),
        (0.69, 1, "The articles may answer this: read the quotes closely"),
        (0.0, 1, "The articles may answer this: read the quotes closely"),
    ],
)
def test_each_confidence_has_its_words(confidence: float, step: int, words: str) -> None:
    """The steps begin where they say."""
    assert sureness(confidence) == (step, words)
