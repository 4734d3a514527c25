"""The articles in, words about them out: what there is to ask, what was left out, what has changed.

Pure: the page draws what is returned here and hands back which articles were picked.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from assistant import Article, Changes, Skipped, select
from ui.citations import cite_article, decode_citation, encode_citation
from ui.escape import plain_html
from ui.render import count, origin_line

_MAX_LISTED = 300
_MAX_NAMED = 5
_MAX_PICKED = 20_000
_ISO_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def filtered(
    articles: Sequence[Article], words: str = "", outlet: str = "", since: str = "", until: str = ""
) -> list[Article]:
    """Return the articles that meet every condition, the newest first, and then by title.

    Args:
        words: each must be about the article, as `select` understands it.
        outlet: who published it, exactly.
        since: the first day, or only its year or month, as in 2024 or 2024-10.
        until: the last day, or only its year or month. Where either is given, articles without a date are left out.
    """
    found = [article for article in articles if not outlet or article.publisher == outlet]
    if since or until:
        found = [article for article in found if _in_time(article.published, since, until)]
    for word in words.split():
        found = select(found, [word])
    return _newest_first(found)


def outlets(articles: Sequence[Article]) -> list[tuple[str, int]]:
    """Return who published the articles, each with how many, in alphabetical order."""
    found = Counter(article.publisher for article in articles if article.publisher)
    return sorted(found.items(), key=lambda one: (one[0].casefold(), one[0]))


def date_range(articles: Sequence[Article]) -> tuple[str, str]:
    """Return the first and the last day on which one was published; empty where no date is known."""
    days = [article.published for article in articles if _is_dated(article.published)]
    return min(days, default=""), max(days, default="")


def picked_paths(ids: object) -> tuple[str, ...]:
    """Return the paths of the articles that were picked; what is no checkbox's value is left out.

    Args:
        ids: the values of the checkboxes, as the page sends them.
    """
    citations = map(decode_citation, ids[:_MAX_PICKED]) if isinstance(ids, list) else ()
    return tuple(dict.fromkeys(citation.path for citation in citations if citation))


def render_library(
    articles: Sequence[Article],
    passages: Mapping[str, int],
    skipped: Sequence[Skipped] = (),
    picked: Collection[str] = (),
    removable: bool = False,
) -> str:
    """Return the articles, each to pick or to read, and the files left out with the reason.

    Args:
        articles: those to show, in their order; see `filtered`.
        passages: how many passages each has, by path.
        picked: the paths of those that are picked.
        removable: whether each has a button that removes it.
    """
    rows = "".join(
        _row(article, passages.get(article.path, 0), article.path in picked, removable)
        for article in articles[:_MAX_LISTED]
    )
    listed = f'<ul class="qa-articles">{rows}</ul>' if rows else '<p class="qa-hint">No article matches.</p>'
    more = len(articles) - _MAX_LISTED
    rest = f'<p class="qa-hint">and {count(more, "more article")}</p>' if more > 0 else ""
    return f"{listed}{rest}{_render_skipped(skipped)}"


def describe_folder(folder: str, articles: int, skipped: int) -> str:
    """Return the folder in one line."""
    left_out = f", {count(skipped, 'file')} left out" if skipped else ""
    return f"{count(articles, 'article')} in “{folder}”{left_out}"


def describe_changes(changes: Changes) -> str:
    """Return what an update found, by name; of many, the first few and how many more."""
    found = {
        "added": changes.added,
        "edited": changes.edited,
        "renamed": [f"{old} to {new}" for old, new in changes.renamed],
        "removed": changes.deleted,
    }
    if changes.rebuilt:
        return "Every article was read anew."
    told = [f"{what}: {_named(paths)}" for what, paths in found.items() if paths]
    if changes.aliases:
        told.append("other names read")
    if not told:
        return "Everything was up to date."
    told[0] = told[0][0].upper() + told[0][1:]
    return f"{'; '.join(told)}."


def _named(paths: Sequence[str]) -> str:
    more = len(paths) - _MAX_NAMED
    return ", ".join(paths[:_MAX_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _row(article: Article, passages: int, picked: bool, removable: bool) -> str:
    cite_id = encode_citation(cite_article(article))
    title = plain_html(article.title or article.path)
    origin = origin_line(article)
    size = f"{count(len(article.text.split()), 'word')}, {count(passages, 'passage')}"
    remove = f'<button type="button" class="qa-remove" aria-label="Remove {title}">Remove</button>'
    return (
        f'<li><input type="checkbox" class="qa-pick" value="{cite_id}" aria-label="Ask {title}"'
        f"{' checked' if picked else ''}>"
        f'<a href="#cite-{cite_id}"><cite>{title}</cite><span>{origin}{" · " if origin else ""}{size}</span></a>'
        f"{remove if removable else ''}</li>"
    )


def _newest_first(articles: Sequence[Article]) -> list[Article]:
    """Sort by date, those without one last, then by title."""
    by_title = sorted(articles, key=lambda article: (article.title.casefold(), article.path))
    return sorted(by_title, key=lambda article: article.published if _is_dated(article.published) else "", reverse=True)


def _in_time(published: str, since: str, until: str) -> bool:
    """Compare dates as far as both are known: an article of 2024 may be of October 2024."""
    if not _is_dated(published):
        return False
    after = not since or published[: len(since)] >= since[: len(published)]
    return after and (not until or published[: len(until)] <= until[: len(published)])


def _is_dated(published: str) -> bool:
    """Say whether a date is one that sorts: an ISO date, or its beginning."""
    return _ISO_DATE.fullmatch(published) is not None


def _render_skipped(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return ""
    rows = "".join(
        f"<li><code>{plain_html(file.path)}</code> {plain_html(file.reason)}</li>" for file in skipped[:_MAX_LISTED]
    )
    return f'<h4>{count(len(skipped), "file")} left out</h4><ul class="qa-skipped">{rows}</ul>'
