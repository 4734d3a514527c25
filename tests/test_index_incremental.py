"""However an index came about, the same folder makes the same index."""

from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEmbedder, Folder

from index import ArticleIndex, IndexSettings, Query

PROSE = "The {0} stood at the quay all day, and nobody but the {0} knew for whom it was waiting there.\n"
QUERIES = ["crane at the quay", "who waits for the ferry?", "lamp", "mayor sailor lamp"]


def opened(articles: Path, place: Path) -> ArticleIndex:
    """Open an index of small passages."""
    return ArticleIndex.open(articles, place, FakeEmbedder(), IndexSettings(passage_tokens=32))[0]


def found(index: ArticleIndex) -> list[list[tuple[object, ...]]]:
    """Return every passage with its scores for each of the queries; ids do not matter."""
    with index.reading() as searcher:
        return [
            sorted(
                (
                    hit.passage.article.path,
                    hit.passage.start,
                    hit.passage.text,
                    hit.passage.sentences,
                    round(hit.score, 4),
                    tuple(np.round(hit.similarities + hit.in_context, 3)),
                )
                for hit in searcher.search([Query(query)], 10_000)
            )
            for query in QUERIES
        ]


@pytest.mark.parametrize("seed", range(25))
def test_step_by_step_is_the_same_as_all_at_once(folder: Folder, tmp_path: Path, seed: int) -> None:
    """After any edits the index equals one that is built anew: passages, offsets and scores."""
    random = np.random.default_rng(seed)
    nouns = ["crane", "ferry", "lamp", "mayor", "sailor", "World Grain Office (WGO)", "Norway"]

    def text() -> bytes:
        lines = [PROSE.format(random.choice(nouns)) for _ in range(random.integers(1, 5))]
        return str(random.choice(["\n", "## Part\n\n", "Log in\n\n"])).join(lines).encode()

    place = folder({"a.md": text(), "b.md": text()})
    index = opened(place, tmp_path / "index")
    for _ in range(3):
        for _ in range(random.integers(1, 4)):
            paths = sorted(place.rglob("*.md"))
            path = paths[random.integers(len(paths))]
            match random.integers(5):
                case 0 | 1:
                    folder({f"{random.choice(list('bcdef'))}.md": text()})
                case 2:
                    path.write_bytes(path.read_bytes() + b"\n" + text())
                case 3:
                    path.rename(path.with_stem(str(random.choice(list("bcdefg")))))
                case 4 if len(paths) > 1:
                    path.unlink()
        index.refresh()
    fresh = opened(place, tmp_path / "fresh")
    assert found(index) == found(fresh)
    with index.reading() as one, fresh.reading() as other:
        assert one.articles() == other.articles()
        assert one.count == other.count
        assert one.other_names == other.other_names


def test_equals_come_in_the_same_order(folder: Folder, tmp_path: Path) -> None:
    """Of passages that match equally well, the same come first, whenever they were indexed."""
    place = folder({"b.md": PROSE.format("crane")})
    index = opened(place, tmp_path / "index")
    folder({"a.md": PROSE.format("crane")})
    index.refresh()
    first = []
    for each in (index, opened(place, tmp_path / "fresh")):
        with each.reading() as searcher:
            first.append([hit.passage.article.path for hit in searcher.search([Query("lamp")], 2)])
    assert first[0] == first[1]


def test_an_abbreviation_of_two_meanings_has_the_same_one(folder: Folder, tmp_path: Path) -> None:
    """Which long form counts does not depend on what was indexed first."""
    place = folder({"b.md": PROSE.format("World Grain Office (WGO)")})
    index = opened(place, tmp_path / "index")
    folder({"a.md": PROSE.format("Western Guild of Owners (WGO)")})
    index.refresh()
    with index.reading() as one, opened(place, tmp_path / "fresh").reading() as other:
        assert one.other_names == other.other_names


def test_line_breaks_alone_move_sentences(folder: Folder, tmp_path: Path) -> None:
    """The same words in other paragraphs are other sentences, each with its own similarity."""
    text = PROSE.format("crane") + "\n## The ferry is late\n\n" + PROSE.format("lamp")
    place = folder({"a.md": text})
    index = opened(place, tmp_path / "index")
    folder({"a.md": text.replace("late\n\n", "late ")})
    index.refresh()
    with index.reading() as searcher:
        hits = searcher.search([Query("lamp")], 10)
    assert [len(hit.similarities) for hit in hits] == [len(hit.passage.sentences) for hit in hits]
    assert found(index) == found(opened(place, tmp_path / "fresh"))
