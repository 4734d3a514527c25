"""Which words of a question name an article rather than its subject: an outlet, an author, a title."""

from collections.abc import Callable

from index.keywords import words
from index.stopwords import STOPWORDS

_LONGEST_NAME = 4  # in words
_SHORTEST_NAME = 4  # in letters


def named_articles(question: str, named: Callable[[str], frozenset[str]]) -> dict[str, frozenset[str]]:
    """Find the phrases of a question that name articles, longer ones before shorter ones within them.

    Args:
        named: returns the paths of the articles that a phrase names, if any.

    Returns:
        Each phrase with the paths of the articles it names.
    """
    spoken = words(question)
    found: dict[str, frozenset[str]] = {}
    taken: set[int] = set()
    for length in range(_LONGEST_NAME, 0, -1):
        for first in range(len(spoken) - length + 1):
            run = spoken[first : first + length]
            span = set(range(first, first + length))
            if not taken & span and _could_be_name(run) and (paths := named(" ".join(run))):
                found[" ".join(run)] = paths
                taken |= span
    return found


def _could_be_name(run: list[str]) -> bool:
    return run[0] not in STOPWORDS and run[-1] not in STOPWORDS and len("".join(run)) >= _SHORTEST_NAME
