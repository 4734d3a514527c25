"""The folder of articles in, words about it out: what is in it, what was left out, what has changed."""

from collections.abc import Sequence

from assistant import Article, Changes, Skipped
from ui.citations import cite_article, encode_citation
from ui.escape import plain_html
from ui.render import count, origin_line

_MAX_LISTED = 300


def render_folder(articles: Sequence[Article], skipped: Sequence[Skipped]) -> str:
    """Return the articles as links into the source panel, and the files left out with the reason."""
    rows = "".join(
        f'<li><a href="#cite-{encode_citation(cite_article(article))}">'
        f"<cite>{plain_html(article.title or article.path)}</cite><span>{origin_line(article)}</span></a></li>"
        for article in articles[:_MAX_LISTED]
    )
    more = len(articles) - _MAX_LISTED
    rest = f'<p class="qa-hint">and {count(more, "more article")}</p>' if more > 0 else ""
    return f'<ul class="qa-articles">{rows}</ul>{rest}{_render_skipped(skipped)}'


def describe_folder(folder: str, articles: int, skipped: int) -> str:
    """Return the folder in one line."""
    left_out = f", {count(skipped, 'file')} left out" if skipped else ""
    return f"{count(articles, 'article')} in “{folder}”{left_out}"


def describe_changes(changes: Changes) -> str:
    """Return what an update found, in one sentence."""
    found = {
        "added": len(changes.added),
        "edited": len(changes.edited),
        "renamed": len(changes.renamed),
        "removed": len(changes.deleted),
    }
    if changes.rebuilt:
        return "Every article was read anew."
    told = [f"{number} {what}" for what, number in found.items() if number]
    if changes.aliases:
        told.append("other names read")
    if not told:
        return "Everything was up to date."
    return f"Updated: {', '.join(told)}."


def _render_skipped(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return ""
    rows = "".join(
        f"<li><code>{plain_html(file.path)}</code> {plain_html(file.reason)}</li>" for file in skipped[:_MAX_LISTED]
    )
    return f'<h4>{count(len(skipped), "file")} left out</h4><ul class="qa-skipped">{rows}</ul>'
