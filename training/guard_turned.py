"""A sentence with two of its words exchanged, or with another name or figure of what it cites: all words are there."""

import random
import re

from assistant.guard_words import FUNCTION_WORDS
from assistant.lexicon import lexicon
from index import countries_in, normalise

NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*")
_THING = re.compile(r"\b([Tt]he) ([a-z]+)(?=['’]s|[,.;]| [a-z]+(?:ed|s|ld|id|nt|ve|ll|t)\b|$)")
_FIGURE = re.compile(
    r"(?<![\w.,-])\d[\d,.]*(?<![,.])(?! (?:January|March|May|June|July))"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?!-)"
)


def swapped(text: str, chance: random.Random) -> str:
    """Exchange two names with a verb between them."""
    mine = list(re.finditer(r"\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*", text))
    pairs = [
        (a, b) for a in mine for b in mine
        if a.end() < b.start() and a.group() != b.group() and _has_verb(text[a.end() : b.start()])
        and not (a.start() == 0 and is_plain(a.group()))
    ]  # fmt: skip
    if not pairs:
        return text
    a, b = chance.choice(pairs)
    return text[: a.start()] + b.group() + text[a.end() : b.start()] + a.group() + text[b.end() :]


def swapped_things(text: str, chance: random.Random) -> str:
    """Exchange two things such as "the minister" with a verb between them."""
    mine = list(_THING.finditer(text))
    pairs = [(a, b) for a in mine for b in mine if a.end() < b.start() and _has_verb(text[a.end() : b.start()])]
    pairs = [(a, b) for a, b in pairs if a[2].lower() != b[2].lower()]
    if not pairs:
        return text
    a, b = chance.choice(pairs)
    return text[: a.start(2)] + b[2] + text[a.end(2) : b.start(2)] + a[2] + text[b.end(2) :]


def swapped_figures(text: str, chance: random.Random) -> str:
    """Exchange two figures."""
    numbers = list(_FIGURE.finditer(text))
    pairs = [(a, b) for a in numbers for b in numbers if a.end() < b.start() and a.group() != b.group()]
    if not pairs:
        return text
    a, b = chance.choice(pairs)
    return text[: a.start()] + b.group() + text[a.end() : b.start()] + a.group() + text[b.end() :]


def figure_of(text: str, said: str, chance: random.Random) -> str:
    """Put another figure of what is cited for one."""
    mine = list(_FIGURE.finditer(text))
    others = [match.group() for match in _FIGURE.finditer(said) if match.group() not in text]
    if not mine or not others:
        return text
    one = chance.choice(mine)
    return text[: one.start()] + chance.choice(others) + text[one.end() :]


def name_of(text: str, said: str, chance: random.Random) -> str:
    """Put another name of what is cited for one."""
    mine = list(NAME.finditer(text))
    others = [match.group() for match in NAME.finditer(said) if match.group() not in text]
    if not mine or not others:
        return text
    one, other = chance.choice(mine), chance.choice(others)
    codes = [{code for _, _, code in countries_in(normalise(name))} for name in (one.group(), other)]
    if set(one.group().split()) & set(other.split()) or codes[0] & codes[1]:
        return text
    return text[: one.start()] + other + text[one.end() :]


def is_plain(first: str) -> bool:
    """Say whether a capital stands only where a sentence begins."""
    return first.lower() in FUNCTION_WORDS or lexicon().knows(first.lower())


def _has_verb(text: str) -> bool:
    return any(lexicon().kind(word) == "v" for word in re.findall(r"[a-z]+", text))
