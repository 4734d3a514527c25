"""The vector index: exact neighbours, and a file that is sound or refused."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from index import IndexDamagedError, IndexStoreError
from index.embedder import Vectors
from index.faiss_store import FaissStore, Ids

IDS = [7, 3, 12, 40]
PLANE = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], dtype=np.float32)
QUERIES = np.array([[1, 0], [0, -1], [0.8, 0.6]], dtype=np.float32)
COSINES = [
    {7: 1.0, 12: 0.6, 3: 0.0, 40: -1.0},
    {7: 0.0, 40: 0.0, 12: -0.8, 3: -1.0},
    {12: 0.96, 7: 0.8, 3: 0.6, 40: -0.8},
]


def store_of(ids: list[int], vectors: Vectors, state: str = "index:5") -> FaissStore:
    """Return a store of these vectors."""
    return FaissStore(np.array(ids, dtype=np.int64), vectors, state)


@pytest.fixture
def store() -> FaissStore:
    """Four directions in a plane."""
    return store_of(IDS, PLANE)


@pytest.fixture
def path(store: FaissStore, tmp_path: Path) -> Path:
    """The store's file."""
    store.save(tmp_path / "vectors.faiss")
    return tmp_path / "vectors.faiss"


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 100])
def test_nearest_are_exact_and_in_order(store: FaissStore, k: int) -> None:
    """Cosines of the k nearest, best first; more than there are is all of them, and never a padding id."""
    found = store.search(QUERIES, k)
    for row, expected in zip(found, COSINES, strict=True):
        best = sorted(expected.values(), reverse=True)[:k]
        np.testing.assert_allclose(list(row.values()), best, atol=1e-6)
        assert row == pytest.approx({i: expected[i] for i in row}, abs=1e-6)
        assert len(row) == min(k, len(IDS))


@pytest.mark.parametrize("k", [0, -1])
def test_none_wanted_none_found(store: FaissStore, k: int) -> None:
    """No negative number reaches FAISS."""
    assert store.search(QUERIES, k) == [{}, {}, {}]


def test_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    """It can be searched, saved and loaded like any other."""
    empty = store_of([], np.zeros((0, 2), dtype=np.float32))
    empty.save(tmp_path / "v")
    for each in (empty, FaissStore.load(tmp_path / "v")):
        assert (len(each), each.state) == (0, "index:5")
        assert each.search(QUERIES, 3) == [{}, {}, {}]


def test_no_query_no_answer(store: FaissStore) -> None:
    """Searching with no vector gives no result."""
    assert store.search(np.zeros((0, 2), dtype=np.float32), 3) == []


def test_the_cosine_of_one_passage(store: FaissStore) -> None:
    """It is that of the passage with this id, wherever it stands."""
    assert [store.cosine(i, QUERIES[2]) for i in IDS] == pytest.approx([COSINES[2][i] for i in IDS], abs=1e-6)


def test_the_file_gives_the_same_store(store: FaissStore, path: Path) -> None:
    """Generation, ids and every bit of the scores; nothing else is left beside the file."""
    loaded = FaissStore.load(path)
    assert (loaded.state, len(loaded)) == ("index:5", 4)
    assert loaded.search(QUERIES, 4) == store.search(QUERIES, 4)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    store_of([1], PLANE[:1], "index:6").save(path)
    assert FaissStore.load(path).search(QUERIES, 4)[0] == {1: 1.0}


def test_many_vectors_as_numpy_finds_them() -> None:
    """The nearest by brute force, in 384 dimensions."""
    random = np.random.default_rng(3)
    vectors = random.standard_normal((500, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids: Ids = random.permutation(10_000)[:500]
    for row, query in zip(FaissStore(ids, vectors, 1).search(vectors[:5], 10), vectors[:5], strict=True):
        assert list(row) == ids[np.argsort(-(vectors @ query))[:10]].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_no_flipped_byte_gives_a_wrong_answer(path: Path, seed: int) -> None:
    """Any change to what FAISS reads, or to its checksum, is refused before FAISS reads it."""
    whole = path.read_bytes()
    checksum = whole.index(b'"sha256": "') + len(b'"sha256": "')
    random = np.random.default_rng(seed)
    for place in random.integers(checksum, len(whole), size=50):
        changed = bytearray(whole)
        changed[place] ^= random.integers(1, 256)
        path.write_bytes(changed)
        with pytest.raises(IndexDamagedError):
            FaissStore.load(path)


def test_no_other_generation_is_made_of_it(path: Path) -> None:
    """A changed number is noticed too: the vectors belong to one generation."""
    path.write_bytes(path.read_bytes().replace(b"index:5", b"index:7", 1))
    with pytest.raises(IndexDamagedError):
        FaissStore.load(path)


def test_a_file_cut_short_or_too_long_is_refused(path: Path) -> None:
    """Wherever it ends."""
    whole = path.read_bytes()
    for content in [*(whole[:size] for size in range(len(whole))), whole + b"\0", whole * 2]:
        path.write_bytes(content)
        with pytest.raises(IndexDamagedError):
            FaissStore.load(path)


def headed(fields: object, body: bytes = b"body") -> bytes:
    """Return a file with this header."""
    return json.dumps(fields).encode() + b"\n" + body


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n", b"garbage", b"\xff\xfe\n", b"[]\n", b"null\nbody", b"5\n", b"IxFI" + b"\0" * 500,
        b"[" * 1000 + b"\nbody", headed({"state": "index:1"}), headed({"state": None, "sha256": ""}),
        headed({"state": float("inf"), "sha256": sha256(b"body").hexdigest()}),
        headed({"state": "index:1", "sha256": sha256(b"body").hexdigest()}),
        headed({"state": "index:1", "sha256": sha256(b"").hexdigest()}, b""),
        b"cposix\nsystem\n(S'touch trapped'\ntR.",
    ],
    ids=lambda content: repr(content[:24]),
)  # fmt: skip
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    """Garbage, other formats, headers that lie and a pickle."""
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(IndexDamagedError):
        FaissStore.load(tmp_path / "v")
    assert not Path("trapped").exists()


@pytest.mark.parametrize("name", ["missing", "folder"])
def test_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """A missing file, and a folder of its name."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(IndexDamagedError, match="cannot be read"):
        FaissStore.load(tmp_path / name)


def test_what_cannot_be_written_leaves_the_old_file(store: FaissStore, path: Path) -> None:
    """The error is ours, and the file that was there is still whole."""
    path.with_suffix(".folder").mkdir()
    with pytest.raises(IndexStoreError, match="could not be written"):
        store_of([1], PLANE[:1]).save(path.with_suffix(".folder"))
    assert FaissStore.load(path).search(QUERIES, 4) == store.search(QUERIES, 4)


def test_a_planted_link_is_not_written_through(store: FaissStore, tmp_path: Path) -> None:
    """Where the file is written first, a link may lie in wait."""
    (tmp_path / "precious.txt").write_text("precious")
    (tmp_path / "vectors.tmp").symlink_to(tmp_path / "precious.txt")
    store.save(tmp_path / "vectors.faiss")
    assert (tmp_path / "precious.txt").read_bytes() == b"precious"
    assert FaissStore.load(tmp_path / "vectors.faiss").search(QUERIES, 4) == store.search(QUERIES, 4)
