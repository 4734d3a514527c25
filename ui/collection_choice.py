"""The collections of a server in, what leads from the page of one to the others out, as HTML. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from ui.escape import plain_html


@dataclass(frozen=True, slots=True)
class Choice:
    """The collection of a page, and the addresses of the pages of all, by name."""

    name: str
    pages: Mapping[str, str]


def render_choice(choice: Choice) -> str:
    """Return a list of links that opens on a click or key."""
    links = "".join(_link(name, page, name == choice.name) for name, page in choice.pages.items())
    return (
        f'<details class="qa-collections"><summary>Articles of <b>{plain_html(choice.name)}</b></summary>'
        f'<ul aria-label="Collections">{links}</ul></details>'
    )


def _link(name: str, page: str, current: bool) -> str:
    here = ' aria-current="page"' if current else ""
    return f'<li><a href="{page}"{here}>{plain_html(name)}</a></li>'
