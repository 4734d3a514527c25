"""An index folder: what it costs to open, what it ignores, and what it refuses."""

from pathlib import Path

import pytest
from conftest import FakeEmbedder, Folder
from harbour import NOUNS, PROSE, best, opened

from index import (
    ArticleIndex,
    ArticlesError,
    Changes,
    IndexSettings,
    IndexStoreError,
    QAError,
    SentenceTransformerEmbedder,
)


@pytest.fixture
def articles(folder: Folder) -> Path:
    """A folder of four short articles."""
    return folder({f"{noun}.md": PROSE.format(noun) for noun in NOUNS})


@pytest.fixture
def place(articles: Path, tmp_path: Path) -> Path:
    """Their index folder."""
    ArticleIndex.open(articles, tmp_path / "index", FakeEmbedder())
    return tmp_path / "index"


def test_an_index_up_to_date_costs_no_model(
    articles: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    """Opening it again embeds nothing, and does not even load the real model."""
    ArticleIndex.open(articles, tmp_path / "i", embedder)
    unused = SentenceTransformerEmbedder()
    _, changes = ArticleIndex.open(articles, tmp_path / "i", unused)
    assert changes == Changes(unchanged=tuple(f"{noun}.md" for noun in NOUNS))
    assert unused._loaded is None


def test_what_is_kept_is_private(place: Path) -> None:
    """Only the owner can look into the folder, and nothing half-written stays in it."""
    assert place.stat().st_mode & 0o777 == 0o700
    assert (place / "articles.db").stat().st_mode & 0o777 == 0o600
    assert {file.name for file in place.iterdir()} <= {"articles.db", "articles.db.seal", "lock", "vectors.faiss"}


def test_traps_in_the_folder_are_left_alone(articles: Path, place: Path) -> None:
    """What other programs would unpickle or run is neither read nor removed."""
    before = best(opened(articles, place)[0])
    traps = dict.fromkeys(("index.pkl", "docstore.pickle", "vectors.npy"), b"cposix\nsystem\n(S'touch trapped'\ntR.")
    traps |= {"articles.db-journal": b"garbage", "sitecustomize.py": b"open('trapped', 'w')"}
    for name, content in traps.items():
        (place / name).write_bytes(content)
    index, changes = opened(articles, place)
    assert (best(index), changes.rebuilt) == (before, "")
    assert not Path("trapped").exists()


@pytest.mark.parametrize("name", ["file/x", "file", "index/articles.db/", "index/lock/"])
def test_an_index_folder_that_cannot_be_written(articles: Path, tmp_path: Path, name: str) -> None:
    """The error is ours, names the place, and says what to do."""
    (tmp_path / "file").write_text("not a folder")
    where = tmp_path / name
    if name.endswith("/"):
        where.mkdir(parents=True)
        where = where.parent
    with pytest.raises(IndexStoreError) as caught:
        opened(articles, where)
    assert str(where) in str(caught.value)
    assert "--index-dir" in caught.value.remedy


def test_a_mistyped_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    """No index folder is made where there are no articles."""
    with pytest.raises(ArticlesError):
        opened(tmp_path / "no-such", tmp_path / "index")
    assert list(tmp_path.iterdir()) == []


def test_the_file_as_it_is_now(articles: Path, place: Path, tmp_path: Path) -> None:
    """Its text, or nothing where it is gone, unreadable or outside the folder."""
    index, _ = opened(articles, place)
    (articles / "crane.md").write_text("new")
    (articles / "ferry.md").write_bytes(b"\xff")
    (articles / "lamp.md").unlink()
    (tmp_path / "outside.md").write_text("outside")
    paths = ("crane.md", "mayor.md", "ferry.md", "lamp.md", "../outside.md", str(tmp_path / "outside.md"), ".")
    assert [index.current_text(path) for path in paths] == ["new", PROSE.format("mayor"), *[None] * 5]


def test_impossible_settings_are_refused() -> None:
    """With the value that was given."""
    assert IndexSettings(passage_tokens=32, max_file_bytes=1).passage_tokens == 32
    for value in (31, 0, -1):
        with pytest.raises(QAError, match=f"at least 32 tokens; {value} were"):
            IndexSettings(passage_tokens=value)
    with pytest.raises(QAError, match="at least 1 byte; 0 was"):
        IndexSettings(max_file_bytes=0)
