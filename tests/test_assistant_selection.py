"""Some articles are chosen by path, name or date."""

import pytest

from assistant import Article, QuestionError, select
from assistant.selection import chosen_paths

ARTICLES = [
    Article("ferry.md", "Ferries at rest", "Bo Lund", "EL PAÍS", "2024-10-09", "Text.", ""),
    Article("honey/chile.txt", "Bees [1] of the valley", "", "The Post", "2024-11-01", "Text.", ""),
    Article("honey/peru.txt", "100% honey", "Ana Ruiz", "", "spring 2024", "Text.", ""),
    Article("2024.md", "A title", "", "Star", "", "Text.", ""),
]
FERRY, CHILE, PERU, YEAR = (article.path for article in ARTICLES)


@pytest.mark.parametrize(
    ("patterns", "paths"),
    [
        (["ferry.md"], [FERRY]),
        (["honey/*"], [CHILE, PERU]),
        (["peru*"], [PERU]),
        (["*.TXT"], [CHILE, PERU]),
        (["?erry.md", "chile.txt"], [FERRY, CHILE]),
        (["FERRIES AT"], [FERRY]),
        (["el pais"], [FERRY]),
        (["EL PAÍS"], [FERRY]),
        (["ruiz"], [PERU]),
        (["[1]"], [CHILE]),
        (["100%"], [PERU]),
        (["2024"], [FERRY, CHILE]),
        (["2024-1"], []),
        (["2024-10"], [FERRY]),
        (["2024-11-01"], [CHILE]),
        (["10-09"], []),
        (["the"], [CHILE]),
        (["lund", "star"], [FERRY, YEAR]),
        (["*"], [FERRY, CHILE, PERU, YEAR]),
        (["", " ", "\u200b"], []),
        (["*[!"], []),
        (["\ud800"], []),
        ([], []),
    ],
)
def test_articles_are_chosen_by_path_name_or_date(patterns: list[str], paths: list[str]) -> None:
    """Any of the patterns will do; the order is that of the articles; a blank one is about none."""
    chosen = select(ARTICLES, patterns)
    assert [article.path for article in chosen] == paths
    if paths:
        assert chosen_paths(ARTICLES, patterns) == set(paths)


def test_a_pattern_about_no_article_is_told() -> None:
    """Even beside one that is about some: a mistyped name must not narrow the question in silence."""
    with pytest.raises(QuestionError, match="“goats”") as caught:
        chosen_paths(ARTICLES, ["honey/*", "goats"])
    assert "2024-10" in caught.value.remedy


@pytest.mark.timeout(10)
def test_a_hostile_pattern_takes_no_time() -> None:
    """Many stars against a long title."""
    title = "a" * 2000
    assert select([Article("a" * 200 + ".md", title, "", "", "", "Text.", "")], ["*a" * 30 + "b"]) == []
