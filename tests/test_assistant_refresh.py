"""The folder is followed: what is added, edited, renamed or deleted is known to the next question."""

import os
import shutil
import time
from collections.abc import Callable
from threading import Thread

import pytest
from conftest import FakeEmbedder, Folder

from assistant import Answer, ArticlesError, Assistant, AssistantSettings

KEEPER = "The lighthouse keeper {name} fed eleven hungry cats on the rock every evening.\n"
TITLED = f"---\ntitle: News from the rock\n---\n{KEEPER}"  # without a title, an article goes by its file's name
QUESTION = "Who is the lighthouse keeper?"
Open = Callable[[dict[str, str | bytes]], Assistant]


@pytest.fixture
def opened(folder: Folder, fake_embedder: FakeEmbedder) -> Open:
    """Open an assistant that always speaks over a folder of given files."""
    settings = AssistantSettings(threshold=0.0)
    return lambda files: Assistant.open(folder(files), "index", embedder=fake_embedder, settings=settings)


def asked(assistant: Assistant, known: Callable[[str], bool] = bool) -> Answer:
    """Ask; again for a short while, since the folder is not looked at more often than is cheap."""
    deadline = time.monotonic() + 5
    answer = assistant.ask(QUESTION)
    while not known(answer.text) and time.monotonic() < deadline:
        time.sleep(0.02)
        answer = assistant.ask(QUESTION)
    return answer


def test_an_added_article_is_known(opened: Open) -> None:
    """Without a word to the assistant; the others are not embedded again."""
    assistant = opened({"a.txt": "Goats climb the steep hill of Calder every single morning.\n"})
    (assistant.articles_dir / "b.txt").write_text(KEEPER.format(name="Tobias"))
    answer = asked(assistant, lambda text: "Tobias" in text)
    assert answer.quotes[0].article.path == "b.txt"
    assert (answer.generation, answer.searched) == (2, (2, 2))
    assert (assistant.changes.added, assistant.changes.unchanged) == (("b.txt",), ("a.txt",))
    assert assistant.changes.embedded == 1


def test_an_edited_article_is_known(opened: Open) -> None:
    """The new words are quoted with the new offsets; the old ones are nowhere."""
    assistant = opened({"a.txt": KEEPER.format(name="Tobias")})
    assert "Tobias" in assistant.ask(QUESTION).text
    (assistant.articles_dir / "a.txt").write_text("News from the rock\n\n" + KEEPER.format(name="Ottoline"))
    (quote,) = asked(assistant, lambda text: "Ottoline" in text).quotes
    assert (quote.text, quote.start) == (KEEPER.format(name="Ottoline").strip(), 20)
    assert not any("Tobias" in hit.passage.text for hit in assistant.search("Tobias", k=100))


def test_a_renamed_article_is_known_and_not_embedded_again(opened: Open, fake_embedder: FakeEmbedder) -> None:
    """Only its path is new."""
    assistant = opened({"a.txt": TITLED.format(name="Tobias")})
    embedded = len(fake_embedder.embedded)
    (assistant.articles_dir / "a.txt").rename(assistant.articles_dir / "z.md")
    answer = asked(assistant, lambda _: assistant.article("z.md") is not None)
    assert answer.quotes[0].article.path == "z.md"
    assert (assistant.changes.renamed, assistant.article("a.txt")) == ((("a.txt", "z.md"),), None)
    assert len(fake_embedder.embedded) == embedded


def test_a_deleted_articles_text_is_no_longer_found(opened: Open) -> None:
    """Not quoted, not near, not a passage, not an article."""
    assistant = opened({"a.txt": KEEPER.format(name="Tobias"), "b.txt": "Goats climb the hill of Calder daily.\n"})
    (assistant.articles_dir / "a.txt").unlink()
    answer = asked(assistant, lambda text: "Tobias" not in text)
    assert {quote.article.path for quote in (*answer.quotes, *answer.nearest)} == {"b.txt"}
    assert [hit.passage.article.path for hit in assistant.search("lighthouse Tobias", k=100)] == ["b.txt"]
    assert [article.path for article in assistant.articles()] == ["b.txt"]
    assert (assistant.article("a.txt"), assistant.current_text("a.txt")) == (None, None)


def test_refresh_tells_what_changed(opened: Open) -> None:
    """Each file in one list; twice in a row there is nothing to tell."""
    assistant = opened({f"{name}.txt": TITLED.format(name=name) for name in ("edit", "gone", "old", "same")})
    assert assistant.changes.added == ("edit.txt", "gone.txt", "old.txt", "same.txt")
    place = assistant.articles_dir
    (place / "edit.txt").write_text(KEEPER.format(name="Bo"))
    (place / "gone.txt").unlink()
    (place / "old.txt").rename(place / "young.txt")
    (place / "new.md").write_text(KEEPER.format(name="Cy"))
    (place / "bad.txt").write_bytes(b"\xff\xfe")
    changes = assistant.refresh()
    assert (changes.added, changes.edited, changes.deleted) == (("new.md",), ("edit.txt",), ("gone.txt",))
    assert (changes.renamed, changes.unchanged) == ((("old.txt", "young.txt"),), ("same.txt",))
    assert ([file.path for file in changes.skipped], changes.embedded) == (["bad.txt"], 2)
    assert assistant.changes == changes
    again = assistant.refresh()
    assert (bool(again), again.embedded) == (False, 0)
    assert again.unchanged == ("edit.txt", "new.md", "same.txt", "young.txt")


