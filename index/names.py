"""One name for what goes by several: countries with their capitals and peoples, and abbreviations.

Countries come from the `countryinfo` package; abbreviations are learned from the articles, where a
long form is followed by its short one in brackets. Names serve searching and comparing only.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from countryinfo import CountryInfo, all_countries

from index.normalise import normalise
from index.stopwords import STOPWORDS

_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&.]{1,9}s?)\)")
_WORD = re.compile(r"(?:[^\W_]\.){2,}|[^\W_]++")
_FEWEST_LETTERS = 4
_LONG_FORM_CHARS = 200


def countries_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) for each mention of a country, its capital or its people in normalised text."""
    names, longest = _country_names()
    spans = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    number = 0
    while number < len(spans):
        start = spans[number][0]
        step = 1
        for length in range(min(longest.get(text[start : spans[number][1]].lower(), 0), len(spans) - number), 0, -1):
            end = spans[number + length - 1][1]
            if code := _code_of(text[start:end], names):
                yield start, end, code
                step = length
                break
        number += step


def country_name(code: str) -> str:
    """Return the common English name of a country by its ISO 3166 code."""
    return str(CountryInfo(code).name())


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


def _code_of(mention: str, names: Mapping[str, str]) -> str:
    """Look a mention up; short names in capitals (US, UAE, DPRK) count in capitals only."""
    return names.get(mention) or (
        "" if mention.isupper() and len(mention) < _FEWEST_LETTERS else names.get(mention.lower(), "")
    )


@cache
def _country_names() -> tuple[dict[str, str], dict[str, int]]:
    """Return each name with its country's code, and each first word with the words of its longest name."""
    names: dict[str, str] = {}
    # A people's name that several share (American) is taken for the largest country's.
    for country in sorted(all_countries(), key=lambda country: -int(country.population() or 0)):
        code = str(country.iso()["alpha2"])
        full = [country.name(), *country.alt_spellings()]
        for name in [*full, country.capital(), country.demonym()]:
            plain = normalise(str(name or "")).removesuffix(" D.C.")
            if len(plain) >= _FEWEST_LETTERS and not plain.isupper():
                names.setdefault(plain.lower(), code)
        for name in filter(_is_formal, full):
            initials = "".join(word[0] for word in re.findall(r"[\w']+", normalise(name)) if word[0].isupper())
            if 2 < len(initials) < 6 and initials.isascii() and initials.lower() not in STOPWORDS:
                names.setdefault(initials, code)
    names |= {"US": "US", "U.S.": "US", "UK": "GB", "U.K.": "GB"}
    longest: dict[str, int] = {}
    for name in names:
        spoken = _WORD.findall(name)
        if spoken:
            longest[spoken[0].lower()] = max(longest.get(spoken[0].lower(), 0), len(spoken))
    return names, longest


def _is_formal(name: str) -> bool:
    """Say whether a name is one that people abbreviate to its initials."""
    return "Republic" in name or name.startswith("United")
