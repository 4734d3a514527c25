"""Whether the names of a sentence stand in the quotes that it cites, and its quotation marks around their words."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answers import Quote
from assistant.guard_dates import dates_in
from assistant.guard_words import FUNCTION_WORDS
from assistant.lexicon import lexicon
from index import STOPWORDS, countries_in, normalise, terms, without_accents, words

_CAPITAL = re.compile(r"(?<![\w'])[A-ZÀ-ÞĀ-Ž][\w'&.-]*\w|\b[A-Z]\b(?=[a-z]*\d)")
_OPENS = re.compile(r"(?:^|[.?!:;\"“”(]\s*)$")
_INITIALS = re.compile(r"^[A-Z](?:\.?[A-Z&]){1,5}\.?s?$")
_PART_OF_NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w'-]*")
_LONG_NAME = re.compile(r"[A-ZÀ-Þ][\w'-]*(?:,? (?:(?:of|for|and|the|in|on|de|la) ){0,2}[A-ZÀ-Þ][\w'-]*)+")
_SMALL = frozenset(("of", "for", "and", "the", "in", "on", "de", "la", "to"))
# Where a government sits, and what everybody calls offices and measures by initials.
_METONYMS = {"kremlin": "RU", "white house": "US", "pentagon": "US", "downing street": "GB", "westminster": "GB",
             "elysee": "FR", "capitol hill": "US"}  # fmt: skip
_OFFICES = {"ceo": ("chief executive",), "cfo": ("finance chief", "chief financial", "finance director"),
            "gdp": ("gross domestic", "economy"), "pm": ("prime minister",), "mp": ("member of parliament", "lawmaker"),
            "ngo": ("aid group", "organisation", "organization", "charity"), "tv": ("television",)}  # fmt: skip
_ALWAYS = frozenset(
    ("i", "mr", "mrs", "ms", "dr", "sir", "lord", "lady", "chf", "usd", "eur", "gbp", "jpy", "cny", "rub")
)
_REGIONS = (
    ("europe", "european", "eu", "0country"), ("africa", "african"), ("asia", "asian"), ("east", "eastern"),
    ("west", "western", "westerners"), ("north", "northern"), ("south", "southern"), ("america", "american", "us"),
    ("rome", "roman"), ("soviet", "ussr"), ("earth", "world"),
)  # fmt: skip
_MARKED = re.compile(r"\"([^\"]+)\"|«([^«»]+)»")


def unsupported_name(text: str, said: str, quotes: Sequence[Quote]) -> str:
    """Return the first name of a text that stands neither in what is cited nor in its source; empty where all do.

    A country goes by its name, its capital and its people; a body by its initials too. The source is the
    title, author, outlet and speaker.
    """
    source = " ".join(
        f"{q.speaker}. {q.context} {q.article.title}. {q.article.author}. {q.article.publisher}" for q in quotes
    )
    known = _Known(normalise(f"{said} . {source}"))
    places = list(countries_in(text))
    dated = [(date.start, date.end) for date in dates_in(text)]
    for start, end, code in places:
        if code not in known.countries and not known.has(text[start:end]):
            return text[start:end]
    article = without_accents(" ".join(q.article.text for q in quotes))
    taken = [*dated, *((start, end) for start, end, _ in places), *known.spelt_out(text)]
    for start, end in names_in(text):
        in_full = any(name in article for name in _with_neighbours(text, start, end, known))
        if not in_full and not any(a < end and start < b for a, b in taken) and not known.has(text[start:end]):
            return text[start:end]
    return _other_first_name(text, known, said)


def _other_first_name(text: str, known: "_Known", said: str) -> str:
    """Return a capitalised word before a name that is there always preceded by another one."""
    for match in re.finditer(r"\b([A-ZÀ-Þ][\w-]+) ([A-ZÀ-Þ][\w-]+)", text):
        first, last = match.groups()
        others = re.findall(rf"\b([A-ZÀ-Þ][\w-]+) {re.escape(last)}\b", said)
        plain = first.lower()
        if others and not known.has(first) and plain not in FUNCTION_WORDS | _ALWAYS and lexicon().kind(plain) != "n":
            return first
    return ""


def _with_neighbours(text: str, start: int, end: int, known: "_Known") -> Iterator[str]:
    """Yield a name together with the known name before or after it: the article may give it in full elsewhere."""
    before = re.search(r"([A-ZÀ-Þ][\w'-]+) $", text[:start])
    after = re.match(r" ([A-ZÀ-Þ][\w'-]*\w)", text[end:])
    for match, whole in ((before, f"{before[1] if before else ''} {text[start:end]}"),
                         (after, f"{text[start:end]} {after[1] if after else ''}")):  # fmt: skip
        if match and known.has(re.sub(r"'s?$", "", match[1])):
            yield without_accents(re.sub(r"'s?$", "", whole))


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the capitalised words of a text that are names, the first word if it can be nothing else."""
    for match in _CAPITAL.finditer(text):
        word = re.sub(r"'s?$", "", match.group())
        first = _OPENS.search(text[: match.start()])
        plain = word.lower()
        if plain in FUNCTION_WORDS and not (word.isupper() and len(word) > 1):
            continue
        if first and (lexicon().knows(plain) or all(lexicon().knows(part) for part in plain.split("-") if part)):
            continue
        if plain not in _ALWAYS:
            yield match.start(), match.start() + len(word)


