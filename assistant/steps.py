"""What each step of a question's way hands to the next; each result holds the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answers import Quote
from assistant.conversation import Understood
from assistant.cross_encoder import CrossEncoder
from assistant.evidence import Evidence
from assistant.question import Wanted
from assistant.settings import AssistantSettings
from index import Hit, Searcher, words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the earlier ones, and the generation of the index, or the articles of it, that it is put to.

    `k` passages are searched for; `quotable` leaves out those with nothing to quote. `reader` reads
    the promising sentences, `doubter` the best of them again, to say whether they answer; `further`, where there is
    one, is heard on their order. `answered` is what the last of the earlier questions was answered, where the history
    tells.
    """

    question: str
    earlier: tuple[str, ...]
    searcher: Searcher
    settings: AssistantSettings
    k: int
    quotable: bool
    reader: CrossEncoder
    doubter: CrossEncoder
    further: CrossEncoder | None = None
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The passages found.

    `named` has the paths of the articles of each source that the question names; `focus` is what
    answered the question before, where this one leans on it.
    """

    asked: Asked
    understood: Understood
    named: Mapping[str, frozenset[str]]
    hits: tuple[Hit, ...]
    focus: Quote | None

    @property
    def sources(self) -> tuple[frozenset[str], ...]:
        """The paths of the articles of each source that the question names."""
        return tuple(self.named.values())

    @property
    def spoken_of(self) -> frozenset[str]:
        """The paths of the articles found whose outlet or author the question names, not only their title."""
        articles = {hit.passage.article.path: hit.passage.article for hit in self.hits}
        told_by = {path: " ".join(words(f"{one.publisher} {one.author}")) for path, one in articles.items()}
        return frozenset(
            path for path, told in told_by.items() if any(f" {name} " in f" {told} " for name in self.named)
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentences found, best first, and how likely it is that they answer."""

    found: Found
    wanted: Wanted
    evidence: tuple[Evidence, ...]
    confidence: float
