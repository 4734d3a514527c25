"""What a language model had to do with an answer, in words: what went wrong, and how much was taken out."""

from collections.abc import Iterator

from assistant.answers import Writing


def trouble_line(writing: Writing) -> str:
    """Say why a model's words are missing or end early; empty where they do not."""
    if writing.trouble:
        return f"{writing.trouble} {'It wrote no further.' if writing.sentences else 'The quotes answer alone.'}"
    if writing.sentences:
        return ""
    return (
        f"Nothing that {writing.model} wrote is in the quotes."
        if writing.removed
        else f"{writing.model} wrote nothing."
    )


def removal_line(writing: Writing) -> str:
    """Say how many sentences were taken out; empty where none was."""
    number = len(writing.removed)
    if not number:
        return ""
    return f"{number} sentence{'s' * (number > 1)} removed: the articles do not say this."


def credit_line(writing: Writing) -> str:
    """Say which model wrote, and how long it took; empty where nothing of its own is there."""
    return f"Written by {writing.model} in {writing.seconds:.1f} s, held to the quotes." if writing.sentences else ""


def writing_lines(writing: Writing | None) -> Iterator[str]:
    """Yield all that is to be said below an answer; nothing without a language model."""
    if writing:
        yield from filter(None, (credit_line(writing), trouble_line(writing), removal_line(writing)))
