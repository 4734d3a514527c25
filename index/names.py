"""One name for what goes by several: abbreviations, learned from the articles.

A long form there is followed by its short one in brackets. Names serve searching and comparing only.
"""

import re
from collections.abc import Mapping

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


def other_forms(text: str, abbreviations: Mapping[str, str]) -> dict[str, str]:
    """Return the short and long forms that occur in a text, each with its other form."""
    plain = normalise(text)
    lower = plain.lower()
    return {
        one: other
        for short, long in abbreviations.items()
        for one, other in ((short, long), (long, short))
        if one.lower() in lower and _stands_in(one, plain)
    }


def _stands_in(form: str, text: str) -> bool:
    """Say whether a form stands in a text as words; one that is also a common word (WHO) only as it is written."""
    flags = re.NOFLAG if form.lower() in STOPWORDS else re.IGNORECASE
    return bool(re.search(rf"\b{re.escape(form)}\b", text, flags))


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
