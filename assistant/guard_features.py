"""The figures from which it is judged whether quotes bear a sentence out where nothing is proved against it."""

from assistant.guard_binding import is_figure_misbound, is_name_misbound
from assistant.guard_direction import turns
from assistant.guard_respelled import is_respelled
from assistant.guard_roles import BOTH
from assistant.guard_words import MEANT, is_empty, matches
from index import split_sentences, words

FEATURES = (
    "bias", "reading", "denied", "opposite", "believed", "unsure", "said", "universal", "doer changed", "exchanged",
    "name misbound", "figure misbound", "nothing against it", "copied", "respelled",
)  # fmt: skip
_MOST_READING = 6.0


def features(text: str, said: str, reading: float) -> tuple[float, ...]:
    """Return the figures of a sentence beside what it cites, in the order of `FEATURES`.

    Args:
        reading: the log-odds of the model that reads both together.
    """
    meant = all(match.nearness >= MEANT for match in matches(text, said) if not is_empty(match.word))
    turned = turns(text, said)
    misbound = is_name_misbound(text, said), is_figure_misbound(text, said)
    against = (
        turned.denied, turned.believed, turned.possible, turned.unsure, turned.said, turned.exchanged, *misbound
    )  # fmt: skip
    plain = meant and not (any(against) or turned.opposites or turned.stronger)
    return (
        1.0,
        max(-_MOST_READING, min(_MOST_READING, reading)),
        turned.denied,
        float(min(2, len(turned.opposites))),
        turned.believed,
        turned.unsure,
        turned.said,
        float(min(2, len(turned.stronger))),
        float(0 < turned.exchanged < BOTH),
        float(turned.exchanged == BOTH),
        *map(float, misbound),
        float(plain),
        float(_is_copied(text, said)),
        float(is_respelled(text, said)),
    )


def _is_copied(text: str, said: str) -> bool:
    """Say whether a text stands there word for word, as a sentence begins: what comes before may turn it."""
    mine = _as_words(text)
    sentences = (said[start:end] for start, end in split_sentences(said, 0, len(said)))
    return any(theirs.startswith(mine) for theirs in map(_as_words, sentences))


def _as_words(text: str) -> str:
    return f" {' '.join(words(text))} "
