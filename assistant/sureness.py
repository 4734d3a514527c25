"""How sure an answer is, in the same words on the page and in the terminal."""

_STEPS = (
    (0.9, "high", "The articles very likely answer this"),
    (0.7, "good", "The articles likely answer this"),
    (0.0, "fair", "The articles may answer this: read the quotes closely"),
)


def sureness(confidence: float) -> tuple[str, str]:
    """Return "high", "good" or "fair" for a confidence from 0 to 1, and a sentence that says so, without its stop."""
    return next((name, words) for least, name, words in _STEPS if confidence >= least)
