"""Many passages: searched approximately and scored exactly; a change costs what changed and loses nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEmbedder, Folder

from index import ArticleIndex, IndexSettings, Query
from index.embedder import Vectors
from index.faiss_store import FaissStore, Ids

PROSE = "The {0} stood at the quay all day, and nobody but the {0} knew for whom it was waiting there.\n"
NOUNS = ("crane", "ferry", "lamp", "mayor", "sailor", "tide", "anchor", "gull", "rope", "mast")


def unit(random: np.random.Generator, count: int, dimension: int) -> Vectors:
    """Return random directions."""
    vectors = random.standard_normal((count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def store_of(ids: Ids, vectors: Vectors, most_exact: int, state: str = "index:1") -> FaissStore:
    """Make a store of vectors at hand."""
    return FaissStore.of(ids, lambda wanted: vectors[np.searchsorted(ids, wanted)], vectors.shape[1], state, most_exact)


def test_approximate_search_finds_what_exact_search_finds(tmp_path: Path) -> None:
    """Of the ten nearest among 30,000 perturbed copies at least .97 are among those to be scored anew."""
    random = np.random.default_rng(5)
    origins = unit(random, 600, 96)
    vectors = origins[random.integers(600, size=30_000)] + 0.3 * unit(random, 30_000, 96)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = origins[:100] + 0.8 * unit(random, 100, 96)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    ids = np.arange(1, 30_001) * 3
    store = store_of(ids, vectors, 1000)
    assert (store.exact, len(store)) == (False, 30_000)
    store.save(tmp_path / "v")
    nearest = ids[np.argsort(-(queries @ vectors.T), axis=1)[:, :10]].tolist()
    for each in (store, FaissStore.load(tmp_path / "v")):
        found = each.search(queries, 100)
        assert np.mean([len(set(best) & set(row)) / 10 for best, row in zip(nearest, found, strict=True)]) >= 0.97
    few = ids[::3000]
    assert set(store.search(queries[:1], 10, few)[0]) == set(few.tolist())


@pytest.mark.parametrize("seed", range(6))
def test_changes_beside_the_base_are_the_same_as_a_store_made_anew(tmp_path: Path, seed: int) -> None:
    """After any additions, removals and reopenings, ids and cosines are those of all that is left."""
    random = np.random.default_rng(seed)
    everything = unit(random, 400, 16)
    present = list(range(1, 101))
    store = store_of(np.array(present), everything[np.array(present) - 1], 10**6)
    store.save(tmp_path / "v")
    base_state, removed, added_since = store.state, set[int](), list[int]()
    last = 100
    for step in range(12):
        fresh = list(range(last + 1, last + 1 + int(random.integers(0, 20))))
        last += len(fresh)
        gone = random.choice(present, size=min(len(present) - 1, int(random.integers(0, 15))), replace=False).tolist()
        removed |= set(gone)
        added_since += fresh
        present = sorted((set(present) - set(gone)) | set(fresh))
        if random.random() < 0.3:  # another process: the base from its file, then all changes at once
            store = FaissStore.load(tmp_path / "v")
            assert store.state == base_state
            now = np.array([i for i in added_since if i not in removed], dtype=np.int64)
        else:
            now = np.array(fresh, dtype=np.int64)
        store = store.changed(f"index:{step + 2}", now, everything[now - 1], np.array(sorted(removed), dtype=np.int64))
        anew = store_of(np.array(present), everything[np.array(present) - 1], 10**6)
        assert len(store) == len(anew) == len(present)
        queries = unit(random, 3, 16)
        for found, expected in zip(store.search(queries, 30), anew.search(queries, 30), strict=True):
            assert list(found) == list(expected)
            assert found == pytest.approx(expected, abs=1e-6)
        assert store.cosine(present[-1], queries[0]) == pytest.approx(anew.cosine(present[-1], queries[0]), abs=1e-6)


def opened(articles: Path, place: Path, exact: int) -> ArticleIndex:
    """Open an index that is approximate beyond so many passages."""
    return ArticleIndex.open(articles, place, FakeEmbedder(), IndexSettings(exact_passages=exact))[0]


def found(index: ArticleIndex) -> dict[str, list[tuple[str, float]]]:
    """Return what is found for each noun, and in some articles only."""
    with index.reading() as searcher:
        only = frozenset(f"{number:03}.md" for number in range(0, 200, 7))
        return {
            f"{noun} {'some' if some else 'all'}": [
                (hit.passage.article.path, round(hit.score, 4))
                for hit in searcher.search([Query(f"{noun} at the quay")], 5, some)
            ]
            for noun in NOUNS
            for some in (None, only)
        }


@pytest.fixture
def articles(folder: Folder) -> Path:
    """A folder of 200 short articles."""
    return folder(
        {f"{n:03}.md": PROSE.format(NOUNS[n % 10]) + PROSE.format(f"{NOUNS[n // 10 % 10]}s") for n in range(200)}
    )


@pytest.mark.parametrize("exact", [0, 10**6])
def test_a_changed_index_finds_what_one_made_anew_finds(articles: Path, tmp_path: Path, exact: int) -> None:
    """Its vector file is as it was, for the few changes lie beside it; another process finds the same."""
    index = opened(articles, tmp_path / "index", exact)
    before = (tmp_path / "index/vectors.faiss").read_bytes()
    (articles / "new.md").write_text("The zander swam by the quay at noon, and the mayor of Ardle saw it there.\n")
    (articles / "007.md").write_text(PROSE.format("mayor"))
    (articles / "014.md").unlink()
    assert index.refresh()
    assert (tmp_path / "index/vectors.faiss").read_bytes() == before
    with index.reading() as searcher:
        hits = searcher.search([Query("zander in Ardle")], 1)
        assert [hit.passage.article.path for hit in hits] == ["new.md"]
        assert searcher.count == (200, 200)
    fresh = found(opened(articles, tmp_path / "fresh", exact))
    assert found(index) == fresh
    assert found(opened(articles, tmp_path / "index", exact)) == fresh


def test_many_changes_make_the_base_anew(articles: Path, tmp_path: Path) -> None:
    """More than a twentieth of it."""
    index = opened(articles, tmp_path / "index", 0)
    before = FaissStore.load(tmp_path / "index/vectors.faiss").state
    for number in range(15):
        (articles / f"{number:03}.md").unlink()
    index.refresh()
    assert FaissStore.load(tmp_path / "index/vectors.faiss").state != before
    assert len(FaissStore.load(tmp_path / "index/vectors.faiss")) == 185


def test_scores_of_an_approximate_search_are_exact(articles: Path, tmp_path: Path) -> None:
    """They are those of an exact one, for the same passages."""
    exact, approximate = found(opened(articles, tmp_path / "a", 10**6)), found(opened(articles, tmp_path / "b", 0))
    assert approximate == exact


def test_vectors_of_a_history_that_did_not_happen_are_not_used(articles: Path, tmp_path: Path) -> None:
    """A backup of the database is put back and goes another way, with the same ids: the vectors are not believed."""
    place = tmp_path / "index"
    opened(articles, place, 10**6)
    backup = (place / "articles.db").read_bytes()
    for number in range(20):
        (articles / f"extra{number}.md").write_text(PROSE.format(f"whale{number}"))
    opened(articles, place, 10**6)
    (place / "articles.db").write_bytes(backup)
    for number in range(20):
        (articles / f"extra{number}.md").write_text(PROSE.format(f"sea{number} lion"))
    scores = []
    for where in (place, tmp_path / "fresh"):
        with opened(articles, where, 10**6).reading() as searcher:
            hits = searcher.search([Query("sea7 lion")], 30)
            scores.append([(hit.passage.article.path, round(hit.score, 4)) for hit in hits])
    assert scores[0] == scores[1]
    assert scores[0][0][0] == "extra7.md"


@pytest.mark.parametrize("exact", [0, 10**6])
def test_a_corrupted_base_is_made_anew(articles: Path, tmp_path: Path, exact: int) -> None:
    """With what was changed since; nothing is embedded again."""
    index = opened(articles, tmp_path / "index", exact)
    (articles / "new.md").write_text(PROSE.format("zander"))
    index.refresh()
    path = tmp_path / "index/vectors.faiss"
    whole = path.read_bytes()
    path.write_bytes(whole[:-99] + bytes([whole[-99] ^ 4]) + whole[-98:])
    again, changes = ArticleIndex.open(
        articles, tmp_path / "index", FakeEmbedder(), IndexSettings(exact_passages=exact)
    )
    assert (bool(changes), changes.embedded) == (False, 0)
    assert FaissStore.load(path).state != ""
    assert found(again) == found(index)


def test_embeddings_that_nothing_needs_are_forgotten(articles: Path, tmp_path: Path) -> None:
    """Those of removed text, and those made by a run that did not end."""
    index = opened(articles, tmp_path / "index", 10**6)
    with index._database.writing() as transaction:
        transaction.add_embeddings(["lost"], np.ones((1, 64), dtype=np.float32), [np.ones((1, 2, 64), np.float32)])
        keys = [row[0] for row in transaction._connection.execute("SELECT embedding FROM passages")]
    (articles / "new.md").write_text(PROSE.format("zander"))
    index.refresh()
    with index._database.reading() as snapshot:
        assert snapshot.known_keys(["lost", *keys]) == set(keys)
    (articles / "new.md").unlink()
    index.refresh()
    with index._database.reading() as snapshot:
        rows = snapshot._connection.execute("SELECT count(*), count(DISTINCT embedding) FROM passages").fetchone()
        assert snapshot._connection.execute("SELECT count(*) FROM embeddings").fetchone()[0] == rows[1]


def test_what_carries_no_checksum_is_made_anew_where_the_seal_is_broken(articles: Path, tmp_path: Path) -> None:
    """Counts of terms, and which passages are gone; the answers are those from before."""
    before = found(opened(articles, tmp_path / "index", 0))
    database = tmp_path / "index" / "articles.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        frequent = connection.execute("SELECT * FROM frequent_terms").fetchall()
        hidden = connection.execute("SELECT min(id) FROM passages").fetchone()
        connection.execute("INSERT INTO removed_passages VALUES (?)", hidden)
        connection.execute("INSERT INTO frequent_terms VALUES ('a term of no article', 7)")
    assert found(opened(articles, tmp_path / "index", 0)) == before
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT * FROM frequent_terms").fetchall() == frequent
        assert connection.execute("SELECT count(*) FROM removed_passages").fetchone() == (0,)
