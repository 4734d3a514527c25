"""A damaged, foreign or lost part of the index is made anew, and never gives a wrong answer."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEmbedder, Folder
from harbour import NOUNS, PROSE, best, opened

from index import (
    ArticleIndex,
    IndexDamagedError,
    QAError,
)
from index.faiss_store import FaissStore


@pytest.fixture
def articles(folder: Folder) -> Path:
    """A folder of four short articles."""
    return folder({f"{noun}.md": PROSE.format(noun) for noun in NOUNS})


@pytest.fixture
def place(articles: Path, tmp_path: Path) -> Path:
    """Their index folder."""
    ArticleIndex.open(articles, tmp_path / "index", FakeEmbedder())
    return tmp_path / "index"


VECTORS = {
    "missing": None,
    "empty": b"",
    "garbage": b"garbage\n" * 100,
    "pickle": b"cposix\nsystem\n(S'touch trapped'\ntR.",
    "bare faiss": b"IxFI" + b"\0" * 1000,
}


@pytest.mark.parametrize("damage", [*VECTORS, "cut short", "flipped", "older", "folder"])
def test_a_damaged_vector_index_is_made_anew(articles: Path, place: Path, damage: str) -> None:
    """From the stored embeddings, without embedding anything; the answers are the same."""
    before = best(opened(articles, place)[0])
    path = place / "vectors.faiss"
    whole = path.read_bytes()
    path.unlink()
    if damage == "cut short":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "flipped":
        path.write_bytes(whole[:-10] + bytes([whole[-10] ^ 1]) + whole[-9:])
    elif damage == "older":
        FaissStore(np.array([1]), np.ones((1, 64), dtype=np.float32), "another:0").save(path)
    elif damage == "folder":
        path.mkdir()
    elif (content := VECTORS[damage]) is not None:
        path.write_bytes(content)
    index, changes = opened(articles, place)
    assert (changes.embedded, changes.rebuilt, bool(changes)) == (0, "", False)
    assert best(index) == before
    assert not Path("trapped").exists()


def test_a_missing_vector_index_is_written_again(articles: Path, place: Path) -> None:
    """The repair is kept, so that the next opening need not do it again."""
    whole = (place / "vectors.faiss").read_bytes()
    (place / "vectors.faiss").unlink()
    opened(articles, place)
    assert (place / "vectors.faiss").read_bytes() == whole


def test_the_vectors_of_another_index_are_not_believed(articles: Path, place: Path, tmp_path: Path) -> None:
    """A sound file of the same generation, of other articles."""
    before = best(opened(articles, place)[0])
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("".join(PROSE.format(noun) for noun in ("tax", "snow")))
    opened(other, tmp_path / "other-index")
    shutil.copy(tmp_path / "other-index/vectors.faiss", place / "vectors.faiss")
    assert best(opened(articles, place)[0]) == before


@pytest.mark.parametrize("left", [None, b"", b"S"], ids=["missing", "empty", "1 byte"])
def test_vectors_do_not_outlive_their_database(articles: Path, place: Path, tmp_path: Path, left: bytes | None) -> None:
    """When articles.db is lost or emptied, the vectors beside it belong to nothing any more."""
    for file in place.glob("articles.db*"):
        file.unlink()
    if left is not None:
        (place / "articles.db").write_bytes(left)
    (articles / "aaa.md").write_text("Snow fell on the mountain for a week, and the passes were closed to all.\n")
    index, changes = opened(articles, place)
    assert changes.added == ("aaa.md", *(f"{noun}.md" for noun in NOUNS))
    assert best(index) == best(opened(articles, tmp_path / "fresh")[0])


def test_an_index_made_anew_under_a_reader_is_read_anew(articles: Path, place: Path) -> None:
    """A program that had the old index open, such as the page, sees the new one whole."""
    reader, _ = opened(articles, place)
    best(reader)
    shutil.rmtree(place)
    (articles / "aaa.md").write_text("Snow fell on the mountain for a week, and the passes were closed to all.\n")
    index, _ = opened(articles, place)
    assert best(reader) == best(index)


def changed(whole: bytes, place: int, mask: int) -> bytes:
    """Return the bytes with one of them changed."""
    return whole[:place] + bytes([whole[place] ^ mask]) + whole[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    ["100 bytes", "half", "without the end", "garbage", "zeros", "pickle", *(f"@{n}" for n in (0, 16, 31, 47, 100))],
)
def test_a_damaged_database_is_made_anew(articles: Path, place: Path, damage: str) -> None:
    """Cut short, overwritten, or with a byte of its header changed; and the reason is told."""
    before = best(opened(articles, place)[0])
    path = place / "articles.db"
    whole = path.read_bytes()
    contents = {
        "100 bytes": whole[:100],
        "half": whole[: len(whole) // 2],
        "without the end": whole[:-4096],
        "garbage": b"garbage\n" * 1000,
        "zeros": bytes(len(whole)),
        "pickle": b"cposix\nsystem\n(S'touch trapped'\ntR.",
    }
    path.write_bytes(contents[damage] if damage in contents else changed(whole, int(damage[1:]), 0xFF))
    index, changes = opened(articles, place)
    assert changes.rebuilt.startswith("it was damaged (")
    assert changes.added == tuple(f"{noun}.md" for noun in NOUNS)
    assert best(index) == before
    assert not Path("trapped").exists()


def test_no_damage_leaks_a_foreign_error(articles: Path, place: Path, tmp_path: Path) -> None:
    """Wherever in the database a byte is changed, it is rebuilt, goes unread, or the error is ours."""
    whole = (place / "articles.db").read_bytes()
    vectors = (place / "vectors.faiss").read_bytes()
    written = [number for number, byte in enumerate(whole) if byte]
    leaked: dict[int, str] = {}
    for number, byte in enumerate(np.random.default_rng(1).choice(written, size=100)):
        copy = tmp_path / f"copy{number}"
        copy.mkdir()
        (copy / "articles.db").write_bytes(changed(whole, byte, 0x80))
        (copy / "vectors.faiss").write_bytes(vectors)
        try:
            best(opened(articles, copy)[0])
        except QAError:
            continue
        except Exception as error:  # noqa: BLE001 (this is what must not happen)
            leaked[int(byte)] = repr(error)
    assert leaked == {}


def test_a_changed_letter_of_a_stored_article_is_noticed(articles: Path, place: Path) -> None:
    """Every passage found stands in its file, or the index is refused."""
    path = place / "articles.db"
    path.write_bytes(path.read_bytes().replace(PROSE.format("crane").encode(), PROSE.format("crate").encode()))
    try:
        found = best(opened(articles, place)[0])
    except IndexDamagedError:
        return
    assert {text for text, _ in found.values()} <= {PROSE.format(noun).strip() for noun in NOUNS}
