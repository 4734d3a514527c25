"""One name for what goes by several: abbreviations, learned from the articles, and what the folder names.

In an article, a long form is followed by its short one in brackets. Names serve searching and comparing only.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from index.normalise import normalise
from index.stopwords import STOPWORDS

_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&.]{1,9}s?)\)")
_LONG_FORM_CHARS = 200


def find_abbreviations(text: str) -> dict[str, str]:
    """Return the abbreviations that a text explains, as short form to long form."""
    plain = normalise(text)
    found = {}
    for match in _IN_BRACKETS.finditer(plain):
        short = match.group(1)
        if long := _long_form(short, plain[max(0, match.start() - _LONG_FORM_CHARS) : match.start()].split()):
            found[short] = long
    return found


def joined_names(groups: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Join groups of names that have a name in common: each result has all names of one thing."""
    joined: list[dict[str, str]] = []
    place_of: dict[str, int] = {}
    for group in groups:
        own = {name.lower(): name for name in group}
        for place in {place_of[name] for name in own if name in place_of}:
            own = joined[place] | own
            joined[place] = {}
        place_of |= dict.fromkeys(own, len(joined))
        joined.append(own)
    return [tuple(names.values()) for names in joined if names]


def names_in(text: str, groups: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of names of which one stands in a text, in any case."""
    plain = normalise(text)
    lower = plain.lower()
    return tuple(
        group for group in groups if any(name.lower() in lower and re.search(_as_words(name), plain) for name in group)
    )


def with_other_names(text: str, groups: Iterable[tuple[str, ...]]) -> str:
    """Return a text followed by the other names of what it names."""
    plain = normalise(text)
    found = names_in(text, groups)
    return " ".join([text, *(name for group in found for name in group if not re.search(_as_words(name), plain))])


def in_one_name(groups: Iterable[tuple[str, ...]]) -> Callable[[str], str]:
    """Return a function that puts one name, the shortest, for all names of a group, so that texts compare."""
    one = {name.lower(): min(group, key=len) for group in groups for name in group}
    if not one:
        return str
    pattern = re.compile("|".join(map(_as_words, sorted(one, key=lambda name: (-len(name), name)))))
    return lambda text: pattern.sub(lambda match: one[match.group().lower()], normalise(text))


def _as_words(name: str) -> str:
    """Make an expression of a name as whole words; one that is also a common word (WHO) only in capitals."""
    if name.lower() in STOPWORDS:
        return rf"(?<!\w){re.escape(name.upper())}(?!\w)"
    return rf"(?<!\w)(?i:{re.escape(name)})(?!\w)"


def _long_form(short: str, before: list[str]) -> str:
    """Find the words before a bracket that an abbreviation stands for (Schwartz and Hearst, 2003).

    Read backwards, each letter of the short form occurs in the long one; the first begins a word.
    """
    text = " ".join(before[-min(len(short) + 5, 2 * len(short)) :])
    place = len(text)
    for number, letter in reversed(list(enumerate(short.lower()))):
        if not letter.isalnum():
            continue
        place -= 1
        while place >= 0 and (
            text[place].lower() != letter or (number == 0 and place > 0 and text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
    long = text[place:].strip("\"'([ ")
    return long if " " in long and len(long) > 2 * len(short) and short not in long.split() else ""
