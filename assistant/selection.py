"""Some of the articles, chosen by what a person writes: a path, a name or a date. Pure."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from index import Article, QuestionError, normalise, without_accents

_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


def select(articles: Sequence[Article], patterns: Sequence[str]) -> list[Article]:
    """Return the articles that any of the patterns is about, in their order.

    A pattern is a shell pattern of the path or of the file's name, or words of the title, the outlet
    or the author, in capitals or not, with accents or without, or the beginning of the date of
    publication: `2024`, `2024-10` or `2024-10-09`.
    """
    return [article for article in articles if any(_is_about(pattern, article) for pattern in patterns)]


def chosen_paths(articles: Sequence[Article], patterns: Sequence[str]) -> frozenset[str]:
    """Return the paths of the articles that the patterns are about.

    Raises:
        QuestionError: a pattern is about none of them.
    """
    for pattern in patterns:
        if not select(articles, [pattern]):
            raise QuestionError(
                f"No article matches “{pattern}”.",
                "Give a pattern of file names such as 'china*', words of a title, an outlet or author, or a date such"
                " as 2024-10.",
            )
    return frozenset(article.path for article in select(articles, patterns))


def _is_about(pattern: str, article: Article) -> bool:
    wanted = _plain(pattern)
    if not wanted:
        return False
    path = _plain(article.path)
    return (
        any(fnmatchcase(name, wanted) for name in (path, path.rpartition("/")[2]))
        or any(wanted in _plain(text) for text in (article.title, article.publisher, article.author))
        or bool(_DATE.fullmatch(wanted) and article.published.startswith(wanted))
    )


@lru_cache(maxsize=50_000)  # the same titles are looked at for one pattern after another
def _plain(text: str) -> str:
    return without_accents(normalise(text)).casefold()
