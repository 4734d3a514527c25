"""What a terminal shows of an answer: how it is wrapped and styled, and that nothing of an article is obeyed."""

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from assistant import Answer, Article, Quote
from assistant.screen import wrapped
from assistant.styled import answer_blocks, show_answer
from assistant.terminal import answer_lines

FERRY = "The ferry Aurora carries ninety cars across the strait of Norland every morning and every night of the year."
SEARCHED = (3, 2000)
_END = "\x00"  # which no answer sends


def quoted(text: str, *marks: tuple[int, int], title: str = "Ferries", context: str = "", speaker: str = "") -> Quote:
    """Quote all of an article."""
    article = Article("ferry.md", title, "", "Hafenblatt", "2021-05-04", text, "")
    return Quote(article, text, 0, len(text), marks=marks, context=context, speaker=speaker, copies=("b.md",))


def answered(*quotes: Quote, confidence: float = 0.95, query: str = "Cars?") -> Answer:
    """Answer with these quotes."""
    return Answer("Cars?", "", quotes, not quotes, confidence, query, searched=SEARCHED)


def refused(*nearest: Quote) -> Answer:
    """Say no, with the nearest passages."""
    return Answer("Cars?", "", (), True, 0.1, "Cars?", nearest=nearest, searched=SEARCHED)


def lines(answer: Answer, width: int = 60) -> list[str]:
    """Return the lines that a terminal of this width shows, without their styles."""
    console = Console(file=io.StringIO())
    return [line.plain for block in answer_blocks(answer) for line in wrapped(block, width, console)]


Tty = Callable[[Answer], str]


@pytest.fixture
def tty(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tty]:
    """Show an answer on a real terminal device, and return the characters that it was sent."""
    master, slave = os.openpty()
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    with os.fdopen(slave, "w", encoding="utf-8") as terminal:

        def sent(answer: Answer) -> str:
            monkeypatch.setattr(sys, "stdout", terminal)
            show_answer(answer, asked=True)
            terminal.write(_END)
            terminal.flush()
            received = ""
            while not received.endswith(_END):
                received += os.read(master, 65536).decode()
            return received.removesuffix(_END)

        yield sent
    os.close(master)


def test_a_whole_answer() -> None:
    """How sure it is, the quote with its source below it, and what was searched."""
    assert lines(answered(quoted(FERRY, speaker="Ada Holm", context="The harbour has one ferry."))) == [
        "The articles very likely answer this.",
        "",
        "[1] (before it: The harbour has one ferry.)",
        "    The ferry Aurora carries ninety cars across the strait",
        "    of Norland every morning and every night of the year.",
        "    -- Ada Holm, quoted in Ferries, Hafenblatt, 2021-05-04,",
        "       ferry.md; also in 1 other article",
        "",
        "Searched 2,000 passages in 3 articles.",
    ]


def test_what_was_searched_is_told_where_it_is_not_the_question() -> None:
    """As for a follow-up."""
    assert lines(answered(quoted(FERRY), query="Cars on ferries?"), 100)[-1] == (
        "Searched 2,000 passages in 3 articles for “Cars on ferries?”."
    )


def test_several_articles_are_told_apart_first() -> None:
    """Right after how sure it is."""
    other = quoted("Boats sail.")
    other = replace(other, article=replace(other.article, path="b.md", publisher="The Buoy"))
    assert lines(answered(quoted(FERRY), other))[1] == "2 articles speak to this: Hafenblatt [1], The Buoy [2]"


def test_a_refusal_sets_the_nearest_passages_apart() -> None:
    """Every line of them is beside a bar, and none is cited or marked."""
    answer = refused(quoted(FERRY, (4, 9)), quoted("Boats sail."))
    shown = lines(answer)
    assert shown[:2] == ["The articles do not answer this.", "The nearest passages, which do not answer it:"]
    assert shown[3] == "  | 1. The ferry Aurora carries ninety cars across the"
    assert "  | 2. Boats sail." in shown
    assert all(line.startswith("  | ") for line in shown[2:-2] if line)
    assert not any("[1]" in line for line in shown)
    assert not any(block.text.spans for block in answer_blocks(answer))


def test_a_refusal_with_nothing_near() -> None:
    """Says what to do."""
    assert lines(refused())[:2] == [
        "The articles do not answer this.",
        "Nothing in them comes close. Try other words.",
    ]


def test_small_talk_is_plain() -> None:
    """There is nothing to be sure of, and nothing was searched."""
    assert lines(Answer("Hi", "Hello!\n\nAsk on.", (), True, 0, "Hi", small_talk=True)) == ["Hello!", "", "Ask on."]


@pytest.mark.parametrize("width", [40, 57, 100])
@pytest.mark.parametrize(
    "text",
    [
        FERRY,
        "渡船每天早晚载九十辆汽车穿过诺兰海峡，" * 6,
        "תשעים מכוניות חוצות את המצר בכל בוקר ובכל ערב בשנה. " * 3 + "x",
        "https://example.org/" + "a" * 150,
        "e\u0301" * 90,
    ],
    ids=["Latin", "Chinese", "Hebrew", "one long word", "combining"],
)
def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    """Counted in cells; and no character of the quote is lost or put elsewhere."""
    answer = answered(quoted(text, (0, 3)))
    shown = lines(answer, width)
    assert max(map(cell_len, shown)) <= width
    of_quote = shown[2 : next(n for n, line in enumerate(shown) if line.startswith("    -- "))]
    assert "".join("".join(of_quote).removeprefix("[1]").split()) == "".join(text.split())


