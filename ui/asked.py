"""A question in, the message that shows it as it was typed out, and back. Pure."""

from ui.escape import exact_html, exact_text

_BEGIN, _END = '<span class="qa-asked">', "</span>"


def render_asked(question: str) -> str:
    """Return the message of a question: what the chat would take for Markdown or HTML in it is only text."""
    return f"{_BEGIN}{exact_html(question)}{_END}"


def question_in(message: str) -> str:
    """Return the question that a message shows; one that a tab has from before questions were escaped is its own."""
    if message.startswith(_BEGIN) and message.endswith(_END):
        return exact_text(message[len(_BEGIN) : -len(_END)])
    return message
