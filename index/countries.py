"""One code for each country, whether a text has its name, its capital or its people.

Countries come from the `countryinfo` package and from `index.country_names`. The codes serve
searching and comparing only.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from countryinfo import CountryInfo, all_countries

from index.country_names import (
    ANY_CASE_INITIALS,
    FAMILY_NAMES,
    GIVEN_NAMES,
    INITIALS,
    MORE_COUNTRIES,
    NEWSPAPERS,
    NO_COUNTRIES,
    SHORT_FORMS,
    UNUSED,
    WORDS_IN_LOWER_CASE,
)
from index.normalise import normalise, without_accents
from index.stopwords import STOPWORDS

_WORD = re.compile(r"(?:[^\W_]\.){2,}|[^\W_]++")
_WORD_BEFORE = re.compile(r"([^\W\d_]+) $")
_WORD_AFTER = re.compile(r" ([^\W\d_]+)(?!-)\b")
_FEWEST_LETTERS = 4
_NAME_CHARS = 40
_NO_COUNTRY = "-"


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
                if code != _NO_COUNTRY and not _is_something_else(text, start, end):
                    yield start, end, code
                step = length
                break
        number += step


def country_name(code: str) -> str:
    """Return the common English name of a country by its ISO 3166 code."""
    return MORE_COUNTRIES.get(code) or str(CountryInfo(code).name())


def _code_of(mention: str, names: Mapping[str, str]) -> str:
    """Look a mention up; short names in capitals (US, UAE) count as they are written."""
    return names.get(mention) or (
        "" if mention.isupper() and len(mention) < _FEWEST_LETTERS else names.get(mention.lower(), "")
    )


def _is_something_else(text: str, start: int, end: int) -> bool:
    """Say whether a name is a common word (turkey), a person's (Jordan) or a newspaper's there.

    A text without capitals may have been typed in haste: in it, each country counts.
    """
    mention = text[start:end]
    if mention in WORDS_IN_LOWER_CASE:
        return text[1:] != text[1:].lower()
    before = _WORD_BEFORE.search(text[max(0, start - _NAME_CHARS) : start])
    if mention.lower() in FAMILY_NAMES and before and before.group(1).lower() in GIVEN_NAMES:
        return True
    after = _WORD_AFTER.match(text, end)
    return after is not None and after.group(1) in NEWSPAPERS


@cache
def _country_names() -> tuple[dict[str, str], dict[str, int]]:
    """Return each name with its country's code, and each first word with the words of its longest name."""
    names = {form: code for code, forms in SHORT_FORMS.items() for form in forms.split(", ")}
    names |= {name.lower(): code for code, name in MORE_COUNTRIES.items()}
    # A people's name that several share (Congolese) is taken for the largest country's.
    for country in sorted(all_countries(), key=lambda country: -int(country.population() or 0)):
        code = str(country.iso()["alpha2"])
        full = [country.name(), *country.alt_spellings()]
        people = str(country.demonym() or "")
        for name in [*full, country.capital(), people, f"{people}s" if people.endswith(("n", "i")) else ""]:
            plain = normalise(str(name or "")).removesuffix(" D.C.")
            if len(plain) >= _FEWEST_LETTERS and not plain.isupper():
                names.setdefault(plain.lower(), code)
                names.setdefault(without_accents(plain.lower()), code)
        for name in filter(_is_formal, full):
            initials = "".join(word[0] for word in re.findall(r"[\w']+", normalise(name)) if word[0].isupper())
            if 2 < len(initials) < 6 and initials.isascii() and initials.lower() not in STOPWORDS:
                names.setdefault(initials, code)
    names = {name: code for name, code in names.items() if name.lower() not in UNUSED}
    names |= INITIALS | ANY_CASE_INITIALS | {short.lower(): code for short, code in ANY_CASE_INITIALS.items()}
    names |= dict.fromkeys(NO_COUNTRIES, _NO_COUNTRY)
    longest: dict[str, int] = {}
    for name in names:
        spoken = _WORD.findall(name)
        if spoken:
            longest[spoken[0].lower()] = max(longest.get(spoken[0].lower(), 0), len(spoken))
    return names, longest


def _is_formal(name: str) -> bool:
    """Say whether a name is one that people abbreviate to its initials."""
    return "Republic" in name or name.startswith("United")
