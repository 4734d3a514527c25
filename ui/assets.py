"""The page's styles and scripts, kept in one file per region and joined at launch."""

from pathlib import Path

_HERE = Path(__file__).parent
_STYLES = ("page.css", "sidebar.css", "conversations.css", "library.css", "chat.css", "strip.css", "reader.css")
_SCRIPTS = (
    "storage.js",
    "reply.js",
    "reader.js",
    "chat.js",
    "sidebar.js",
    "library.js",
    "contributions.js",
    "connection.js",
    "page.js",
)


def style() -> str:
    """Return the page's style sheet."""
    return _joined(_STYLES)


def script() -> str:
    """Return the page's script but for that of the conversations, the body of one function."""
    return _joined(_SCRIPTS)


def conversations_script() -> str:
    """Return the script of the list of conversations, the body of one function."""
    return _joined(("storage.js", "reply.js", "conversations.js"))


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
