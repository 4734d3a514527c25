"""An answer's Markdown shows the article's own words, and [n] is the n-th quote."""

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from assistant import Agreement, Article, Group, Quote, Words
from assistant.compose import NEAREST, NO_ANSWER, compose, compose_abstention, source_line

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def quote(text: str, path: str = "a.md", title: str = "Goats", publisher: str = "", date: str = "") -> Quote:
    """Build a quote that is the whole of its article."""
    return Quote(Article(path, title, "", publisher, date, text, ""), text, 0, len(text))


def shown(markdown: str) -> list[str]:
    """Return the text of each paragraph as a reader sees it; anything that is not a paragraph is named."""
    blocks = []
    for token in MARKDOWN.parse(markdown):
        if token.type == "inline":
            parts = (
                part.content if part.type == "text" else "\n" * part.type.endswith("break")
                for part in token.children or []
            )
            blocks.append("".join(parts))
        elif not token.type.startswith(("paragraph", "blockquote")):
            blocks.append(f"<{token.type}>")
    return blocks


def test_a_quote_stands_in_a_block_with_its_number_and_source() -> None:
    """One article: no summary line."""
    text = "".join(compose([quote("Goats climb.", publisher="Hill Post")]))
    assert text.rstrip() == "> Goats climb. [1]\n>\n> — *Goats*, Hill Post"
    assert shown(text) == ["Goats climb. [1]", "— Goats, Hill Post"]


def test_numbers_refer_to_the_quotes_in_order() -> None:
    """The line on top names each article once, with the numbers of its quotes."""
    quotes = [
        quote("Goats climb.", "a.md", "A", "Hill Post"),
        quote("Sheep graze.", "b.md", "B", "Dale Post"),
        quote("Cows low.", "a.md", "A", "Hill Post"),
    ]
    summary, *blocks = shown("".join(compose(quotes)))
    assert summary == "2 articles speak to this: Hill Post [1][3], Dale Post [2]"
    assert blocks[::2] == ["Goats climb. [1]", "Sheep graze. [2]", "Cows low. [3]"]
    assert blocks[1::2] == ["— A, Hill Post", "— B, Dale Post", "— A, Hill Post"]


@pytest.mark.parametrize("outlet", ["Hill Post", ""], ids=["the same", "unknown"])
def test_articles_that_their_outlets_do_not_tell_apart_go_by_their_titles(outlet: str) -> None:
    """Two articles never look like one."""
    summary, *_ = shown("".join(compose([quote("Goats climb.", "a.md", "A", "Hill Post"),
                                         quote("Sheep graze.", "b.md", "B", outlet)])))  # fmt: skip
    assert summary == "2 articles speak to this: “A” [1], “B” [2]"


@pytest.mark.parametrize(
    "text",
    [
        "Star *em* **bold** __under__ ~~gone~~ snake_case_word.",
        "`code` ``more`` ```fence```",
        "<b>bold</b> <script>alert(1)</script> <!-- note -->",
        "[a link](https://example.org) ![image](x.png) <https://example.org>",
        "Cites [1] and [2][3] itself.",
        "&amp; &lt; &#42; &copy; AT&T",
        "# not a heading",
        "> not a quote of a quote",
        "| not | a table |",
        "$x$ costs $5",
        "back\\slash \\* and C:\\new",
        "*** --- ===",
        "~~~",
        "ends in a backslash\\",
        "«Señor» “Ibáñez” 東京 🐐",
        "bell \x07 escape \x1b[31m mark \u202e here",
        "- begins like a list",
        "+ begins like a list",
        "1. begins like a numbered list",
        "1998) begins like a numbered list",
    ],
)
def test_markup_in_an_article_is_shown_not_obeyed(text: str) -> None:
    """Rendered, a quote reads as it stands in the article, blanks at its edges apart."""
    assert shown("".join(compose([quote(text)])))[0] == f"{text.strip()} [1]"
    assert shown("".join(compose_abstention([quote(text)])))[2] == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "One line\nand another.",
        "One line\r\nand another.",
        "One line\n===",
        "One line\n---",
        "One line\n# two",
        "One line\n> two",
        "One line  \nand another.",
        "One line\n- two",
        "One line\n1. two",
    ],
)
def test_a_quote_of_several_lines_stays_one_paragraph(text: str) -> None:
    """A line break in the article is a line break in the block."""
    lines = [line.strip() for line in text.splitlines()]
    assert shown("".join(compose([quote(text)])))[0].split("\n") == [*lines[:-1], f"{lines[-1]} [1]"]


