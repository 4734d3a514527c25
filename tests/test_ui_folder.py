"""The folder in words."""

import re

import pytest

from assistant import Article, Changes, Skipped
from ui.citations import Citation, decode_citation
from ui.folder import describe_changes, describe_folder, render_folder


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (Changes(), "Everything was up to date."),
        (Changes(unchanged=("a.md",)), "Everything was up to date."),
        (Changes(added=("a.md", "b.md"), deleted=("c.md",)), "Updated: 2 added, 1 removed."),
        (Changes(edited=("a.md",), renamed=(("b.md", "c.md"),)), "Updated: 1 edited, 1 renamed."),
        (Changes(aliases=True), "Updated: other names read."),
        (Changes(added=("a.md",), rebuilt="it was damaged"), "Every article was read anew."),
    ],
)
def test_changes_are_counted(changes: Changes, told: str) -> None:
    """What did not happen is not mentioned."""
    assert describe_changes(changes) == told


def test_the_folder_is_told_in_one_line() -> None:
    """Files left out are counted where there are any."""
    assert describe_folder("news", 1, 0) == "1 article in “news”"
    assert describe_folder("news", 2000, 3) == "2,000 articles in “news”, 3 files left out"


def test_articles_are_links_into_the_panel() -> None:
    """Each leads to the whole article."""
    article = Article("a.md", "<b>A</b>", "Ann", "Star", "2024-10-09", "Text.", "ab" * 32)
    html = render_folder([article], [])
    (cite_id,) = re.findall(r'href="#cite-([^"]*)"', html)
    assert decode_citation(cite_id) == Citation("a.md", "ab" * 8, 0, 0)
    assert "<b>" not in html
    assert "Star · Ann · 9 October 2024" in html
    assert "left out" not in html


def test_files_left_out_are_named_with_the_reason() -> None:
    """Names are escaped."""
    html = render_folder([], [Skipped("<x>.docx", "not a .txt or .md file")])
    assert "<h4>1 file left out</h4>" in html
    assert "<x>" not in html
    assert "not a &#46;txt or &#46;md file" in html


def test_a_long_list_is_cut_short_and_says_so() -> None:
    """The page stays light with ten thousand articles."""
    articles = [Article(f"{n}.md", f"T{n}", "", "", "", "Text.", "ab" * 32) for n in range(10_000)]
    html = render_folder(articles, [])
    assert html.count("<li>") == 300
    assert "and 9,700 more articles" in html
