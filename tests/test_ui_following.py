"""A served folder is followed: what changes is read before anyone asks, and the page tells it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from conftest import ROOT, FakeEmbedder, Folder
from library_room import FILES, fill
from rooms import TESTS, Room, chromium, make_room, visit
from test_ui_updates import COWS, GOATS, Held

from assistant import Assistant
from ui.opening import Opening
from ui.updates import Updates

BEES = "---\ntitle: Bees in the garden\n---\nThe bees of Calder gather honey in the warm garden all summer.\n"


def indexed(place: Path) -> list[str]:
    """Return the paths of the articles in an index, without asking the assistant."""
    with closing(sqlite3.connect(place / "articles.db")) as connection:
        return [row[0] for row in connection.execute("SELECT path FROM articles ORDER BY path")]


def wait_for(place: Path, paths: list[str], seconds: float = 60) -> None:
    """Wait until an index has these articles."""
    deadline = time.monotonic() + seconds
    while indexed(place) != paths and time.monotonic() < deadline:
        time.sleep(0.1)
    assert indexed(place) == paths


class Followed(Room):
    """A served folder that is followed."""

    def start(self) -> None:
        """Serve, and wait until the page can be opened."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(TESTS)))}
        command = [sys.executable, str(TESTS / "library_room.py"), str(self.folder), str(self.port), "following"]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == self.address


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Followed]:
    """Serve three articles."""
    made = make_room(tmp_path)
    fill(made.folder)
    followed = Followed(made.folder, made.port)
    followed.start()
    yield followed
    followed.stop()


def test_a_file_added_is_told_and_answered_from_without_a_question_having_asked_for_it(room: Followed) -> None:
    """The page says by itself what is new; the index has it before the question."""
    with chromium() as browser, visit(browser, room) as tab:
        (room.folder / "bees.md").write_text(BEES, "utf-8")
        tab.page.locator("#outcome", has_text="Added: bees.md.").wait_for()
        wait_for(room.folder.parent / "index", sorted([*FILES, "bees.md"]))
        tab.ask("What do the bees of Calder gather?")
        assert "gather honey" in tab.page.locator("#chat").inner_text()
        (room.folder / "goats.md").unlink()
        tab.page.locator("#outcome", has_text="Removed: goats.md.").wait_for()


@pytest.mark.parametrize("options", [[], ["--no-watch"]], ids=["watching", "not watching"])
def test_the_command_follows_the_folder_unless_told_not_to(tmp_path: Path, options: list[str]) -> None:
    """With the real model, and without a question; SIGTERM ends it quietly."""
    place = tmp_path / "articles"
    place.mkdir()
    (place / "goats.md").write_text(GOATS)
    command = [sys.executable, "-m", "ui", "--articles", "articles", "--index-dir", "index", "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Serving 1 article")
        (place / "cows.md").write_text(COWS)
        if options:
            time.sleep(3)
            assert indexed(tmp_path / "index") == ["goats.md"]
        else:
            wait_for(tmp_path / "index", ["cows.md", "goats.md"])
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate(timeout=20)


def test_a_look_that_finds_nothing_leaves_told_what_was(folder: Folder, tmp_path: Path) -> None:
    """Only what a person asked for is answered with "up to date"."""
    place = folder({"goats.md": GOATS, "cows.md": COWS})
    updates = Updates(Opening.of(Assistant.open(place, tmp_path / "index", embedder=FakeEmbedder())))
    (place / "bees.md").write_text(BEES)
    updates.begin(asked=False).join()
    assert (updates.outcome, updates.ended) == ("Added: bees.md.", 1)
    updates.begin(asked=False).join()
    assert (updates.outcome, updates.ended) == ("Added: bees.md.", 1)
    assert (updates.run(), updates.ended) == ("Everything was up to date.", 2)


def test_no_question_waits_for_what_the_watcher_reads(folder: Folder, tmp_path: Path) -> None:
    """It waits two seconds where it found the change itself, not at all where the update is under way already."""
    place, embedder = folder({"goats.md": GOATS, "cows.md": COWS}), Held()
    assistant = Assistant.open(place, tmp_path / "index", embedder=embedder)
    updates, held = Updates(Opening.of(assistant)), Event()
    assistant.ask("What do the goats of Calder climb?")  # loads what reads
    with assistant.updated_by(lambda: (held.set(), updates.begin(asked=False))[1]):
        embedder.go.clear()
        (place / "bees.md").write_text(BEES)
        answer = assistant.ask("What do the goats of Calder climb?")
        assert (answer.searched[0], held.is_set(), updates.progress) == (2, True, None)
        held.clear()
        assert assistant.ask("What do the goats of Calder climb?").searched[0] == 2
        assert not held.is_set()
        embedder.go.set()
        updates.begin(asked=False).join()
        assert assistant.ask("What do the bees of Calder gather?").searched[0] == 3


def test_a_question_knows_a_file_that_was_saved_just_before(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten times in a row, with a watcher that has not heard of it yet."""
    monkeypatch.setattr("assistant.following._PATIENCE", 60.0)  # however busy the machine is
    place = folder({"goats.md": GOATS, "cows.md": COWS})
    assistant = Assistant.open(place, tmp_path / "index", embedder=FakeEmbedder())
    updates = Updates(Opening.of(assistant))
    with updates.following():
        for number in range(10):
            (place / f"bees{number}.md").write_text(BEES)
            assert assistant.ask("What do the bees of Calder gather?").searched[0] == 3 + number
