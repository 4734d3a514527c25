"""Escaped text is inert, and reads as the text it was made from."""

import re

import pytest

from ui.asked import question_in, render_asked
from ui.escape import exact_html, exact_text, plain_html

TRICKY = [
    "C:\\new\\table costs ${1+1} and <b>not bold</b> & *not emphasis*",
    "<script>document.title='run'</script>",
    '<img src=x onerror="document.title=1">',
    "${document.title='run'}",
    "`${alert(1)}` and {{value}} and {{#each x}}",
    "**bold** __bold__ _it_ *it* ~~gone~~",
    "# not a heading",
    "- not a list",
    "1. not a list",
    "> not a quote",
    "| not | a table |",
    "```\nnot code\n```",
    "`not code`",
    "[not a link](https://example.org)",
    "![not an image](https://example.org/x.png)",
    "https://example.org and www.example.org and a@example.org",
    "&amp; &lt; &#60; &nbsp; &copy; stay as they are",
    "$$x^2$$ and $y$ and \\(z\\)",
    "a\ttab and  two  spaces",
    "  leading and trailing  ",
    "line one\nline two\n\nline four",
    "carriage\r\nreturn",
    "no-break\u00a0space, thin\u2009space, soft\u00adhyphen",
    "zero\u200bwidth, \ufeffmark, word\u2060joiner",
    "right\u202eto left\u202c and back",
    "isolates \u2066inside\u2069",
    "family 👨\u200d👩\u200d👧, flag 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f, heart ❤️",
    "می\u200cخواهم بدانم",
    "שלום\u200f, עולם",
    "Müller, EL PAÍS, Łódź, 東京, नमस्ते, 'ὅτι'",
    "e\u0301 is not é",
    "<custom-tag>kept</custom-tag> <!-- kept --> <![CDATA[kept]]>",
    "javascript:alert(1) data:text/html,x",
    "'single' \"double\" ‘curly’ “curly” «angles»",
    "a control \x07 bell, \x1b[31m escape, \x85 next line, \x7f delete",
    "hidden \U000e0041\U000e0042 tags, \u3164 filler",
    "\\* \\_ \\` \\\\",
    "===\n---\n***",
    ":::note\n[^1]: a footnote\n[ref]: https://example.org",
]


def shown(html: str) -> str:
    """Return the text a browser shows for our own escaped HTML."""
    return re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize("text", TRICKY)
def test_escaped_text_reads_as_the_text(text: str) -> None:
    """Not one character is lost, added or replaced."""
    assert shown(exact_html(text)) == text


@pytest.mark.parametrize("text", TRICKY)
def test_escaped_text_has_nothing_that_markdown_or_html_could_read(text: str) -> None:
    """Apart from the badges, letters, digits, entities, single spaces and characters beyond ASCII are left."""
    without_badges = re.sub(r'<bdi class="unseen" title="U\+[0-9A-F]{4,6}">|</bdi>', "", exact_html(text))
    assert re.fullmatch(r"(?:[A-Za-z0-9]|&#\d+;|[^\x00-\x7f]|(?<=[^ ]) (?=[^ ]))*", without_badges)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("zero\u200bwidth", ["U+200B"]),
        ("\u202eturned\u202c", ["U+202E", "U+202C"]),
        ("bell\x07", ["U+0007"]),
        ("next\x85line", ["U+0085"]),
        ("tag\U000e0041", ["U+E0041"]),
        ("join\u200der", ["U+200D"]),
        ("selectors 👍\ufe0f\ufe01\ufe02", ["U+FE01", "U+FE02"]),
        ("👨\u200d👩\u200d👧 می\u200cخواهم ❤\ufe0f soft\u00adhyphen no-break\u00a0space", []),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", []),
        ("tab\t and\r\n line", []),
    ],
)
def test_characters_nobody_can_see_get_a_badge_unless_the_script_needs_them(text: str, codes: list[str]) -> None:
    """A badge names the character; emoji, joiners of other scripts and ordinary spacing stay plain."""
    assert re.findall(r'title="(U\+[0-9A-F]+)"', exact_html(text)) == codes


def test_nul_cannot_be_in_html_and_is_shown_by_its_badge_alone() -> None:
    """HTML has no U+0000: its badge stands in for it."""
    assert exact_html("a\x00b") == 'a<bdi class="unseen" title="U+0000"></bdi>b'


def test_characters_that_html_would_read_as_windows_1252_are_left_as_they_are() -> None:
    """`&#133;` would be read as an ellipsis."""
    assert "&#133;" not in exact_html("\x85")
    assert "\x85" in exact_html("\x85")


def test_titles_leave_out_what_nobody_can_see() -> None:
    """A tooltip cannot show badges."""
    assert shown(plain_html("safe\u202e <b> & title\u200b")) == "safe <b> & title"
    assert "<" not in plain_html("\u202e<b>")


@pytest.mark.parametrize("text", [*TRICKY, "nul \0 and \x01\x1c\u2028", "&#38;#38; </span>", "", render_asked("x")])
def test_a_question_is_read_back_as_it_was_typed(text: str) -> None:
    """Each character, those that HTML cannot hold too; a message that holds none is left alone."""
    assert exact_text(exact_html(text)) == question_in(render_asked(text)) == text
    assert question_in(f"{text} &#42;") == f"{text} &#42;"


@pytest.mark.parametrize("inside", ["&#99999999999;", '<bdi class="unseen" title="U+FFFFFFFF">x</bdi>', "&#x;", "<b"])
def test_a_message_that_the_page_did_not_make_is_read_as_it_is(inside: str) -> None:
    """A page may send anything: no character has such a number."""
    message = render_asked("x").replace("x", inside)
    assert question_in(message) == inside
