"""The index follows its folder, at a cost that follows the change."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from conftest import FakeEmbedder, Folder

from index import (
    Article,
    ArticleIndex,
    ArticlesError,
    Changes,
    EmbeddingError,
    Hit,
    IndexSettings,
    IndexStoreError,
    Query,
    SentenceTransformerEmbedder,
    Skipped,
)
from index.chunker import CHUNKING, chunk_article, embedded_text
from index.embedder import Vectors
from index.reader import BEING_WRITTEN

PROSE = "The {0} stood at the quay all day, and nobody but the {0} knew for whom it was waiting there.\n"
SMALL = IndexSettings(passage_tokens=32)

Opened = Callable[[Path, FakeEmbedder], tuple[ArticleIndex, Changes]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Open an index of small passages in one place."""
    return lambda articles, embedder: ArticleIndex.open(articles, tmp_path / "index", embedder, SMALL)


def contents(index: ArticleIndex) -> list[Article]:
    """Return every article of the index."""
    with index.reading() as searcher:
        return searcher.articles()


def found(index: ArticleIndex) -> list[Hit]:
    """Return what a search finds."""
    with index.reading() as searcher:
        return searcher.search([Query("who waits for the crane or the lamp?")], 1000)


def test_each_file_is_in_one_of_the_lists(folder: Folder, opened: Opened) -> None:
    """Added, edited, renamed, deleted, unchanged or skipped; the index holds what the folder holds."""
    place = folder({name: PROSE.format(name[0]) for name in ("a.md", "b.md", "c.md", "d.md")})
    index, changes = opened(place, FakeEmbedder())
    assert changes == Changes(added=("a.md", "b.md", "c.md", "d.md"), embedded=4)
    (place / "a.md").unlink()
    (place / "b.md").write_text(PROSE.format("boat"))
    (place / "c.md").rename(place / "moved.md")
    folder({"new.md": PROSE.format("new"), "page.html": "<p>"})
    changes = index.refresh()
    assert changes == Changes(
        added=("new.md",),
        edited=("b.md",),
        renamed=(("c.md", "moved.md"),),
        deleted=("a.md",),
        unchanged=("d.md",),
        skipped=(Skipped("page.html", "no text in it"),),
        embedded=changes.embedded,
    )
    assert [(a.path, a.text) for a in contents(index)] == [
        (path, (place / path).read_text()) for path in ("b.md", "d.md", "moved.md", "new.md")
    ]
    again = index.refresh()
    assert again == Changes(unchanged=("b.md", "d.md", "moved.md", "new.md"), skipped=changes.skipped)
    assert not again


def test_what_did_not_change_embeds_nothing(folder: Folder, opened: Opened) -> None:
    """Touched, copied, given a title and renamed files are not embedded again; neither are deleted ones."""
    title = "---\ntitle: Quay\n---\n"
    place = folder({"a.md": title + PROSE.format("crane"), "b.md": title + PROSE.format("ferry")})
    embedder = FakeEmbedder()
    index, _ = opened(place, embedder)
    embedder.embedded.clear()
    (place / "a.md").touch()
    assert index.refresh().unchanged == ("a.md", "b.md")
    (place / "a.md").rename(place / "c.md")
    assert index.refresh().renamed == (("a.md", "c.md"),)
    folder({"sub/copy.md": (place / "c.md").read_bytes()})
    assert index.refresh().added == ("sub/copy.md",)
    (place / "b.md").unlink()
    assert index.refresh().deleted == ("b.md",)
    (place / "c.md").write_text(title.replace("---\nt", "---\nauthor: A. Lee\nt") + PROSE.format("crane"))
    assert index.refresh().edited == ("c.md",)
    assert [(a.path, a.author) for a in contents(index)] == [("c.md", "A. Lee"), ("sub/copy.md", "")]
    assert embedder.embedded == []


@pytest.mark.parametrize(
    "new", [PROSE.format("new crane"), PROSE.format("lamp") * 3, ""], ids=["as long", "longer", "cut"]
)
def test_editing_a_paragraph_embeds_the_passages_that_changed(folder: Folder, opened: Opened, new: str) -> None:
    """Of a long article, only the passages whose text is new."""
    paragraphs = [PROSE.format(f"crane{number}") for number in range(60)]
    heading = "# Sixty cranes at the quay\n\n"
    place = folder({"a.md": heading + "\n".join(paragraphs)})
    embedder = FakeEmbedder()
    index, changes = opened(place, embedder)

    def texts() -> set[str]:
        return {embedded_text(p) for p in chunk_article(contents(index)[0], 32, embedder.count_tokens)}

    before = texts()
    assert changes.embedded == len(before) >= 60
    embedder.embedded.clear()
    (place / "a.md").write_text(heading + "\n".join([*paragraphs[:20], new, *paragraphs[21:]]))
    assert index.refresh().embedded == len(texts() - before) <= 5
    assert texts() - before <= set(embedder.embedded)
    assert not (texts() & before) & set(embedder.embedded)


