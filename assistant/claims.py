"""The sentences of an answer's quotes, each with what is needed to say whether two speak of one thing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Quote
from assistant.figures import dates
from assistant.speakers import is_same, speakers
from index import countries_in, normalise, split_sentences, terms, words

_NAME = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ][\w’'-]*\w")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEAR_COPY = 0.8
# Words for one doing, general enough to be taken for each other.
_SAME_DOING = (
    ("suppli", "deliv", "deliveri", "send", "sent", "ship", "provid", "receiv"),
    ("kill", "die", "dead", "death", "fatal"),
    ("buy", "bought", "purchas", "import"),
    ("sell", "sold", "export"),
    ("build", "built", "construct"),
    ("injur", "wound", "hurt"),
    ("arrest", "detain", "jail"),
)
_DOING = {stem: doings[0] for doings in _SAME_DOING for stem in doings}


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a quote.

    `start` is its offset in the quote's text. `about` are its terms, `places` the countries and
    `names` the other capitalised words among them, without those of who speaks.
    """

    number: int
    path: str
    speaker: str
    start: int
    text: str
    about: frozenset[str]
    places: frozenset[str]
    names: frozenset[str]
    years: frozenset[str]


def claims(quotes: Sequence[Quote]) -> Iterator[Claim]:
    """Yield the sentences of quotes."""
    for number, quote in enumerate(quotes, start=1):
        said = speakers(quote.article, quote.start, quote.end)
        for start, end in split_sentences(quote.text, 0, len(quote.text)):
            speaker = next((name for a, b, name in said if a < quote.start + end and quote.start + start < b), "")
            yield _claim(number, quote, start, quote.text[start:end], speaker)


def of_one_thing(one: Claim, other: Claim) -> bool:
    """Say whether two claims can be held against each other.

    They come from different articles and voices, they do not speak of different years, and one
    names no place or person that the other replaces by another.
    """
    return (
        one.path != other.path
        and not _speaks_in(one, other)
        and not _speaks_in(other, one)
        and not (one.years and other.years and not one.years & other.years)
        and within(one.places, other.places)
        and within(one.names - (other.about - other.names), other.names - (one.about - one.names))
    )


def _speaks_in(one: Claim, other: Claim) -> bool:
    """Say whether one claim's speaker is the other's, or is named in it."""
    return bool(one.speaker) and (
        is_same(one.speaker, other.speaker) or one.speaker.split()[-1].lower() in words(other.text)
    )


def is_near_copy(one: Claim, other: Claim) -> bool:
    """Say whether two sentences are one, printed twice."""
    together = one.about | other.about
    return not together or len(one.about & other.about) >= _NEAR_COPY * len(together)


def within(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether all of one is among the other, or the other way round."""
    return one <= other or other <= one


def doings(found: Sequence[str] | frozenset[str]) -> frozenset[str]:
    """Return terms with one word for each common doing."""
    return frozenset(_DOING.get(term, term) for term in found)


def places_in(text: str) -> frozenset[str]:
    """Return the terms of the countries that a text names."""
    plain = normalise(text)
    return frozenset(term for start, end, _ in countries_in(plain) for term in terms(plain[start:end]))


def _claim(number: int, quote: Quote, start: int, text: str, speaker: str) -> Claim:
    article = quote.article
    own = frozenset(terms(f"{speaker} {article.publisher} {article.author}"))
    undated = _without(text, dates(text))
    about = doings(terms(undated)) - own
    places = places_in(text) - own
    plain = normalise(undated)
    unplaced = _without(plain, [(a, b) for a, b, _ in countries_in(plain)])
    capitals = (match.group() for match in _NAME.finditer(unplaced) if match.start() or _is_name(match.group(), quote))
    names = frozenset(term for word in capitals for term in terms(word)) - own - places
    years = frozenset(_YEAR.findall(text))
    return Claim(number, article.path, speaker, start, text, about, places, names, years)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Blank out stretches of a text."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_name(first: str, quote: Quote) -> bool:
    """Say whether a sentence's first word is a name: one that its article never writes small."""
    return not re.search(rf"\b{re.escape(first.lower())}\b", quote.article.text)
