"""What an article says about itself: title, author, outlet and date.

Front matter is believed. Where there is none, the lines around the body are read: the first line
that looks like a title, a byline, a date near the top, and the outlet's name in what the page
tells its readers. A value that is not found stays empty; nothing is guessed from the body.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise

import yaml

from index.blocks import Block, Kind, is_boilerplate

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FRONT_MATTER_CHARS = 64_000
_MOST_NAMES = 50
_KEYS = {"title", "author", "authors", "publisher", "outlet", "published", "date", "sources", "tags", "layout"}
_NAME = r"[A-ZÀ-Þ][\w.’'-]+(?: (?:[a-z]{2,3} )?[A-ZÀ-Þ][\w.’'-]*){1,3}"
_BYLINE = re.compile(rf"^(?:[Bb]y|BY|[Aa]uthor:|[Tt]ext:|[Ww]ritten by)\s+(?P<name>{_NAME})")
_STANDFIRST = re.compile(rf"^(?P<name>{_NAME})\s+(?:on|explains|argues|asks|discusses|examines|looks at)\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CREDIT = re.compile(r"^(?:photo|image|credit|illustration|source|published|updated|last modified)\b", re.IGNORECASE)
_NAVIGATION = re.compile(r"[|>\t·•→]|--|^(?:skip|read|leer|lire|listen|share|breaking)\b|\S +[–-] +\S+$", re.IGNORECASE)
_PART = r"[A-ZÀ-Þ][\w&’'°-]*(?:\.\w+)*"
_OUTLET = rf"(?P<name>{_PART}(?: (?:(?:of|the|de|del|la|el) )*{_PART}){{0,4}})"
_RIGHTS = re.compile(rf"(?:©|[Cc]opyright|\([Cc]\))\s*(?:\d{{4}}(?:[-–]\d{{4}})?\s+)?{_OUTLET}")
_ADDRESS = re.compile(rf"^{_OUTLET},(?= .*\d)")
_CAPITALISED_RUN = re.compile(r"(?<=[a-z,] )[A-ZÀ-Þ][\w.&’'-]*(?:[ \u00a0][A-ZÀ-Þ][\w.&’'-]*)*")
_NOT_AN_OUTLET = re.compile(
    r"^(?:I|English|Facebook|Twitter|X|Instagram|Telegram|WhatsApp|Creative Commons|YouTube|LinkedIn)\b"
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(
        rf"\b(?P<m>{_MONTHS}|[a-z]{{3}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<m>{_MONTHS}|[a-z]{{3}})\.?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE
    ),
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article; empty strings for what is not."""

    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""

    def overridden(self, said: "Metadata") -> "Metadata":
        """Return this with all that `said` says in its place."""
        return replace(self, **{field.name: value for field in fields(said) if (value := getattr(said, field.name))})


def read_front_matter(text: str) -> tuple[Metadata, int]:
    """Return the front matter's metadata and the offset at which the article begins."""
    start = len(text) - len(text.removeprefix("\ufeff"))
    match = _FRONT_MATTER.match(text[:_FRONT_MATTER_CHARS])
    if not match:
        return Metadata(), start
    try:
        given = read_yaml(match.group(1) or "")
    except (yaml.YAMLError, ValueError, RecursionError):
        return Metadata(), match.end()
    if not isinstance(given, dict):
        return Metadata(), start if given else match.end()
    if not {str(key).lower() for key in given} & _KEYS:
        return Metadata(), start  # prose between two rules
    return as_metadata(given), match.end()


def as_metadata(fields: Mapping[object, object]) -> Metadata:
    """Return what fields as they are in front matter say of an article."""
    known = {str(key).lower(): _plain(value) for key, value in fields.items()}
    return Metadata(
        title=known.get("title", ""),
        author=known.get("author", "") or known.get("authors", ""),
        publisher=known.get("publisher", "") or known.get("outlet", ""),
        published=_read_date(given := known.get("published", "") or known.get("date", "")) or given,
    )


def find_metadata(text: str, blocks: Sequence[Block], given: Metadata, fallback_title: str) -> Metadata:
    """Fill what `given` leaves empty from the lines around the body."""
    body = next((number for number, block in enumerate(blocks) if block.kind is Kind.PROSE), 0)
    head = [_clean(text[block.start : block.end]) for block in blocks[:body]][:20]
    tail = [_clean(text[block.start : block.end]) for block in blocks if block.kind is Kind.FURNITURE]
    publisher = given.publisher or _find_publisher(tail)
    titles = [line for line in head if _is_title(line) and line.casefold() not in publisher.casefold()]
    title = given.title or next(iter(titles), "")
    return replace(
        given,
        title=title or fallback_title,
        author=given.author or _find_author(head),
        publisher=publisher,
        published=given.published or _find_date(head) or _date_beside_title(title, tail),
    )


def read_yaml(text: str) -> object:
    """Read YAML as mappings, lists and text; aliases, which could refer to themselves, are refused."""
    if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
        raise yaml.YAMLError("aliases are not read")
    return yaml.BaseLoader(text).get_single_data()


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_plain(item) for item in value if isinstance(item, str))))
    return " ".join(value.encode("utf-8", "ignore").decode().split()) if isinstance(value, str) else ""


def _clean(line: str) -> str:
    return " ".join(line.lstrip("# ").split())


def _is_title(line: str) -> bool:
    words = _WORD.findall(line)
    return (
        3 <= len(words) <= 25
        and not line.endswith(".")
        and not _CREDIT.match(line)
        and not _BYLINE.match(line)
        and not _STANDFIRST.match(line)
        and not _NAVIGATION.search(line)
        and not is_boilerplate(line)
        and not _read_date(line)
    )


def _find_author(head: Sequence[str]) -> str:
    for pattern in (_BYLINE, _STANDFIRST):
        for line in head:
            if match := pattern.match(line):
                return match["name"]
    return ""


def _find_publisher(furniture: Sequence[str]) -> str:
    """Take the name in a copyright or address line, else the one the page's own notices use most."""
    for pattern in (_RIGHTS, _ADDRESS):
        for line in furniture:
            if match := pattern.search(line):
                return match["name"]
    names: Counter[str] = Counter()
    for line in furniture:
        if is_boilerplate(line):
            found = (re.sub(r"[’']s$|[.,;:]+$", "", run) for run in _CAPITALISED_RUN.findall(line))
            names.update(name for name in found if not _NOT_AN_OUTLET.match(name))
    names = Counter(dict(names.most_common(_MOST_NAMES)))
    for name in names:
        names[name] += sum(line.startswith(name) for line in furniture)
    return max(names, key=lambda name: (names[name], len(name)), default="")


def _find_date(head: Sequence[str]) -> str:
    return next((found for line in head if (found := _read_date(line))), "")


def _date_beside_title(title: str, furniture: Sequence[str]) -> str:
    """A list of an outlet's articles may name this one, with its date on the next line."""
    for line, following in pairwise(furniture):
        if title and line == title and (found := _read_date(following)):
            return found
    return ""


def _read_date(line: str) -> str:
    for pattern in _DATES:
        if match := pattern.search(line):
            month = match["m"].lower()
            names = _MONTHS.split("|")
            number = next((i for i, name in enumerate(names, 1) if name.startswith(month[:3])), 0)
            try:
                return date(int(match["y"]), int(month) if month.isdigit() else number, int(match["d"])).isoformat()
            except ValueError:
                continue
    return ""