@pytest.mark.parametrize(
    "heading", ["", "# The boat is late\n\n", "---\ntitle: Boats\n---\n"], ids=["none", "its name", "given"]
)
def test_a_rename_embeds_nothing(folder: Folder, opened: Opened, heading: str) -> None:
    """Whether the title is the name of the file, looks like it, or is another one; a renamed folder neither."""
    name = "The boat is late"
    text = heading + "".join(PROSE.format(f"crane{number}") for number in range(20))
    place = folder({f"{name}.md": text, f"x/{name}.md": text.replace("crane", "ferry"), "z.md": PROSE.format("z")})
    embedder = FakeEmbedder()
    index, _ = opened(place, embedder)
    embedder.embedded.clear()
    (place / f"{name}.md").rename(place / "ship.md")
    (place / "x").rename(place / "y")
    changes = index.refresh()
    assert changes.renamed == ((f"{name}.md", "ship.md"), (f"x/{name}.md", f"y/{name}.md"))
    assert (changes.embedded, embedder.embedded) == (0, [])
    assert {a.path: a.title for a in contents(index)}["ship.md"] == {"": "ship", "#": name, "-": "Boats"}[heading[:1]]


def test_a_sentence_at_the_top_embeds_little_of_a_long_article(
    folder: Folder, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    """With the real model's tokens: most of the passages are as they were."""
    place = folder({"a.md": "\n\n".join(PROSE.format(f"crane {n}") + PROSE.format(f"ferry {n}") for n in range(80))})
    index = ArticleIndex(place, tmp_path / "index", embedder, IndexSettings())
    before = index.refresh().embedded
    (place / "a.md").write_text(f"Nobody at the quay saw this coming.\n\n{(place / 'a.md').read_text()}")
    changes = index.preview()
    assert changes.edited == ("a.md",)
    assert 1 <= changes.embedded <= before / 4


def everything_below(place: Path) -> list[tuple[str, int, int]]:
    """Return every file and folder with its size and time."""
    return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in (place, *place.rglob("*")))


@pytest.mark.parametrize("state", ["none", "there", "writable by nobody", "damaged", "being written"])
def test_a_preview_tells_what_a_refresh_would_do_and_leaves_no_trace(
    folder: Folder, tmp_path: Path, state: str
) -> None:
    """Neither in the index folder nor beside it; whatever state the index is in."""
    place = folder({name: PROSE.format(name[0]) for name in ("a.md", "b.md", "c.md")})
    home = tmp_path / "index"
    index = ArticleIndex(place, home, FakeEmbedder(), SMALL)
    with ExitStack() as stack:
        if state != "none":
            index.refresh()
        if state == "writable by nobody":
            home.chmod(0o500)
            stack.callback(home.chmod, 0o700)
        if state == "damaged":
            (home / "articles.db").write_bytes(b"no database" * 1000)
        if state == "being written":
            writer = stack.enter_context(closing(sqlite3.connect(home / "articles.db")))
            writer.execute("UPDATE manifest SET value = value WHERE key = 'generation'")
            writer.commit()
        (place / "a.md").write_text(PROSE.format("boat"))
        (place / "b.md").rename(place / "d.md")
        folder({"e.md": PROSE.format("e")})
        before = everything_below(tmp_path)
        embedder = FakeEmbedder()
        told = ArticleIndex(place, home, embedder, SMALL).preview()
        assert everything_below(tmp_path) == before
        assert embedder.embedded == []
    if state in ("none", "damaged"):
        assert told.added == ("a.md", "c.md", "d.md", "e.md")
    else:
        assert (told.added, told.edited, told.renamed, told.embedded) == (("e.md",), ("a.md",), (("b.md", "d.md"),), 2)
    done = index.refresh()
    assert bool(told.rebuilt) is bool(done.rebuilt) is (state == "damaged")
    assert replace(told, rebuilt="") == replace(done, rebuilt="")
    assert not index.preview()


