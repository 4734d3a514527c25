"""Make the assistant's lexicon from the database of WordNet 3.0 (Debian's package wordnet-base).

usage: python -m training.build_lexicon /usr/share/wordnet OUT.gz

A line of the lexicon is a relation's sign and its words, as `assistant/lexicon.py` reads them.
"""

import argparse
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

_PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_COMMON = 4  # a word's senses beyond are rare
_COMMON_KINDS = 2
_BETWEEN_WORDS = {"!": "!", "+": "+", "\\": "+", "<": "+"}
_PLAIN = re.compile(r"[a-z]+(?:-[a-z]+)*")

Sense = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Synset:
    """Words of one meaning, and the (relation, synset, own word, other word) that point away; words count from 1."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, Sense, int, int], ...]


def read_synsets(folder: Path) -> dict[Sense, Synset]:
    """Read the four data files."""
    synsets = {}
    for part, letter in _PARTS.items():
        for line in (folder / f"data.{part}").read_text("utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split(" | ")[0].split()
            count = int(fields[3], 16)
            words = tuple(re.sub(r"\(.*", "", word) for word in fields[4 : 4 + 2 * count : 2])
            rest = fields[4 + 2 * count :]
            pointers = [rest[1 + 4 * n : 5 + 4 * n] for n in range(int(rest[0]))]
            synsets[letter, fields[0]] = Synset(
                words,
                tuple(
                    (sign, (pos.replace("s", "a"), place), int(at[:2], 16), int(at[2:], 16))
                    for sign, place, pos, at in pointers
                ),
            )
    return synsets


def sense_ranks(folder: Path) -> dict[tuple[str, Sense], int]:
    """Return how common each meaning of a word is among its meanings, from 0."""
    ranks = {}
    for part, letter in _PARTS.items():
        for line in (folder / f"index.{part}").read_text("utf-8").splitlines():
            fields = line.split()
            if not line.startswith(" "):
                for rank, place in enumerate(fields[-int(fields[2]) :]):
                    ranks[fields[0], (letter, place)] = rank
    return ranks


def relations(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield (sign, word, word, ...) for each relation between common meanings of words."""
    synsets, ranks = read_synsets(folder), sense_ranks(folder)

    def common(sense: Sense, most: int) -> list[str]:
        words = (word.lower() for word in synsets[sense].words if word.islower())
        return [word for word in words if _PLAIN.fullmatch(word) and ranks.get((word, sense), most) < most]

    for sense, synset in synsets.items():
        words = common(sense, _COMMON)
        if len(words) > 1:
            yield ("=", *words)
        for sign, other, own, others in synset.pointers:
            if own and others and sign in _BETWEEN_WORDS:
                pair = synset.words[own - 1].lower(), synsets[other].words[others - 1].lower()
                if all(map(_PLAIN.fullmatch, pair)):
                    yield (_BETWEEN_WORDS[sign], *pair)
            elif sign in ("@", "&"):
                kinds, general = common(sense, _COMMON_KINDS), common(other, _COMMON if sign == "@" else _COMMON_KINDS)
                yield from ((">" if sign == "@" else "&", *pair) for pair in product(kinds, general))
    yield from irregular_forms(folder)


def irregular_forms(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield ("~", form, word) for each form that no ending makes."""
    for part in ("noun", "verb", "adj"):
        for line in (folder / f"{part}.exc").read_text("utf-8").splitlines():
            form, *lemmas = line.split()
            if _PLAIN.fullmatch(form) and _PLAIN.fullmatch(lemmas[0]):
                yield "~", form, lemmas[0]


def used_as(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield ("v" or "n" and so on, words...): the words by what they mostly are, where tagged texts tell."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in (folder / "cntlist.rev").read_text("utf-8").splitlines():
        key, _, count = line.split()
        word, _, kind = key.partition("%")
        counts[word]["nvara"[int(kind[0]) - 1]] += int(count)
    mostly = defaultdict(list)
    for word, found in counts.items():
        if _PLAIN.fullmatch(word):
            mostly[max(found, key=lambda kind: found[kind])].append(word)
    yield from ((kind, *sorted(words)) for kind, words in sorted(mostly.items()))


def main() -> None:
    """Read the database, write the lexicon."""
    parser = argparse.ArgumentParser(description="Make the lexicon from WordNet's database.")
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    lines = {" ".join(relation) for relation in (*relations(arguments.wordnet), *used_as(arguments.wordnet))}
    text = "\n".join(sorted(lines)) + "\n"
    arguments.out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