def test_refresh_sees_an_edit_that_keeps_size_and_time(opened: Open) -> None:
    """What a folder looks like is a hint; what decides is the content."""
    assistant = opened({"a.txt": KEEPER.format(name="Tobias")})
    path = assistant.articles_dir / "a.txt"
    before = path.stat()
    path.write_text(KEEPER.format(name="Sophia"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert assistant.refresh().edited == ("a.txt",)
    assert "Sophia" in assistant.ask(QUESTION).text


def test_an_edit_while_the_index_is_built_is_known_to_the_first_question(
    folder: Folder, fake_embedder: FakeEmbedder
) -> None:
    """Building may take minutes, and a file may change after it was read."""
    place = folder({"a.txt": KEEPER.format(name="Tobias")})

    def edit(done: int, total: int) -> None:
        assert (done, total) == (1, 1)
        (place / "a.txt").write_text(KEEPER.format(name="Ottoline"))

    settings = AssistantSettings(threshold=0.0)
    assistant = Assistant.open(place, "index", embedder=fake_embedder, settings=settings, progress=edit)
    assert "Ottoline" in asked(assistant, lambda text: "Ottoline" in text).text


def test_an_edit_right_after_a_question_is_known_to_the_next_one(opened: Open) -> None:
    """However many files the folder holds."""
    assistant = opened({"a.txt": KEEPER.format(name="Tobias"), **{f"x/{n}.csv": b"1,2" for n in range(2000)}})
    assert "Tobias" in assistant.ask(QUESTION).text
    (assistant.articles_dir / "a.txt").write_text(KEEPER.format(name="Ottoline"))
    assert "Ottoline" in assistant.ask(QUESTION).text


@pytest.mark.parametrize("closed", [False, True], ids=["kept open", "closed after each piece"])
def test_no_question_is_answered_from_half_a_file(opened: Open, closed: bool) -> None:
    """Written in thirty pieces over three seconds, and asked about all the while."""
    assistant = opened({"a.txt": KEEPER.format(name="Tobias"), "b.txt": "Goats climb the hill of Calder daily.\n"})
    pieces = [KEEPER.format(name=f"Ottoline the {number}th") for number in range(30)]
    path = assistant.articles_dir / "a.txt"

    def write() -> None:
        with path.open("w") as file:
            for piece in pieces:
                if closed:
                    with path.open("a") as again:
                        again.write(piece)
                else:
                    file.write(piece)
                    file.flush()
                time.sleep(0.1)

    first = assistant.ask(QUESTION).generation
    writer = Thread(target=write)
    writer.start()
    whole = {KEEPER.format(name="Tobias"), "".join(pieces)}
    while writer.is_alive():
        answer = assistant.ask(QUESTION)
        assert {q.article.text for q in (*answer.quotes, *answer.nearest) if q.article.path == "a.txt"} <= whole
    answer = assistant.ask(QUESTION)
    assert "Ottoline" in answer.text
    assert answer.generation - first <= 2


def test_a_folder_that_is_gone_leaves_the_index_answering(opened: Open) -> None:
    """A drive that is unplugged does not take the answers with it; the files themselves are gone."""
    assistant = opened({"a.txt": KEEPER.format(name="Tobias")})
    shutil.rmtree(assistant.articles_dir)
    time.sleep(0.1)
    assert "Tobias" in assistant.ask(QUESTION).text
    assert assistant.search(QUESTION)[0].passage.article.path == "a.txt"
    assert [type(event).__name__ for event in assistant.stream(QUESTION)][-1] == "Answer"
    assert assistant.current_text("a.txt") is None
    with pytest.raises(ArticlesError):
        assistant.refresh()
    assistant.articles_dir.mkdir()
    (assistant.articles_dir / "a.txt").write_text(KEEPER.format(name="Ottoline"))
    assert "Ottoline" in asked(assistant, lambda text: "Ottoline" in text).text


def test_reopening_finds_the_index_as_it_was(opened: Open, fake_embedder: FakeEmbedder) -> None:
    """Nothing is read anew, and the answers are the same."""
    files: dict[str, str | bytes] = {"a.txt": KEEPER.format(name="Tobias")}
    answer = opened(files).ask(QUESTION)
    embedded = len(fake_embedder.embedded)
    again = opened({})
    assert (again.changes.unchanged, again.changes.added, len(fake_embedder.embedded)) == (("a.txt",), (), embedded)
    assert again.ask(QUESTION) == answer


def test_current_text_is_what_the_file_holds_now(opened: Open) -> None:
    """The index may be behind; a reader that shows the file must not be."""
    assistant = opened({"sub/a.txt": KEEPER.format(name="Tobias"), "note.csv": "a,b", ".hidden.md": "secret"})
    path = assistant.articles_dir / "sub" / "a.txt"
    assert assistant.current_text("sub/a.txt") == path.read_text("utf-8")
    path.write_bytes("Ünsaved\r\n".encode())
    assert assistant.current_text("sub/a.txt") == "Ünsaved\r\n"
    path.write_bytes(b"\xff")
    assert assistant.current_text("sub/a.txt") is None


@pytest.mark.parametrize(
    "path",
    ["", ".", "..", "sub", "none.txt", "../outside.txt", "/etc/hostname", "x" * 5000, "a.txt/b", "a\0b", "\ud800.txt",
     ".hidden.md", "note.csv"],
)  # fmt: skip
def test_current_text_of_what_is_no_article_is_none(opened: Open, path: str) -> None:
    """Never a file outside the folder, never one that is not read as an article, and no other error."""
    files = {
        "a.txt": KEEPER,
        "sub/b.txt": KEEPER,
        ".hidden.md": "secret",
        "note.csv": "a,b",
        "../outside.txt": "secret",
    }
    assert opened({**files}).current_text(path) is None
