"""How sure an answer is, in the same words on the page and in the terminal."""

_WORDS = (
    (0.9, 3, "The articles very likely answer this"),
    (0.7, 2, "The articles likely answer this"),
    (0.0, 1, "The articles may answer this: read the quotes closely"),
)


def sureness(confidence: float) -> tuple[int, str]:
    """Return the step, 1 to 3, for a confidence from 0 to 1, and a sentence that says so, without its stop."""
    return next((step, words) for least, step, words in _WORDS if confidence >= least)
