"""The words of a question that are worth looking for, and FTS5 expressions made of them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import snowballstemmer

from index.countries import countries_in
from index.normalise import normalise
from index.stopwords import STOPWORDS

_STEMMER = snowballstemmer.stemmer("porter")  # the stemmer of the full-text tables
_STEMMING = Lock()  # it holds the word on which it works
_WORD = re.compile(r"\w+(?:[.'’]\w+)*")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, in order."""
    return [re.sub(r"'s$", "", word) for word in _WORD.findall(normalise(text).lower())]


def keywords(text: str) -> list[str]:
    """Return the distinct words that carry a subject, in order."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOPWORDS))


_COUNTRY = "0country"
_COUNTRY_STEM = str(_STEMMER.stemWord(_COUNTRY))


@lru_cache(maxsize=20_000)  # the same sentences are weighed for one question after another
def terms(text: str) -> tuple[str, ...]:
    """Return what a text speaks of, in order: stems of its keywords, and codes for countries.

    A country goes by one code, whether the text has its name, its capital or its people.
    """
    plain = normalise(text)
    pieces, place = [], 0
    for start, end, code in countries_in(plain):
        pieces += [plain[place:start], country_term(code)]
        place = end
    return tuple(_stem(word) for word in keywords(" ".join([*pieces, plain[place:]])))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


def countries(text: str) -> str:
    """Return the terms of all countries that a text mentions, as often as it does."""
    return " ".join(country_term(code) for _, _, code in countries_in(normalise(text)))


def country_term(code: str) -> str:
    """Return the one word by which a country is indexed."""
    return f"{code.lower()}{_COUNTRY}"


def is_country_term(term: str) -> bool:
    """Say whether a term, as `terms` returns it, is that of a country."""
    return term.endswith(_COUNTRY_STEM)


def any_of(terms: Sequence[str]) -> str:
    """Make an FTS5 expression that matches any of the terms."""
    return " OR ".join(map(phrase, terms))


def phrase(term: str) -> str:
    """Make an FTS5 expression of one term or phrase; no character in it is an operator."""
    return '"' + term.replace('"', '""') + '"'
