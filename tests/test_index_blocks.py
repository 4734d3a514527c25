"""Prose apart from headings and page furniture, on pages of several kinds."""

import pytest

from index.blocks import Block, Kind, is_boilerplate, split_blocks

PROSE = [
    "The cranes on the northern quay stood still for most of the week, and the men who work them went home early.",
    "“Nobody told us anything,” said Joan Silver, who has worked there for thirty years and means to stay on.",
    "In the office the lights were out by four, although three ships were waiting behind the breakwater for a berth.",
]
NAVIGATION = ["Home", "World", "Opinion", "Log in", "Search"]
RELATED = ["Related", "Ferry fares rise again", "A bridge too dear", "Most read"]
NOTICES = [
    "Sign up for our newsletter and get the best of the week in your inbox every Sunday.",
    "We rely on your support. Please donate today to help us keep our journalism free for all.",
    "We use cookies to improve your visit; you can change your choice in our privacy policy.",
    "This article was originally published by the Nordlys Weekly. Republish our articles for free.",
    "© 2021 Nordlys Weekly. All rights reserved.",
]


def kinds(text: str, start: int = 0) -> list[tuple[Kind, str]]:
    """Return each block's kind and text."""
    return [(block.kind, text[block.start : block.end]) for block in split_blocks(text, start)]


def of_kind(kind: Kind, text: str) -> list[str]:
    """Return the blocks of one kind."""
    return [block for found, block in kinds(text) if found is kind]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", " \n\t\n"])
def test_a_saved_page_comes_apart(gap: str) -> None:
    """Body to quote in the middle, furniture above and below, whatever ends the lines."""
    page = gap.join([*NAVIGATION, *PROSE, *RELATED, *NOTICES])
    lines = [(kind, line.strip()) for kind, block in kinds(page) for line in block.splitlines()]
    assert lines == [
        *((Kind.FURNITURE, line) for line in NAVIGATION),
        *((Kind.PROSE, line) for line in PROSE),
        *((Kind.FURNITURE, line) for line in RELATED + NOTICES),
    ]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_in_the_middle_of_the_body_is_furniture(notice: str) -> None:
    """A page may break its article with a plea; the article goes on after it."""
    page = "\n\n".join([*PROSE, notice, *PROSE])
    assert of_kind(Kind.FURNITURE, page) == [notice]
    assert of_kind(Kind.PROSE, page) == PROSE * 2


@pytest.mark.parametrize(
    "sentence",
    [
        "The party took three million crowns in donations from two shipping companies, the commission said.",
        "Voters must sign up before May, the court ruled, or they cannot take part in the election.",
        "Few in the town subscribe to the view that the harbour was lost long before the war.",
        "The union says that its newsletter was banned and that four of its editors were arrested.",
    ],
)
def test_prose_about_such_things_stays_prose(sentence: str) -> None:
    """Donations, subscriptions and newsletters are subjects too, and the article goes on after them."""
    assert of_kind(Kind.PROSE, "\n\n".join([*PROSE, sentence, *PROSE])) == [*PROSE, sentence, *PROSE]


def test_a_long_paragraph_may_speak_of_readers_and_donations() -> None:
    """One such word among many makes no notice."""
    paragraph = f"{PROSE[0]} The owners had promised donations to the school. {PROSE[2]}"
    assert of_kind(Kind.PROSE, paragraph) == [paragraph]


def test_markdown_headings_and_lists() -> None:
    """A heading is searched and not quoted; list items that are sentences are quoted."""
    page = f"# Quiet quays\n\n{PROSE[0]}\n\n## What they want\n\n- {PROSE[1]}\n* {PROSE[2]}\n1. A rise\n\n{PROSE[0]}\n"
    assert kinds(page)[1:] == [
        (Kind.PROSE, PROSE[0]),
        (Kind.HEADING, "## What they want"),
        (Kind.PROSE, f"- {PROSE[1]}"),
        (Kind.PROSE, f"* {PROSE[2]}"),
        (Kind.HEADING, "1. A rise"),
        (Kind.PROSE, PROSE[0]),
    ]
    assert kinds(page)[0][0] is not Kind.PROSE


def wrap(text: str, width: int) -> str:
    """Break a text into lines as an editor does."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


@pytest.mark.parametrize("width", [72, 80, 90])
def test_hard_wrapped_lines_are_one_paragraph(width: int) -> None:
    """A line broken for its width is joined with the next; an empty line ends the paragraph."""
    paragraphs = [wrap(" ".join(PROSE), width), wrap(" ".join(reversed(PROSE)), width)]
    assert kinds("\n\n".join(paragraphs)) == [(Kind.PROSE, paragraph) for paragraph in paragraphs]


def test_a_short_paragraph_does_not_swallow_the_line_below() -> None:
    """On a page with a line for each paragraph, nothing was broken for its width."""
    short = "“We will not build what nobody has asked for,” the mayor said on Tuesday."
    page = "\n".join([" ".join(PROSE), short, "Related stories", "Ferry fares rise again"])
    assert of_kind(Kind.PROSE, page) == [" ".join(PROSE), short]


@pytest.mark.parametrize(
    "notes",
    ["ferry late twice\ncranes idle since may\nask joan about berths\n", "- quay\n- cranes\n\n- 3 ships\n", "one word"],
)
def test_notes_without_a_sentence_are_all_there_is_to_quote(notes: str) -> None:
    """Where no line reads like prose, every line may be quoted."""
    assert kinds(notes) == [(Kind.PROSE, line) for line in notes.split("\n") if line]


def test_prose_without_punctuation_is_prose() -> None:
    """A transcript has no full stops, yet many words."""
    spoken = (
        "so the thing is that we were all out there on the quay and nobody had told us when the next one was due " * 2
    )
    assert kinds(f"{spoken}\n\n{spoken}") == [(Kind.PROSE, spoken.strip())] * 2


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\n\n"])
def test_no_text_has_no_blocks(text: str) -> None:
    """Blank lines are no blocks."""
    assert split_blocks(text) == []


def test_what_stands_before_the_start_is_no_block() -> None:
    """Front matter is left out, and the offsets count from the beginning of the text."""
    text = f"---\ntitle: Quay\n---\n{PROSE[0]}\n"
    start = text.index(PROSE[0])
    assert split_blocks(text, start) == [Block(start, start + len(PROSE[0]), Kind.PROSE)]


@pytest.mark.parametrize("notice", NOTICES)
def test_notices_are_told_by_their_words(notice: str) -> None:
    """The page's own words give it away, also in capitals."""
    assert is_boilerplate(notice)
    assert is_boilerplate(notice.upper())
    assert not any(is_boilerplate(line) for line in PROSE)