def test_line_breaks_of_the_file_are_not_those_of_the_terminal() -> None:
    """The quote is one paragraph; the marks stay on their words."""
    quote = quoted("The ferry\r\n\tcarries ninety\ncars.", (20, 26))
    assert quote.text[20:26] == "ninety"
    block = list(answer_blocks(answered(quote)))[2]
    assert block.text.plain == "The ferry carries ninety cars."
    assert [(block.text.plain[span.start : span.end], span.style) for span in block.text.spans] == [("ninety", "bold")]


@pytest.mark.parametrize("marks", [((5, 3),), ((2, 2),), ((0, 999),), ((-5, 2),)])
def test_marks_that_make_no_sense_are_left_out(marks: tuple[tuple[int, int], ...]) -> None:
    """The words stay."""
    block = list(answer_blocks(answered(quoted(FERRY, *marks))))[2]
    assert (block.text.plain, block.text.spans) == (FERRY, [])


HOSTILE = (
    "[bold]The[/bold] [link=http://x]ferry[/] :smile: [@click=quit]\x1b]8;;http://x\x1b\\sails\x07"
    " \u202eback\u2069 \x9b2J."
)
SHOWN = (
    "[bold]The[/bold] [link=http://x]ferry[/] :smile: [@click=quit]<U+001B>]8;;http://x<U+001B>\\sails<U+0007>"
    " <U+202E>back<U+2069> <U+009B>2J."
)


@pytest.mark.parametrize("answer", [answered, refused])
def test_nothing_of_an_article_is_obeyed(
    answer: Callable[[Quote], Answer], tty: Tty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither as rich's markup nor by the terminal; all of it is shown."""
    monkeypatch.setenv("COLUMNS", "100")
    quote = quoted(HOSTILE, title=f"T {HOSTILE}", context=f"C {HOSTILE}", speaker=f"S {HOSTILE}")
    sent = tty(answer(quote))
    text = re.sub(r"\x1b\[[0-9;]*m", "", sent).replace("\r\n", "\n")
    assert re.findall(r"[^\n\x20-\x7e\xa0-\uffff]|[\u202a-\u202e\u2066-\u2069]", text) == []
    bare = re.sub(r"\s", "", re.sub(r"(?m)^ *\|", "", text))
    for label in ("", "T ", "C ", "S "):
        assert f"{label}{SHOWN}".replace(" ", "") in bare


def test_the_question_is_shown_before_the_answer(tty: Tty) -> None:
    """As it was asked."""
    assert re.sub(r"\x1b\[[0-9;]*m", "", tty(answered(quoted(FERRY)))).startswith("Cars?\r\n\r\nThe articles")


@pytest.mark.parametrize(("confidence", "colour"), [(0.95, "32"), (0.75, "32"), (0.55, "33")])
def test_a_terminal_gets_colours(confidence: float, colour: str, tty: Tty) -> None:
    """For how sure it is and for the numbers; the words that answer are bold, the source is dim."""
    sent = tty(answered(quoted(FERRY, (4, 9)), confidence=confidence))
    assert f"\x1b[{colour}mThe articles" in sent
    assert "\x1b[1;36m[1] \x1b[0mThe \x1b[1mferry\x1b[0m Aurora" in sent
    assert "\x1b[2m-- \x1b[0m\x1b[2mFerries, Hafenblatt" in sent


def test_no_color_is_respected(tty: Tty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bold and dim are no colours, and stay."""
    monkeypatch.setenv("NO_COLOR", "1")
    styles = set(re.findall(r"\x1b\[([0-9;]*)m", tty(answered(quoted(FERRY, (4, 9))))))
    assert styles == {"0", "1", "2"}


def test_a_dumb_terminal_gets_no_escapes(tty: Tty, monkeypatch: pytest.MonkeyPatch) -> None:
    """But the same text, wrapped to its width."""
    monkeypatch.setenv("TERM", "dumb")
    answer = answered(quoted(FERRY, (4, 9)))
    assert tty(answer).split("\r\n") == ["Cars?", "", *lines(answer), ""]


def test_a_wide_terminal_is_not_filled(tty: Tty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of more than a hundred characters are hard to read."""
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("TERM", "dumb")
    widths = [len(line) for line in tty(answered(quoted(FERRY * 3))).split("\r\n")]
    assert 90 < max(widths) <= 100


def test_a_pipe_gets_plain_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where colours are forced: the lines of the plain answer, whole."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    answer = answered(quoted(FERRY, (4, 9)))
    show_answer(answer, asked=True)
    assert capsys.readouterr().out == "\n".join(answer_lines(answer)).strip("\n") + "\n"


def test_a_terminal_without_unicode() -> None:
    """What frames an answer is ASCII."""
    shown = "\n".join(lines(refused(quoted("Boats sail."))) + lines(answered(quoted(FERRY))))
    assert shown.isascii()