def test_titles_and_outlets_are_escaped_too() -> None:
    """Nothing an article says about itself is markup, and its brackets are no citation."""
    of = quote("Goats climb.", "a.md", "*Goats* [7] <b>", "Hill_Post [8]")
    text = "".join(compose([of, quote("Sheep graze.", "b.md", "B [9]", "*Dale*")]))
    assert shown(text) == [
        "2 articles speak to this: Hill_Post [8] [1], *Dale* [2]",
        "Goats climb. [1]",
        "— *Goats* [7] <b>, Hill_Post [8]",
        "Sheep graze. [2]",
        "— B [9], *Dale*",
    ]
    assert re.findall(r"(?<!\\)\[(\d+)\]", text) == ["1", "2", "1", "2"]


def test_the_source_line_gives_what_is_known() -> None:
    """Title, author, outlet and date, without gaps."""
    assert (
        source_line(Article("a.md", "Goats", "Ana", "Post", "2020-01-02", "", "")) == "*Goats*, Ana, Post, 2020-01-02"
    )
    assert source_line(Article("a.md", "Goats", "", "", "2020-01-02", "", "")) == "*Goats*, 2020-01-02"
    assert source_line(Article("a.md", "Goats", "", "", "", "", "")) == "*Goats*"


def test_an_abstention_says_no_and_shows_the_nearest_without_numbers() -> None:
    """Nothing in it looks like a citation."""
    text = "".join(compose_abstention([quote("Goats climb."), quote("Sheep graze.", "b.md", "B")]))
    assert shown(text) == [NO_ANSWER, NEAREST, "Goats climb.", "— Goats", "Sheep graze.", "— B"]
    assert not re.search(r"\[\d+\]", text)


def test_an_abstention_with_nothing_near_says_just_no() -> None:
    """No heading for an empty list."""
    assert "".join(compose_abstention([])).strip() == NO_ANSWER


def told(*group: tuple[int, int, int]) -> Group:
    """Build a group from (number, start, end)."""
    return Group(tuple(Words(*words) for words in group))


def test_what_articles_agree_on_is_told_first_in_their_words() -> None:
    """With outlet, date and number; the others speak to it too."""
    quotes = [
        quote("By *now* five goats climb.", "a.md", "A", "Hill Post", "2024-10-01"),
        quote("About 5 goats so far.", "b.md", "B", "Dale_Post"),
        quote("Cows low.", "c.md", "C", "Cow Post"),
    ]
    agreed = Agreement(agreeing=(told((1, 9, 19), (2, 0, 13), (2, 14, 20)),))
    first, rest, *blocks = "".join(compose(quotes, agreed)).split("\n\n")
    assert first == (
        "2 articles agree on five goats: ‘five goats’ (Hill Post, 2024-10-01 [1]);"
        " ‘About 5 goats’, ‘so far’ (Dale\\_Post [2])"
    )
    assert rest == "Also speaking to this: Cow Post [3]"
    assert blocks[0].startswith("> By \\*now\\* five goats climb. [1]")


def test_what_they_differ_on_is_put_side_by_side() -> None:
    """Nothing is averaged or chosen, and what is markup in their words is shown."""
    quotes = [quote("Five *goats*.", "a.md", "A", "Post", "2024-10-01"), quote("Nine goats.", "b.md", "B", "Post")]
    (first, *_) = "".join(compose(quotes, Agreement(differing=(told((1, 0, 12), (2, 0, 10)),)))).split("\n\n")
    assert first == "They differ: ‘Five \\*goats\\*’ (“A”, 2024-10-01 [1]) against ‘Nine goats’ (“B” [2])"


def test_who_is_quoted_stands_before_the_source() -> None:
    """In an abstention, too; escaped like all the rest."""
    of = replace(quote("Goats climb.", publisher="Hill Post"), speaker="Ana *Ruiz*")
    assert shown("".join(compose([of])))[1] == "— Ana *Ruiz*, quoted in Goats, Hill Post"
    assert shown("".join(compose_abstention([of])))[3] == "— Ana *Ruiz*, quoted in Goats, Hill Post"


@pytest.mark.parametrize(
    ("copies", "told"),
    [((), ""), (("b.md",), "; also in 1 other article"), (("b.md", "c.md"), "; also in 2 other articles")],
)
def test_copies_are_counted_in_the_source_line(copies: tuple[str, ...], told: str) -> None:
    """An article that says the same in the same words is no further source, but it is told."""
    copied = replace(quote("Goats climb.", publisher="Hill Post"), copies=copies)
    assert shown("".join(compose([copied]))) == ["Goats climb. [1]", f"— Goats, Hill Post{told}"]


def test_who_is_quoted_and_the_copies_stand_around_the_source() -> None:
    """Both in one line, in an answer and in an abstention."""
    of = replace(quote("Goats climb.", publisher="Hill Post"), speaker="Ana Ruiz", copies=("b.md", "c.md"))
    line = "— Ana Ruiz, quoted in Goats, Hill Post; also in 2 other articles"
    assert shown("".join(compose([of])))[1] == line
    assert shown("".join(compose_abstention([of])))[3] == line
