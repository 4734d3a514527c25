"""Questions about another name or year than what answers them, and sentences that say it of another: no answers."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.cross_encoder import Candidate, Reading
from index import countries_in, normalise

_NAME = re.compile(r"(?<![.!?:“\"] )(?<!^)\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*")
_OWN = re.compile(r"['’]s$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEARS_AWAY = (-3, -2, -1, 1, 2, 3)
_SHORTEST = 4
_CALENDAR = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)


def of_another_year(reading: Reading, answer: Candidate, chance: random.Random) -> Reading | None:
    """Return the question, asked of a year near the one that the answer speaks of; None where it names none."""
    said = f"{answer.before} {answer.text}"
    if not (named := [year for year in _YEAR.findall(reading.question) if year in said]):
        return None
    year = chance.choice(named)
    other = str(int(year) + chance.choice(_YEARS_AWAY))
    if other in said or other in reading.question:
        return None
    return replace(reading, question=reading.question.replace(year, other))


def about_another(
    reading: Reading, answer: Candidate, others: Sequence[Candidate], chance: random.Random
) -> Reading | None:
    """Return the question, asked about something else that is named near the answer; None where that cannot be.

    Args:
        others: sentences near the answer.
    """
    said = f"{answer.before} {answer.text}"
    own = [name for name in _names(reading.question) if name in said]
    pair = _pair(own, _strange(reading, answer, others), chance)
    return replace(reading, question=_put(*pair, reading.question)) if pair else None


def said_of_another(
    reading: Reading, answer: Candidate, others: Sequence[Candidate], chance: random.Random
) -> Candidate | None:
    """Return the answer, as if something else that is named near it were spoken of; None where that cannot be."""
    own = [
        name
        for name in dict.fromkeys((*_names(answer.text), *_names(answer.before)))
        if re.search(rf"\b{re.escape(name)}\b", reading.question)
    ]
    pair = _pair(own, _strange(reading, answer, others), chance)
    return Candidate(_put(*pair, answer.text), _put(*pair, answer.before)) if pair else None


def _names(text: str) -> Iterator[str]:
    """Yield what is named inside a sentence, without months, days and what is very short."""
    for found in _NAME.findall(text):
        name = _OWN.sub("", found)
        if len(name) >= _SHORTEST and not _CALENDAR.search(name):
            yield name


def _strange(reading: Reading, answer: Candidate, others: Sequence[Candidate]) -> list[str]:
    """Return the names in other sentences that neither the question nor the answer has."""
    asked, said = reading.question.lower(), f"{answer.before} {answer.text}"
    named = {name for other in others for name in _names(other.text)}
    return sorted(name for name in named if name.lower() not in asked and name not in said)


def _pair(own: Sequence[str], strange: Sequence[str], chance: random.Random) -> tuple[str, str] | None:
    """Return a name and another to put for it, of as many words where there is one."""
    if not own:
        return None
    name = chance.choice(own)
    different = [other for other in strange if _differ(name, other)]
    alike = [other for other in different if other.count(" ") == name.count(" ")] or different
    return (name, chance.choice(alike)) if alike else None


def _differ(name: str, other: str) -> bool:
    """Say whether two names have neither a word nor a country in common."""
    return not set(name.lower().split()) & set(other.lower().split()) and not _countries(name) & _countries(other)


def _countries(name: str) -> set[str]:
    return {code for _, _, code in countries_in(normalise(name))}


def _put(name: str, other: str, text: str) -> str:
    return re.sub(rf"\b{re.escape(name)}\b", lambda _: other, text)
