"""Updates of the index in a thread of their own, over a real index."""

from pathlib import Path
from threading import Event

from conftest import FakeEmbedder, Folder

from assistant import Assistant
from index.embedder import Vectors
from ui.opening import Opening
from ui.updates import Updates

GOATS = "The old goats of Calder climb the steep hill every morning.\n"
COWS = "The cows of the valley stay in the barn today.\n"


class Held(FakeEmbedder):
    """Embeds articles only when it is let go on; `reached` tells that it waits."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.reached = Event(), Event()
        self.go.set()

    def embed_passages(self, texts: object) -> Vectors:
        """Wait, then embed."""
        self.reached.set()
        assert self.go.wait(30)
        return super().embed_passages(texts)  # type: ignore[arg-type]  # as it was given


def opened(folder: Folder, tmp_path: Path) -> tuple[Path, Held, Updates, Assistant]:
    """Open two articles, ready to be updated."""
    place, embedder = folder({"goats.md": GOATS, "cows.md": COWS}), Held()
    assistant = Assistant.open(place, tmp_path / "index", embedder=embedder)
    return place, embedder, Updates(Opening.of(assistant)), assistant


def test_an_update_names_what_changed(folder: Folder, tmp_path: Path) -> None:
    """And says so where nothing did; after a failure, why, and what still works."""
    place, _, updates, assistant = opened(folder, tmp_path)
    (place / "bees.md").write_text("The bees gather honey in the garden.\n", "utf-8")
    assert updates.run() == "Added: bees.md."
    assert updates.run() == "Everything was up to date."
    for file in place.iterdir():
        file.unlink()
    assert "is empty. Put .txt or .md files" in updates.run()
    assert (updates.progress, updates.ended, len(assistant.articles())) == (None, 3, 3)
    (place / "goats.md").write_text(GOATS, "utf-8")
    assert updates.run() == "Removed: bees.md, cows.md."


def test_who_changes_the_folder_is_told_so_whoever_saw_it_first(folder: Folder, tmp_path: Path) -> None:
    """What the watcher has found is not answered with "up to date"; to who only asks, it is."""
    place, _, updates, _ = opened(folder, tmp_path)
    (place / "cows.md").unlink()
    updates.begin(asked=False).join()
    updates.begin(changed=True).join()
    assert (updates.outcome, updates.ended) == ("Removed: cows.md.", 2)
    assert updates.run() == "Everything was up to date."


def test_questions_are_answered_meanwhile_from_the_articles_as_they_were(folder: Folder, tmp_path: Path) -> None:
    """A change that an update may have missed is read by the next, which follows by itself."""
    place, embedder, updates, assistant = opened(folder, tmp_path)
    before = assistant.generation
    embedder.go.clear()
    embedder.reached.clear()
    (place / "bees.md").write_text("The bees gather honey in the garden.\n", "utf-8")
    thread = updates.begin()
    assert embedder.reached.wait(30)
    assert updates.progress is not None
    answer = assistant.ask("What do the old goats of Calder climb?")
    assert (answer.generation, answer.searched[0]) == (before, 2)
    (place / "owls.md").write_text("The owls hunt in the wood by night.\n", "utf-8")
    assert updates.begin() is thread
    embedder.go.set()
    thread.join(30)
    assert (updates.progress, updates.ended, updates.outcome) == (None, 2, "Added: owls.md.")
    assert assistant.generation == before + 2
