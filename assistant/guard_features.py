"""The figures from which it is judged whether quotes bear a sentence out where nothing is proved against it."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby

from assistant.guard_direction import turns
from assistant.guard_roles import BOTH
from assistant.guard_words import LIKE, MEANT, Match, is_empty, matches
from index import split_sentences, words

FEATURES = (
    "bias", "reading", "new names", "new nouns", "new verbs", "new others", "share new", "longest new", "denied",
    "opposite", "believed", "possible", "unsure", "said", "universal", "doer changed", "exchanged", "half new",
    "nothing against it", "in order", "copied",
)  # fmt: skip
_MOST_READING = 6.0
_MOST_NEW = 5.0


def features(text: str, said: str, reading: float) -> tuple[float, ...]:
    """Return the figures of a sentence beside what it cites, in the order of `FEATURES`.

    Args:
        reading: the log-odds of the model that reads both together.
    """
    found = [match for match in matches(text, said) if not is_empty(match.word)]
    new = [match for match in found if match.nearness < LIKE]
    half = sum(LIKE <= match.nearness < MEANT for match in found)
    kinds = [match.word.kind for match in new]
    turned = turns(text, said)
    against = (turned.denied, turned.believed, turned.possible, turned.unsure, turned.said, turned.exchanged)
    plain = not (new or half or any(against) or turned.opposites or turned.stronger)
    return (
        1.0,
        max(-_MOST_READING, min(_MOST_READING, reading)),
        min(_MOST_NEW, kinds.count("name")),
        min(_MOST_NEW, kinds.count("n")),
        min(_MOST_NEW, kinds.count("v")),
        min(_MOST_NEW, len(kinds) - sum(kinds.count(kind) for kind in ("name", "n", "v"))),
        len(new) / max(1, len(found)),
        min(_MOST_NEW, _longest_run(found)),
        turned.denied,
        float(min(2, len(turned.opposites))),
        turned.believed,
        turned.possible,
        turned.unsure,
        turned.said,
        float(min(2, len(turned.stronger))),
        float(0 < turned.exchanged < BOTH),
        float(turned.exchanged == BOTH),
        half / max(1, len(found)),
        float(plain),
        _in_order(found),
        float(_is_copied(text, said)),
    )


def _longest_run(found: Sequence[Match]) -> int:
    """Return how many new words follow each other at most."""
    return max((len(list(run)) for new, run in groupby(match.nearness < LIKE for match in found) if new), default=0)


def _is_copied(text: str, said: str) -> bool:
    """Say whether a text stands there word for word, as a sentence begins: what comes before may turn it."""
    mine = _as_words(text)
    sentences = (said[start:end] for start, end in split_sentences(said, 0, len(said)))
    return any(theirs.startswith(mine) for theirs in map(_as_words, sentences))


def _as_words(text: str) -> str:
    return f" {' '.join(words(text))} "


def _in_order(found: Sequence[Match]) -> float:
    """Return the share of the words that stand there in the order in which they stand here."""
    places = [match.other.start for match in found if match.other and match.nearness >= MEANT]
    longest: list[int] = []
    for place in places:
        at = bisect_left(longest, place)
        longest[at : at + 1] = [place]
    return len(longest) / max(1, len(places))
