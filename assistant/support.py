"""The guard: whether the quotes that a sentence cites bear it out, and if not, why.

What can be proved comes first: against a sentence, and for one that stands in a quote as it is. The rest is judged,
from how a model reads the sentence together with the quotes, from the words that are new, and from what is turned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answers import Quote
from assistant.entailment import entailed
from assistant.guard_conditions import understated
from assistant.guard_copied import is_copied
from assistant.guard_direction import turns
from assistant.guard_exact import Checked, check_exactly
from assistant.guard_features import FEATURES, features
from assistant.guard_words import LIKE, is_empty, matches

# Fitted by training/fit_guard.py; the log-odds that the quotes say it are the sum of weight times figure.
WEIGHTS = {
    "bias": 1.26,
    "reading": 0.52,
    "denied": -0.28,
    "opposite": -0.69,
    "believed": -0.72,
    "unsure": -0.07,
    "said": -0.52,
    "universal": -1.38,
    "doer changed": -0.41,
    "exchanged": -1.73,
    "name misbound": -2.22,
    "figure misbound": -1.33,
    "nothing against it": 0.18,
    "copied": 1.62,
    "respelled": 2.40,
}
_ENOUGH = 0.0  # log-odds
_ENOUGH_TO_BLAME = 0.25  # log-odds that one figure takes away


@dataclass(frozen=True, slots=True)
class Support:
    """Whether the quotes that a sentence cites say it; `reason` is why not, in plain words, and else empty."""

    supported: bool
    reason: str = ""


class Checker(Protocol):
    """Anything that holds a sentence with citations against the quotes, of which [1] is the first."""

    def __call__(self, sentence: str, quotes: Sequence[Quote]) -> Support:
        """Decide whether the quotes that the sentence cites say it.

        Args:
            sentence: one sentence with its citations, such as "Rents rose by 21% [1][3]."
            quotes: what the numbers count, from 1.
        """
        ...


def check_support(sentence: str, quotes: Sequence[Quote]) -> Support:
    """Decide whether the quotes that a sentence cites say it, all of it and no more.

    The models are loaded at the first call. Safe to share between threads.

    Args:
        sentence: one sentence with its citations, such as "Rents rose by 21% [1][3]."
        quotes: what the numbers count, from 1; those that the sentence does not cite are no support.

    Raises:
        EmbeddingError: a model is not installed.
    """
    checked = check_exactly(sentence, quotes)
    if checked.fault:
        return Support(False, checked.fault)
    if turns(checked.text, checked.said).called_false:
        return Support(False, "the quotes it cites call it a lie or a rumour")
    if left_out := understated(checked.text, checked.said):
        return Support(False, left_out)
    if is_copied(checked.text, checked.said):
        return Support(True)
    figures = features(checked.text, checked.said, entailed(checked.said, checked.text))
    parts = {name: WEIGHTS[name] * figure for name, figure in zip(FEATURES, figures, strict=True)}
    return Support(True) if sum(parts.values()) > _ENOUGH else Support(False, _reason(checked, parts))


def _reason(checked: Checked, parts: dict[str, float]) -> str:
    """Say what speaks most against a sentence, in words."""
    turned = turns(checked.text, checked.said)
    new = [m.word.text for m in matches(checked.text, checked.said) if m.nearness < LIKE and not is_empty(m.word)]
    word, opposite = next(iter(turned.opposites), ("", ""))
    reasons = {
        "opposite": f"“{word}” is the opposite of “{opposite}” in the quotes it cites",
        "universal": f"“{next(iter(turned.stronger), '')}” says more than the quotes it cites",
        "exchanged": "who does what to whom is the other way round in the quotes it cites",
        "doer changed": "somebody else does it in the quotes it cites",
        "name misbound": "it says of one what the quotes it cites say of another",
        "figure misbound": "the quotes it cites give that figure for something else",
        "denied": "it affirms what the quotes it cites deny, or denies what they affirm",
        "believed": "it gives as a fact what is only held to be so in the quotes it cites",
        "unsure": "it is surer than the quotes it cites",
    }
    worst = min(reasons, key=lambda name: parts[name])
    if parts[worst] < -_ENOUGH_TO_BLAME:
        return reasons[worst]
    if new:
        return f"nothing in the quotes it cites says “{'”, “'.join(new[:3])}”"
    return "the quotes it cites do not say this"