def unsupported_quotation(text: str, quotes: Sequence[Quote]) -> str:
    """Return the first words between quotation marks that are not the quotes' own; empty where all are."""
    theirs = " ".join(_as_words(f"{q.text} {q.context}") for q in quotes)
    theirs = f" {theirs} "
    titles = " ".join(f" {_as_words(q.article.title)} | {_as_words(q.article.publisher)} " for q in quotes)
    marks = text.count('"')
    for match in _MARKED.finditer(text):
        quoted = match[1] or match[2]
        pieces = [piece for piece in re.split(r"\.\.\.|…|\[[^\]]*\]", quoted) if re.search(r"\w", piece)]
        if any(f" {_as_words(piece)} " not in theirs and f" {_as_words(piece)} " not in titles for piece in pieces):
            return quoted
    if marks % 2:
        tail = text[text.rindex('"') + 1 :] if marks == 1 else ""
        if tail and f" {_as_words(tail)} " not in theirs:
            return tail
    return ""


def _as_words(text: str | None) -> str:
    return " ".join(words(without_accents(normalise(text or ""))))


class _Known:
    """The names that stand in a text, in every form in which they may be taken up."""

    def __init__(self, text: str) -> None:
        self.countries = {code for _, _, code in countries_in(text)}
        lower = without_accents(text).lower()
        self.countries |= {code for name, code in _METONYMS.items() if name in lower}
        self._words = {re.sub(r"'s?$", "", word) for word in re.findall(r"[^\W_][\w'.&-]*", lower)}
        self._words |= {part for word in self._words for part in re.split(r"[-./']", word) if part}
        self._words |= {word.rstrip(".") for word in self._words}
        self._stems = set(terms(lower))
        self._lower = lower
        self._initials = _initials(text)
        self._short = {word.lower() for word in re.findall(r"\b[A-Z]{2,6}\b", text)}

    def has(self, name: str) -> bool:
        """Say whether a word or a few stand in the text, as such, by their stem or as initials."""
        plain = without_accents(name).lower().rstrip(".")
        return all(self._has_word(part, name) for part in re.split(r"[\s-]", plain) if part and part not in _SMALL)

    def spelt_out(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of names in a text whose initials stand here."""
        found = [(match, match.group().replace(",", "").split()) for match in _LONG_NAME.finditer(text)]
        return [
            match.span()
            for match, parts in found
            if "".join(part[0] for part in parts if _PART_OF_NAME.match(part)).lower() in self._short
        ]

    def _has_word(self, word: str, name: str) -> bool:
        if word in self._words or word in STOPWORDS or word.removesuffix("s") in self._words:
            return True
        if set(terms(word)) & self._stems:
            return True
        if any(office in self._lower for office in _OFFICES.get(word, ())):
            return True
        if any(word in group and any(other in self._words for other in group) for group in _REGIONS):
            return True
        if _INITIALS.match(name) and word.replace(".", "").removesuffix("s") in self._initials:
            return True
        if _METONYMS.get(name.lower()) in self.countries:
            return True
        return self._is_common(word)

    def _is_common(self, word: str) -> bool:
        """Say whether a capital may be mere style: a common noun of which the text has the like."""
        return any(lexicon().nearness(word, other) >= 0.9 for other in self._words)


@lru_cache(maxsize=256)
def _initials(text: str) -> frozenset[str]:
    """Return the initials of the names in a text, with and without their small words, and of parts of them."""
    found = set()
    for match in _LONG_NAME.finditer(text):
        parts = match.group().replace(",", "").split()
        capitals = [part for part in parts if _PART_OF_NAME.match(part)]
        for group in (capitals, parts):
            for first in range(len(group)):
                for last in range(first + 2, len(group) + 1):
                    found.add("".join(part[0] for part in group[first:last]).lower())
    return frozenset(found)
