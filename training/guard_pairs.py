"""Pairs to learn entailment from: the sentences of `guard/`, and the sentences of invented articles, altered."""

import gzip
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.figures import figures
from index import countries_in, country_name, normalise, split_sentences
from training.guard_set import Item
from training.guard_turned import NAME, figure_of, is_plain, name_of, swapped, swapped_figures, swapped_things

_LEXICON = Path(__file__).parents[1] / "assistant" / "lexicon.gz"
_MARK = re.compile(r"\s*\[\d+\]")
_SIDE_BY_SIDE = (", and ", ", while ", ", but ", "; ")
_RELATED = (" because ", ", after ", ", so that ", ", which means that ", " even though ")  # as nobody said
_MOST_TOGETHER = 4  # sentences that are cited together
_MARKED = frozenset(("misquote", "wrongcite", "unrelated"))
_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|can|could|would|should|may|might)\b(?! not)")
_NEGATION = re.compile(r"\b(?:not|never|no longer|hardly) |n['’]t\b")
_STRONGER = (
    (r"\b(?:may|might|could)\b", "will"), (r"\bsome\b(?= of| \w+s\b)", "all"), (r"\bmost\b(?= of| \w+s\b)", "all"),
    (r"\bmany\b", "all"), (r"\b(?:expected|planned|likely|hopes|plans|wants|intends) to\b", "certain to"),
    (r"\bone of the\b", "the"), (r"\b(?:nearly|almost|about|mostly|largely|mainly|partly|probably|perhaps) ", ""),
    (r"\b(?:some|several)\b", "most"), (r"\bsuggests?\b", "proves"), (r"\b(?:few|little)\b", "no"),
    (r"\b(?:believes?|claims?|alleges?|suspects?|fears?|thinks?)\b", "knows"),
    (r"\boften\b|\busually\b|\bsometimes\b", "always"),
)  # fmt: skip
_SAYS = re.compile(
    r",? (?:[A-Z][\w’'-]+ ){1,3}(?:said|says|argues|argued|believes|thinks|claims|claimed)\b\.?$"
    r"|^According to [^,]+, |,? according to [^,]+$"
    r"|^(?:[A-Z][\w’'-]+ ){1,3}(?:believes|thinks|argues|claims|says) that "
)
_TAIL = re.compile(r"(?:,| and| which| who| because| while| although| but| so that| after| before) ")
_PLACES = (
    "in Geneva", "near the border", "in the north", "on Monday", "last year", "for the first time", "to cut costs",
    "with German help", "under pressure from creditors", "at the request of the ministry", "despite protests",
    "because of a lack of money", "for political reasons", "in secret", "to the surprise of observers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """What is cited, a sentence, and whether the one says what the other says."""

    said: str
    sentence: str
    supported: bool
    weight: float = 1.0


def written_pairs(items: Sequence[Item], chance: random.Random) -> Iterator[Pair]:
    """Yield each item, and of the supported ones alterations and the same with other quotes."""
    for item in items:
        sentence = _MARK.sub("", item.sentence)
        said = " ".join(item.quotes[place].text for place in item.cited)
        if item.kind != "misquote":
            yield Pair(said, sentence, item.supported, 4.0 if item.supported else 2.0)
        if item.supported:
            others = [quote.text for place, quote in enumerate(item.quotes) if place not in item.cited]
            if others and item.kind != "merge" and chance.random() < 0.5:
                yield Pair(" ".join(others), sentence, False)
            yield from altered(said, sentence, _other_names(item, items, chance), chance, 1)
            yield from turned(said, sentence, chance)


def joined_pairs(items: Sequence[Item], chance: random.Random) -> Iterator[Pair]:
    """Yield two sentences over one text as one, which is supported where both are."""
    texts: dict[str, list[Item]] = {}
    for item in items:
        texts.setdefault(item.quotes[0].article.text, []).append(item)
    for item in items:
        alike = texts[item.quotes[0].article.text]
        others = [one for one in alike if one is not item and one.kind not in _MARKED]
        if not item.supported or not others:
            continue
        other = chance.choice(others)
        cited = sorted({*item.cited, *other.cited})
        first, second = (_MARK.sub("", one.sentence) for one in chance.sample([item, other], 2))
        joined = _as_one(first, second, chance)
        yield Pair(" ".join(item.quotes[place].text for place in cited), joined, other.supported, 1.5)


def article_pairs(texts: Sequence[str], chance: random.Random, share: float = 1.0) -> Iterator[Pair]:
    """Yield pairs over the sentences of articles: shortened, altered, turned, joined, lengthened and of others.

    What is cited is one sentence or several, in which others do other things.
    """
    names = [match.group() for text in texts for match in NAME.finditer(text)]
    for text in texts:
        sentences = [text[a:b].replace("\n", " ") for a, b in split_sentences(text, 0, len(text))]
        sentences = list(dict.fromkeys(one for one in sentences if 60 < len(one) < 300))
        for number, sentence in enumerate(sentences):
            if chance.random() > share or len(sentences) < _MOST_TOGETHER:
                continue
            others = chance.sample([one for one in sentences if one != sentence], chance.randrange(_MOST_TOGETHER))
            said = " ".join(chance.sample([sentence, *others], len(others) + 1))
            shorter = _shortened(sentence, chance)
            kept = shorter if chance.random() < 0.6 else sentence
            yield Pair(said, kept, True, 1.5)
            yield from altered(said, kept, names, chance, 1)
            yield from turned(said, kept, chance)
            if others:
                yield from _joined(said, kept, _shortened(others[0], chance), names, chance)
                if chance.random() < 0.3:
                    yield Pair(said, _as_one(kept, _shortened(others[0], chance), chance, _RELATED), False)
            near, apart = sentences[number - 1], chance.choice(sentences)
            if near not in said and chance.random() < 0.3:
                yield Pair(said, near, False)
            if apart not in said and chance.random() < 0.3:
                yield Pair(said, _as_one(kept, _shortened(apart, chance), chance), False)


def _joined(said: str, first: str, second: str, names: Sequence[str], chance: random.Random) -> Iterator[Pair]:
    """Yield two sentences of what is cited as one, and the same with one of them altered or turned."""
    yield Pair(said, _as_one(first, second, chance), True, 1.5)
    changed = [pair.sentence for pair in (*altered(said, second, names, chance, 1), *turned(said, second, chance))]
    if changed:
        one, other = chance.sample([first, chance.choice(changed)], 2)
        yield Pair(said, _as_one(one, other, chance), False, 1.5)


def _as_one(first: str, second: str, chance: random.Random, links: Sequence[str] = _SIDE_BY_SIDE) -> str:
    if is_plain(second.split(maxsplit=1)[0]):
        second = second[:1].lower() + second[1:]
    return first.rstrip(".") + chance.choice(links) + second


def altered(said: str, sentence: str, names: Sequence[str], chance: random.Random, most: int) -> Iterator[Pair]:
    """Yield up to `most` pairs in which the sentence says something else than what is cited."""
    changes: list[Callable[[str], str]] = [
        lambda text: _other_figure(text, chance), lambda text: _other_name(text, said, names, chance),
        lambda text: swapped(text, chance), _denied, lambda text: _opposite(text, chance),
        lambda text: _stronger(text, chance), lambda text: _longer(text, chance), lambda text: _SAYS.sub("", text),
    ]  # fmt: skip
    chance.shuffle(changes)
    found = 0
    for change in changes:
        if found < most and (new := change(sentence)) != sentence and new.rstrip(".") not in said:
            found += 1
            yield Pair(said, new, False)


def turned(said: str, sentence: str, chance: random.Random) -> Iterator[Pair]:
    """Yield at most two pairs in which all words are those of what is cited, and two have changed places."""
    changes: list[Callable[[str], str]] = [
        lambda text: swapped(text, chance), lambda text: swapped_things(text, chance),
        lambda text: swapped_figures(text, chance), lambda text: figure_of(text, said, chance),
        lambda text: name_of(text, said, chance),
    ]  # fmt: skip
    chance.shuffle(changes)
    found = 0
    for change in changes:
        if found < 2 and (new := change(sentence)) != sentence and new.rstrip(".") not in said:
            found += 1
            yield Pair(said, new, False, 1.5)


def _other_names(item: Item, items: Sequence[Item], chance: random.Random) -> list[str]:
    others = chance.sample(list(items), 10)
    return [match.group() for other in [item, *others] for q in other.quotes for match in NAME.finditer(q.text)]


def _shortened(sentence: str, chance: random.Random) -> str:
    cuts = [match.start() for match in _TAIL.finditer(sentence) if match.start() > 40]
    return sentence[: chance.choice(cuts)] + "." if cuts else sentence


def _other_figure(text: str, chance: random.Random) -> str:
    spans = [(a, b) for a, b in figures(text) if re.search(r"\d", text[a:b])]
    if not spans:
        return text
    a, b = chance.choice(spans)
    place = chance.choice([m.start() for m in re.finditer(r"\d", text[a:b])])
    digit = chance.choice([d for d in "123456789" if d != text[a + place]])
    return text[: a + place] + digit + text[a + place + 1 :]


def _other_name(text: str, said: str, names: Sequence[str], chance: random.Random) -> str:
    mine = list(NAME.finditer(text))
    if not mine or not names:
        return text
    one = chance.choice(mine)
    other = chance.choice(names)
    same_length = [name for name in names if len(name.split()) == len(one.group().split())]
    other = chance.choice(same_length or [other])
    country = next(countries_in(normalise(one.group())), None)
    if country and country[2]:
        other = country_name(chance.choice(("FR", "TR", "IN", "BR", "EG", "JP", "PL", "KZ", "VN", "IR", "DE", "CN")))
    return text[: one.start()] + other + text[one.end() :] if other not in said else text


def _denied(text: str) -> str:
    if match := _NEGATION.search(text):
        return text[: match.start()] + text[match.end() :].lstrip()
    return _AUXILIARY.sub(lambda match: f"{match.group()} not", text, count=1)


def _opposite(text: str, chance: random.Random) -> str:
    found = [match for match in re.finditer(r"[a-z]+", text) if match.group() in _antonyms()]
    if not found:
        return text
    one = chance.choice(found)
    return text[: one.start()] + chance.choice(_antonyms()[one.group()]) + text[one.end() :]


def _stronger(text: str, chance: random.Random) -> str:
    fitting = [(pattern, by) for pattern, by in _STRONGER if re.search(pattern, text)]
    return re.sub(*chance.choice(fitting), text, count=1) if fitting else text


def _longer(text: str, chance: random.Random) -> str:
    return f"{text.rstrip('.')} {chance.choice(_PLACES)}."


@cache
def _antonyms() -> dict[str, list[str]]:
    """Return the opposites of words, verbs in the past and the third person as well."""
    found: dict[str, list[str]] = {}
    verbs: set[str] = set()
    lines = gzip.decompress(_LEXICON.read_bytes()).decode().splitlines()
    for line in lines:
        if line.startswith("v "):
            verbs = set(line.split()[1:])
    for line in lines:
        if line.startswith("! "):
            _, word, other = line.split()
            found.setdefault(word, []).append(other)
            if {word, other} <= verbs:
                for end in ("ed", "s"):
                    found.setdefault(_with(word, end), []).append(_with(other, end))
    return found


def _with(verb: str, end: str) -> str:
    return verb + end[1:] if verb.endswith("e") and end == "ed" else verb + end
