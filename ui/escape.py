"""Text in, HTML out that shows exactly this text, in a chat message and in the source panel alike.

A chat message is Markdown first and HTML second, so every ASCII character that either could read as
anything but itself becomes a numeric entity. Characters that nobody can see, and those that turn
the reading direction, stay in the text and get a visible badge; they cannot reach past it.
"""

import re

_UNSEEN = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
_SELECTOR = r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_PIECES = re.compile(
    r"(?P<flag>\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)"  # Scotland's, say: its hidden letters draw it
    rf"|(?P<unseen>[{_UNSEEN}]|(?<![^\x00-\x7f])[\u200c\u200d]|(?<={_SELECTOR}){_SELECTOR})"
    r"|(?P<ascii>[\t\n\r!-/:-@\[-`{-~]|(?<!\S) | (?!\S))"  # a space between words can stay
)

_ESCAPED = re.compile(
    r'<bdi class="unseen" title="U\+(?P<badge>(?:10|[0-9A-F])?[0-9A-F]{4})">[^<]*</bdi>|&#(?P<code>\d{1,3});'
)


def exact_html(text: str) -> str:
    """Escape article text, so that the page's text is this text, character for character.

    The one exception is U+0000, which HTML cannot hold: its badge stands in for it.
    """
    return _PIECES.sub(_piece, text)


def exact_text(html: str) -> str:
    """Return the text of which `exact_html` made this."""
    return _ESCAPED.sub(lambda match: chr(int(match["badge"] or "0", 16) or int(match["code"] or 0)), html)


def plain_html(text: str) -> str:
    """Escape a short text such as a title or a tooltip; characters nobody can see are left out."""
    return _PIECES.sub(lambda match: "" if match["unseen"] else _piece(match), text)


def _piece(match: re.Match[str]) -> str:
    if match["ascii"]:
        return f"&#{ord(match[0])};"
    if match["unseen"]:
        return f'<bdi class="unseen" title="U+{ord(match[0]):04X}">{_raw(match[0])}</bdi>'
    return match[0]


def _raw(character: str) -> str:
    code = ord(character)
    if code == 0:
        return ""
    # HTML reads the entities of U+0080 to U+009F as Windows-1252, but leaves the characters alone.
    return character if 0x80 <= code <= 0x9F else f"&#{code};"
