"""Whether a sentence gives to one name or figure what the quotes that it cites say of another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.guard_amounts import amounts
from assistant.guard_dates import dates_in
from assistant.guard_figures import is_same_figure
from assistant.guard_words import CLAUSE_END, Word, words_of
from assistant.plain_figures import in_plain_figures

_PREPOSITION = re.compile(
    r"\b(?:of|in|at|on|from|to|by|for|with|without|against|near|after|before|like|unlike|under|among|between|according"
    r"|as|since|because|despite|when|if|although|while|once|where|unless|until|thanks)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:which|who|whose)$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;?!](?=\s|$)")
_FROM_OR_TO = re.compile(r"\b(?:(\w+) )?(from|to|by) (?:the )?$", re.IGNORECASE)
_BY = re.compile(r"\bby (?:the )?$")
_LISTED = re.compile(r"(?:\band|,) (?:the )?$")
_NEAR = 40  # characters from one name of a list to the next
_FEWEST_ALIKE = 2
_MUCH_MORE = 2
_OF_A_NAME = 2  # a name tells more than another word of what is spoken


@dataclass(frozen=True, slots=True)
class _Name:
    """Names that stand together, such as a first and a last one."""

    stems: frozenset[str]
    start: int
    clause: int


def is_name_misbound(text: str, said: str) -> bool:
    """Say whether a name does in the sentence what another does in what is cited, or stands where another does."""
    theirs = set().union(*(name.stems for name in _names(said)))
    return _is_preposition_misbound(text, said) or any(
        name.stems & theirs and _others_do_it(rest, name, said) for name, rest in _subjects(text)
    )


def is_figure_misbound(text: str, said: str) -> bool:
    """Say whether a figure stands in the sentence among words that are in what is cited those of another figure."""
    text, said = in_plain_figures(text), in_plain_figures(said)
    theirs = [(amount, amount.start) for amount in amounts(said)]
    for amount in amounts(text):
        own = [place for one, place in theirs if is_same_figure(amount, one)]
        others = [place for one, place in theirs if place not in own and _alike(one.unit, amount.unit)]
        if own and others and _is_elsewhere(amount.start, own, others, text, said):
            return True
    their_years = [(date.year, date.start) for date in dates_in(said) if date.year]
    for date in dates_in(text):
        own = [place for year, place in their_years if year == date.year]
        others = [place for year, place in their_years if year != date.year]
        if date.year and own and others and _is_elsewhere(date.start, own, others, text, said):
            return True
    return False


def _alike(unit: str, other: str) -> bool:
    return unit == other or "" in (unit, other)


def _is_elsewhere(place: int, own: Sequence[int], others: Sequence[int], text: str, said: str) -> bool:
    mine = {word.stem for word in _around(place, text)}
    here = max(_shared(mine, there, said) for there in own)
    return max(_shared(mine, there, said) for there in others) >= here + _MUCH_MORE


def _shared(mine: set[str], place: int, said: str) -> int:
    return sum(_OF_A_NAME if word.is_name else 1 for word in _around(place, said) if word.stem in mine)


def _around(place: int, text: str) -> list[Word]:
    """Return the words of the clause in which a place is."""
    clause = _clause_at(place, text)
    return [word for word in words_of(text) if word.clause == clause]


def _clause_at(place: int, text: str) -> int:
    return sum(match.end() <= place for match in CLAUSE_END.finditer(text))


@lru_cache(maxsize=512)
def _names(text: str) -> tuple[_Name, ...]:
    found: list[_Name] = []
    after = -2
    for word in words_of(text):
        if word.is_name:
            if found and word.start == after + 1:
                last = found[-1]
                found[-1] = _Name(last.stems | {word.stem}, last.start, last.clause)
            else:
                found.append(_Name(frozenset((word.stem,)), word.start, word.clause))
            after = word.start + len(word.text)
    return tuple(found)


def _subjects(text: str) -> Iterator[tuple[_Name, list[Word]]]:
    """Yield the first name of each clause, if nothing shows that it is no subject, with the clause's words after it."""
    starts = [0, *(match.end() for match in CLAUSE_END.finditer(text))]
    seen = set()
    for name in _names(text):
        if name.clause not in seen and not _PREPOSITION.search(text[starts[name.clause] : name.start]):
            rest = [w for w in words_of(text) if w.clause == name.clause and w.start > name.start and not w.is_name]
            yield name, rest
        seen.add(name.clause)


def _others_do_it(rest: Sequence[Word], name: _Name, said: str) -> bool:
    """Say whether the words after a name stand in what is cited together, and after other names alone."""
    if any(_BY.search(said[: other.start]) for other in _names(said) if other.stems & name.stems):
        return False
    homes = _homes(rest, said)
    doers = [_doers(found[0], said) for found in homes]
    return bool(doers) and all(found and not any(name.stems & doer.stems for doer in found) for found in doers)


def _homes(rest: Sequence[Word], said: str) -> list[list[Word]]:
    """Return of the clauses of what is cited that share most words, a verb among them, the words shared."""
    stems = {word.stem for word in rest}
    by_clause: dict[int, list[Word]] = {}
    for word in words_of(said):
        if word.stem in stems and not word.is_name:
            by_clause.setdefault(word.clause, []).append(word)
    most = max((len({word.stem for word in found}) for found in by_clause.values()), default=0)
    homes = [found for found in by_clause.values() if len({word.stem for word in found}) == most]
    is_deed = any(word.kind == "v" for found in homes for word in found)
    return homes if most >= _FEWEST_ALIKE and is_deed else []


def _doers(word: Word, said: str) -> list[_Name]:
    """Return the names that may be the subject of a word: those before it in its clause, else in its sentence."""
    names = _names(said)
    same = [place for place, name in enumerate(names) if name.clause == word.clause and name.start < word.start]
    if same:
        first = same[0]
        while (
            first and _LISTED.search(said[: names[first].start]) and names[first].start - names[first - 1].start < _NEAR
        ):
            first -= 1
        return [*names[first : same[-1] + 1]]
    begin = max((match.end() for match in _SENTENCE_END.finditer(said, 0, word.start)), default=0)
    before = [name for name in names if begin <= name.start < word.start]
    ends = [match.end() for match in CLAUSE_END.finditer(said) if match.end() <= word.start]
    return before[-1:] if ends and _RELATIVE.search(said[: ends[-1]]) else before


def _is_preposition_misbound(text: str, said: str) -> bool:
    """Say whether a name stands after "from" where what is cited has it after "to", or after another's word."""
    mine, theirs = _governed(text), _governed(said)
    for stem, governing in mine.items():
        others = theirs.get(stem, set())
        for word, preposition in governing:
            opposite = {"from": "to", "to": "from"}.get(preposition, "")
            if others and all(other == opposite for _, other in others):
                return True
            elsewhere = any(
                (word, preposition) in found for other, found in theirs.items() if other != stem and other in mine
            )
            if word and others and (word, preposition) not in others and elsewhere:
                return True
    return False


@lru_cache(maxsize=1024)
def _governed(text: str) -> dict[str, set[tuple[str, str]]]:
    """Return for each name the prepositions before it, each with the word before."""
    found: dict[str, set[tuple[str, str]]] = {}
    for name in _names(text):
        if match := _FROM_OR_TO.search(text[: name.start]):
            for stem in name.stems:
                found.setdefault(stem, set()).add(((match[1] or "").lower(), match[2].lower()))
    return found
