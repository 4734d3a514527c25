"""Four short articles of a harbour, for tests that open one index several times."""

from pathlib import Path

from conftest import FakeEmbedder

from index import ArticleIndex, Changes, Query

PROSE = "The {0} stood at the harbour all day, and nobody but the {0} knew for whom it was waiting there.\n"
NOUNS = ("crane", "ferry", "lamp", "mayor")


def opened(articles: Path, place: Path) -> tuple[ArticleIndex, Changes]:
    """Open an index as another program would."""
    return ArticleIndex.open(articles, place, FakeEmbedder())


def best(index: ArticleIndex) -> dict[str, tuple[str, float]]:
    """Return the best passage for each noun, with its score."""
    with index.reading() as searcher:
        hits = {noun: searcher.search([Query(f"the {noun}")], 1)[0] for noun in NOUNS}
    return {noun: (hit.passage.text, round(hit.score, 4)) for noun, hit in hits.items()}