def test_a_rebuild_makes_everything_anew_and_the_old_generation_answers_meanwhile(
    folder: Folder, tmp_path: Path
) -> None:
    """All is embedded again; what cannot be read just now keeps its last good version."""
    place = folder({"a.md": PROSE.format("crane"), "b.md": PROSE.format("ferry")})
    asked: list[list[str]] = []

    class Asking(FakeEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            if asked:
                asked.append([hit.passage.text for hit in found(index)])
            return super().embed_passages(texts)

    embedder = Asking()
    index = ArticleIndex(place, tmp_path / "index", embedder, SMALL)
    index.refresh()
    before = [hit.passage.text for hit in found(index)]
    asked.append(before)
    embedder.embedded.clear()
    (place / "b.md").write_bytes(b"\xff")
    changes = index.refresh(rebuild=True)
    assert (changes.added, changes.embedded, changes.rebuilt) == (("a.md",), 2, "this was asked for")
    assert [file.path for file in changes.skipped] == ["b.md"]
    assert len(embedder.embedded) == 2
    assert len(asked) > 1
    assert all(texts == before for texts in asked)
    assert [hit.passage.text for hit in found(index)] == before
    assert not index.refresh()
    assert index.check() == ()


def test_check_names_what_is_wrong(folder: Folder, opened: Opened, tmp_path: Path) -> None:
    """An article that was altered behind its back; an index that is missing is an error."""
    index, _ = opened(folder({"a.md": PROSE.format("crane")}), FakeEmbedder())
    assert index.check() == ()
    with closing(sqlite3.connect(tmp_path / "index" / "articles.db")) as connection:
        connection.execute("UPDATE articles SET text = text || 'x'")
        connection.commit()
    assert any("a.md" in fault for fault in index.check())
    with pytest.raises(IndexStoreError, match="There is no index"):
        ArticleIndex(tmp_path / "articles", tmp_path / "nowhere", FakeEmbedder(), SMALL).check()
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_changes_while_it_is_waited_for_keeps_its_last_version(folder: Folder, opened: Opened) -> None:
    """It is read by the next refresh, once it rests; one that is new is not in the index until then."""
    place = folder({"a.md": PROSE.format("crane"), "b.md": PROSE.format("lamp")})
    index, _ = opened(place, FakeEmbedder())
    done = Event()

    def write() -> None:
        while not done.wait(0.05):
            for name in ("a.md", "new.md"):
                with (place / name).open("a") as file:
                    file.write("half a sen")

    writer = Thread(target=write)
    writer.start()
    while not (place / "new.md").exists():
        time.sleep(0.01)
    changes = index.refresh()
    done.set()
    writer.join()
    assert changes == Changes(
        unchanged=("b.md",), skipped=(Skipped("a.md", BEING_WRITTEN), Skipped("new.md", BEING_WRITTEN))
    )
    assert [article.text for article in contents(index)] == [PROSE.format("crane"), PROSE.format("lamp")]
    assert index.folder_changed()
    changes = index.refresh()
    assert (changes.added, changes.edited) == (("new.md",), ("a.md",))
    assert not index.folder_changed()


def test_two_files_of_one_text_are_two_articles(folder: Folder, opened: Opened) -> None:
    """One of them renamed and the other deleted are told apart; a swap is two edits."""
    place = folder({"a.md": PROSE.format("a"), "b.md": PROSE.format("a"), "c.md": PROSE.format("c")})
    index, changes = opened(place, FakeEmbedder())
    assert changes.added == ("a.md", "b.md", "c.md")
    (place / "a.md").unlink()
    (place / "b.md").rename(place / "x.md")
    changes = index.refresh()
    assert (changes.renamed, changes.deleted) == ((("a.md", "x.md"),), ("b.md",))
    folder({"c.md": PROSE.format("a"), "x.md": PROSE.format("c")})
    assert index.refresh().edited == ("c.md", "x.md")


def test_progress_counts_what_is_embedded(folder: Folder, tmp_path: Path) -> None:
    """It is told after each batch, up to the number of passages to embed."""
    place = folder({"a.md": "\n".join(PROSE.format(f"crane{number}") for number in range(100))})
    told: list[tuple[int, int]] = []
    _, changes = ArticleIndex.open(
        place, tmp_path / "i", FakeEmbedder(), SMALL, lambda done, todo: told.append((done, todo))
    )
    assert told == [(64, changes.embedded), (changes.embedded, changes.embedded)]


def test_another_model_or_passage_size_rebuilds(folder: Folder, tmp_path: Path) -> None:
    """All is embedded anew, and the reason is told."""
    place = folder({"a.md": PROSE.format("crane"), "b.md": PROSE.format("ferry")})
    ArticleIndex.open(place, tmp_path / "i", FakeEmbedder("fake:1"), SMALL)
    for model, settings, reason in [
        ("fake:2", SMALL, "its model is fake:1, now fake:2"),
        (
            "fake:2",
            IndexSettings(),
            f"its chunking is {CHUNKING}, at most 32 tokens, now {CHUNKING}, at most 200 tokens",
        ),
    ]:
        index, changes = ArticleIndex.open(place, tmp_path / "i", FakeEmbedder(model), settings)
        assert (changes.rebuilt, changes.added) == (reason, ("a.md", "b.md"))
        assert [a.path for a in contents(index)] == ["a.md", "b.md"]
        assert ArticleIndex.open(place, tmp_path / "i", FakeEmbedder(model), settings)[1].unchanged == ("a.md", "b.md")


def test_a_folder_that_was_emptied_leaves_the_index(folder: Folder, opened: Opened) -> None:
    """A folder that is not mounted must not cost the index; the error is clear."""
    place = folder({"a.md": PROSE.format("crane")})
    index, _ = opened(place, FakeEmbedder())
    before = found(index)
    (place / "a.md").rename(place / "a.bak")
    with pytest.raises(ArticlesError, match="Nothing in"):
        index.refresh()
    (place / "a.bak").unlink()
    with pytest.raises(ArticlesError, match="is empty"):
        index.refresh()
    assert found(index) == before


def test_what_is_in_no_article_any_more_is_forgotten(folder: Folder, opened: Opened) -> None:
    """Nothing is kept of a deleted article, so it is embedded again when it comes back."""
    place = folder({"a.md": PROSE.format("crane"), "b.md": PROSE.format("ferry")})
    index, _ = opened(place, FakeEmbedder())
    (place / "b.md").unlink()
    index.refresh()
    folder({"b.md": PROSE.format("ferry")})
    assert index.refresh().embedded == 1


class Failing(FakeEmbedder):
    """A model that fails at its n-th call; each is a batch of 64 passages."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls_left = calls

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed, or fail."""
        self.calls_left -= 1
        if self.calls_left < 0:
            raise EmbeddingError("out of memory")
        return super().embed_passages(texts)


@pytest.mark.parametrize(("calls", "kept"), [(0, 0), (1, 64), (2, 128)])
def test_a_failure_while_embedding_loses_nothing(folder: Folder, opened: Opened, calls: int, kept: int) -> None:
    """The old generation answers on, and the next run goes on from the batches that were stored."""
    place = folder({"a.md": PROSE.format("lamp")})
    index, _ = opened(place, FakeEmbedder())
    before = found(index)
    folder({"b.md": "\n".join(PROSE.format(f"crane{number}") for number in range(160))})
    with pytest.raises(EmbeddingError, match="out of memory"):
        opened(place, Failing(calls))
    assert found(index) == before
    (place / "c.md").write_text(PROSE.format("ferry"))
    index, changes = opened(place, FakeEmbedder())
    assert changes.added == ("b.md", "c.md")
    with index.reading() as searcher:
        assert changes.embedded == searcher.count[1] - 1 - kept


class Offline(FakeEmbedder):
    """A model behind a service that cannot be reached."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Fail as a socket does."""
        raise ConnectionRefusedError(f"no one there for {len(texts)} texts")


def test_a_failure_of_the_model_is_not_blamed_on_the_index_folder(folder: Folder, opened: Opened) -> None:
    """What the model raises is what its user sees."""
    with pytest.raises(ConnectionRefusedError):
        opened(folder({"a.md": PROSE.format("lamp")}), Offline())


def test_the_real_model_embeds_a_change_only(
    folder: Folder, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    """One new article among others is one passage to embed, and is found at once."""
    place = folder({f"{noun}.md": PROSE.format(noun) for noun in ("crane", "ferry", "lamp")})
    index, changes = ArticleIndex.open(place, tmp_path / "i", embedder)
    assert changes.embedded == 3
    folder({"tax.md": "Taxes on grain were cut in May, which pleased the millers of the north.\n"})
    assert index.refresh().embedded == 1
    with index.reading() as searcher:
        assert searcher.search([Query("Who was glad to pay less?")], 1)[0].passage.article.path == "tax.md"
