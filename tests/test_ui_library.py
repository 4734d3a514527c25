"""The library: articles to pick and to read, filters, and the folder in words."""

import re
from html.parser import HTMLParser

import pytest

from assistant import Article, Changes, Skipped
from ui.citations import Citation, decode_citation
from ui.library import (
    date_range,
    describe_changes,
    describe_folder,
    filtered,
    outlets,
    picked_paths,
    render_library,
)

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "' onfocus='alert(1)' autofocus='",
    "</li></ul><h1>Owned</h1>",
    "&quot; &#34; &lt;b&gt;",
    "![x](http://example.com/a.png) ${1+1} {{x}} `b` <!--",
    "\u202egnp.exe\u202c \u200b\x00\x1b[31m",
]


def article(
    path: str = "a.md", title: str = "A title", outlet: str = "", day: str = "", text: str = "Text."
) -> Article:
    """Make an article."""
    return Article(path, title, "", outlet, day, text, "ab" * 32)


class Page(HTMLParser):
    """What a browser makes of HTML: the elements with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of this kind."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (Changes(), "Everything was up to date."),
        (Changes(unchanged=("a.md",)), "Everything was up to date."),
        (Changes(added=("a.md", "b.md"), deleted=("c.md",)), "Added: a.md, b.md; removed: c.md."),
        (Changes(edited=("a.md",), renamed=(("b.md", "c.md"),)), "Edited: a.md; renamed: b.md to c.md."),
        (Changes(added=tuple(f"{n}.md" for n in range(9))), "Added: 0.md, 1.md, 2.md, 3.md, 4.md and 4 more."),
        (Changes(aliases=True), "Other names read."),
        (Changes(added=("a.md",), rebuilt="it was damaged"), "Every article was read anew."),
    ],
)
def test_changes_are_named(changes: Changes, told: str) -> None:
    """Of many, the first few; what did not happen is not mentioned."""
    assert describe_changes(changes) == told


def test_the_folder_is_told_in_one_line() -> None:
    """Files left out are counted where there are any."""
    assert describe_folder("news", 1, 0) == "1 article in “news”"
    assert describe_folder("news", 2000, 3) == "2,000 articles in “news”, 3 files left out"


def test_articles_are_links_into_the_panel() -> None:
    """Each leads to the whole article, and says where it is from and how long it is."""
    one = Article("a.md", "<b>A</b>", "Ann", "Star", "2024-10-09", "Just four short words.", "ab" * 32)
    html = render_library([one], {"a.md": 2})
    (cite_id,) = re.findall(r'href="#cite-([^"]*)"', html)
    assert decode_citation(cite_id) == Citation("a.md", "ab" * 8, 0, 0)
    assert "<b>" not in html
    assert "Star · Ann · 9 October 2024 · 4 words, 2 passages" in html
    assert "left out" not in html
    assert "<span>1 word, 0 passages</span>" in render_library([article()], {})


def test_each_article_can_be_picked() -> None:
    """By a checkbox with a name, whose value tells the article; those that are picked are ticked."""
    shown = [article("a.md", "Of goats"), article("sub/b.md", ""), article("c.md")]
    boxes = Page(render_library(shown, {}, picked=["sub/b.md", "gone.md"])).all("input")
    assert [box["aria-label"] for box in boxes] == ["Ask Of goats", "Ask sub/b.md", "Ask A title"]
    assert [(box["type"], box["class"]) for box in boxes] == [("checkbox", "qa-pick")] * 3
    assert ["checked" in box for box in boxes] == [False, True, False]
    assert picked_paths([box["value"] for box in boxes]) == ("a.md", "sub/b.md", "c.md")


def test_articles_can_be_removed_only_where_that_is_allowed() -> None:
    """By a button with a name."""
    assert Page(render_library([article()], {})).all("button") == []
    (button,) = Page(render_library([article("a.md", "Of goats")], {}, removable=True)).all("button")
    assert (button["class"], button["aria-label"]) == ("qa-remove", "Remove Of goats")


@pytest.mark.parametrize(
    "ids", [None, 7, "YQ", {"a": 1}, [], ["", "YQ", 7, None, ["x"], "../a.md", "A" * 100_000], [[["a"] * 10]]]
)
def test_what_is_no_checkbox_picks_nothing(ids: object) -> None:
    """The page sends what a stranger wants it to."""
    assert picked_paths(ids) == ()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_title_is_shown_and_obeyed_nowhere(hostile: str) -> None:
    """Nor an outlet, author, date or path; the same elements with the same attributes, whatever they say."""
    plain = Page(render_library([Article("a.md", "T", "A", "O", "D", "Text.", "ab" * 32)], {}))
    given = Page(render_library([Article(hostile, hostile, hostile, hostile, hostile, "Text.", "ab" * 32)], {}))
    assert [(tag, list(attributes)) for tag, attributes in given.elements] == [
        (tag, list(attributes)) for tag, attributes in plain.elements
    ]
    shown = re.sub(r"[\u202e\u202c\u200b\x00\x1b]", "", hostile)
    assert given.text.count(shown) == 4
    assert given.all("input")[0]["aria-label"] == f"Ask {shown}"
    assert not re.search(r"[\u202e\u202c\u200b\x00\x1b]", given.text)
    assert picked_paths([given.all("input")[0]["value"]]) == (hostile,)


def test_files_left_out_are_named_with_the_reason() -> None:
    """Names are escaped."""
    html = render_library([], {}, [Skipped("<x>.docx", "not a .txt or .md file")])
    assert "<h4>1 file left out</h4>" in html
    assert "<x>" not in html
    assert "not a &#46;txt or &#46;md file" in html


def test_a_long_list_is_cut_short_and_says_so() -> None:
    """The page stays light with ten thousand articles, and each of them can be found."""
    articles = [article(f"{n}.md", f"Title {n:05}") for n in range(10_000)]
    html = render_library(articles, {})
    assert html.count("<li>") == html.count("qa-pick") == 300
    assert "and 9,700 more articles" in html
    found = render_library(filtered(articles, "09876"), {})
    assert (found.count("<li>"), "more article" in found) == (1, False)


def test_no_article_is_told() -> None:
    """An empty list would look like a fault."""
    assert Page(render_library([], {})).text == "No article matches."


LIBRARY = [
    article("a.md", "Zinc", "Star", "2024-10-09"),
    article("b.md", "apples", "EL PAÍS", "2024-10-09"),
    article("sub/c.txt", "Trade of goats", "Star", "2023-01-31"),
    article("d.md", "Goats", "", "2024"),
    article("e.md", "Undated goats", "Star", "last spring"),
]


@pytest.mark.parametrize(
    ("conditions", "paths"),
    [
        ({}, ["b.md", "a.md", "d.md", "sub/c.txt", "e.md"]),
        ({"words": "GOATS"}, ["d.md", "sub/c.txt", "e.md"]),
        ({"words": "goats  trade"}, ["sub/c.txt"]),
        ({"words": "pais"}, ["b.md"]),
        ({"words": "*.txt"}, ["sub/c.txt"]),
        ({"words": "2024-10"}, ["b.md", "a.md"]),
        ({"words": "cows"}, []),
        ({"outlet": "Star"}, ["a.md", "sub/c.txt", "e.md"]),
        ({"outlet": "star"}, []),
        ({"outlet": "Star", "words": "goats", "until": "2023"}, ["sub/c.txt"]),
        ({"since": "2023-01-31"}, ["b.md", "a.md", "d.md", "sub/c.txt"]),
        ({"since": "2023-02"}, ["b.md", "a.md", "d.md"]),
        ({"until": "2024-10-08"}, ["d.md", "sub/c.txt"]),
        ({"since": "2024-10-09", "until": "2024-10-09"}, ["b.md", "a.md", "d.md"]),
        ({"since": "2025"}, []),
        ({"since": "nonsense"}, []),
    ],
)
def test_articles_are_filtered(conditions: dict[str, str], paths: list[str]) -> None:
    """Every condition holds; the newest come first, those without a date last, and of one day those by title."""
    assert [found.path for found in filtered(LIBRARY, **conditions)] == paths


def test_the_filters_know_what_there_is() -> None:
    """Outlets with their numbers of articles, and from when to when."""
    assert outlets(LIBRARY) == [("EL PAÍS", 1), ("Star", 3)]
    assert date_range(LIBRARY[:3]) == ("2023-01-31", "2024-10-09")
    assert (outlets([]), date_range([LIBRARY[4]])) == ([], ("", ""))
