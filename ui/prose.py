"""What a language model wrote in, HTML out: its sentences with links to the quotes they cite, and what was removed.

Pure: no Gradio here. Its words are escaped like an article's; the only markup is that of the citations.
"""

import re
from collections.abc import Sequence

from assistant import Quote, Removed, Writing, removal_line, trouble_line
from ui.citations import cite, encode_citation
from ui.escape import exact_html, plain_html

_CITATION = re.compile(r"\[(\d{1,4})\]")
_REMOVED = re.compile(r'<details class="qa-removed">.*?</details>', re.DOTALL)


def render_prose(sentences: Sequence[str], quotes: Sequence[Quote] = ()) -> str:
    """Return sentences as a paragraph; citations are links where there are the quotes to lead to."""
    if not sentences:
        return ""
    return f'<p class="qa-prose" dir="auto">{" ".join(_sentence(sentence, quotes) for sentence in sentences)}</p>'


def render_notes(writing: Writing | None) -> str:
    """Return what is told below the quotes: what went wrong, and the sentences removed, each with the reason."""
    if not writing:
        return ""
    trouble = trouble_line(writing)
    told = f'<p class="qa-hint qa-trouble">{plain_html(trouble)}</p>' if trouble else ""
    if not writing.removed:
        return told
    struck = "".join(map(_struck, writing.removed))
    summary = f"<summary>{plain_html(removal_line(writing))}</summary>"
    return f'{told}<details class="qa-removed">{summary}<ul>{struck}</ul></details>'


def without_removed(message: str) -> str:
    """Return a message without the sentences that were removed: nobody said them."""
    return _REMOVED.sub(" ", message)


def _sentence(sentence: str, quotes: Sequence[Quote]) -> str:
    pieces, at = [], 0
    for found in _CITATION.finditer(sentence):
        pieces += [exact_html(sentence[at : found.start()]), _citation(int(found[1]), quotes)]
        at = found.end()
    return "".join([*pieces, exact_html(sentence[at:])])


def _citation(number: int, quotes: Sequence[Quote]) -> str:
    if not 1 <= number <= len(quotes):
        return f"&#91;{number}&#93;"
    link = encode_citation(cite(quotes[number - 1]))
    return f'<a class="qa-prose-cite" href="#cite-{link}">&#91;{number}&#93;</a>'


def _struck(removed: Removed) -> str:
    return f'<li><del dir="auto">{exact_html(removed.sentence)}</del> <span>{plain_html(removed.reason)}</span></li>'
