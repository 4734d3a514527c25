"""However an index came about, the same folder makes the same index."""

import shutil
from pathlib import Path
from random import Random

import numpy as np
import pytest
from conftest import FakeEmbedder, Folder

from index import ArticleIndex, IndexSettings, Query

PROSE = "The {0} stood at the quay all day, and nobody but the {0} knew for whom it was waiting there.\n"
QUERIES = ["crane at the quay", "who waits for the ferry?", "lamp", "mayor sailor lamp"]


def opened(articles: Path, place: Path) -> ArticleIndex:
    """Open an index of small passages."""
    return ArticleIndex.open(articles, place, FakeEmbedder(), IndexSettings(passage_tokens=32, rest_seconds=0))[0]


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


def some_text(random: Random) -> bytes:
    """Return a short article; what is in it decides its title, its names and its passages."""
    nouns = ["crane", "ferry", "lamp", "mayor", "sailor", "World Grain Office (WGO)", "Norway"]
    lines = [PROSE.format(random.choice(nouns)) for _ in range(random.randint(1, 5))]
    return random.choice(["\n", "## Part\n\n", "Log in\n\n"]).join(lines).encode()


def edit(place: Path, random: Random) -> None:
    """Do one thing to the folder, as people do: most often to an article, now and then to a folder of them."""
    paths = sorted(place.rglob("*.md"))
    path = random.choice(paths)
    other = path.with_name(f"{random.choice('abcdefgh')}.md")
    match random.randrange(10):
        case 0 | 1 | 2:
            other.write_bytes(some_text(random))
        case 3:
            path.write_bytes(path.read_bytes() + b"\n" + some_text(random))
        case 4:
            path.write_bytes(some_text(random) + b"\n" + path.read_bytes())
        case 5:
            path.rename(other)
        case 6 if len(paths) > 1:
            path.unlink()
        case 7:
            (place / random.choice("xyz")).mkdir(exist_ok=True)
            path.rename(place / random.choice([p.name for p in place.iterdir() if p.is_dir()]) / path.name)
        case 8:
            folders = [p for p in place.iterdir() if p.is_dir()]
            if folders and not (new := place / random.choice("xyz")).exists():
                random.choice(folders).rename(new)
        case 9:
            path.touch()


def differences(place: Path, indexes: Path, seed: int) -> list[str]:
    """Edit a folder twenty times; return in what the index that followed differs from one that is built anew."""
    random = Random(seed)
    (place / "x").mkdir(parents=True)
    for name in ("a.md", "b.md", "x/c.md"):
        (place / name).write_bytes(some_text(random))
    index = opened(place, indexes / "followed")
    for _ in range(20):
        edit(place, random)
        if random.random() < 0.5:
            index.refresh()
    index.refresh()
    fresh = opened(place, indexes / "fresh")
    faults = [*index.check(), *fresh.check()]
    if found(index) != found(fresh):
        faults.append("the passages or their scores differ")
    with index.reading() as one, fresh.reading() as other:
        faults += ["the articles differ"] * (one.articles() != other.articles())
        faults += ["the numbers differ"] * (one.count != other.count)
        faults += ["the names differ"] * (one.other_names != other.other_names)
        for query in QUERIES:
            best = [
                [(hit.passage.article.path, hit.passage.start) for hit in searcher.search([Query(query)], 5)]
                for searcher in (one, other)
            ]
            faults += [f"the best for {query!r} differ"] * (best[0] != best[1])
    return faults


@pytest.mark.parametrize(
    "seeds",
    [range(25), *(pytest.param(range(n, n + 25), marks=pytest.mark.soak) for n in range(25, 500, 25))],
    ids=str,
)
@pytest.mark.timeout(3600)
def test_step_by_step_is_the_same_as_all_at_once(tmp_path: Path, seeds: range) -> None:
    """After any twenty edits the index equals one that is built anew: passages, offsets, scores, and which are best."""
    faults = {}
    for seed in seeds:
        if found_faults := differences(tmp_path / f"{seed}", tmp_path / f"indexes {seed}", seed):
            faults[seed] = found_faults
        shutil.rmtree(tmp_path / f"indexes {seed}")
    assert faults == {}


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
