"""The folder is looked at soon after something happened in it, and the index then equals it, however it was saved."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from conftest import FakeEmbedder, Folder

from index import ArticleIndex, ArticlesError, IndexSettings
from index.watching import _due, _polled

PROSE = "The {0} stood at the quay all day, and nobody but the {0} knew for whom it was waiting there.\n"


def looked(happened: str, step: float = 0.25) -> list[float]:
    """Return when it is looked, given what happened at each step: `x` something, `.` nothing."""
    now = 100.0

    def ticks() -> Iterator[bool]:
        nonlocal now
        for mark in happened:
            now += step
            yield mark == "x"
        stop.set()

    stop = Event()
    return [now - 100 for _ in _due(ticks(), stop, lambda: now)]


def test_it_is_looked_at_once_then_when_it_is_quiet() -> None:
    """A second after the last event; ten seconds after the first one at the latest."""
    assert looked("....................") == [0.25]
    assert looked("..x.......") == [0.25, 1.75]
    assert looked("..x..x..xx.......") == [0.25, 3.5]
    assert looked("." + "x" * 90) == [0.25, 10.5, 20.75]


def test_it_is_looked_at_every_five_minutes_all_the_same() -> None:
    """The system may have lost an event."""
    assert looked("." * 70, step=10.0) == [10.0, 310.0, 610.0]


@contextmanager
def followed(place: Path, index_dir: Path) -> Iterator[tuple[ArticleIndex, list[float]]]:
    """Follow a folder in a thread; gives the index, and when it was rebuilt."""
    index, _ = ArticleIndex.open(place, index_dir, FakeEmbedder(), IndexSettings(passage_tokens=32))
    stop, begun = Event(), Event()
    rebuilt: list[float] = []

    def follow() -> None:
        for _ in index.looks(stop):
            try:
                if index.refresh():
                    rebuilt.append(time.monotonic())
            except ArticlesError:
                pass
            begun.set()

    thread = Thread(target=follow)
    thread.start()
    try:
        assert begun.wait(60)
        yield index, rebuilt
    finally:
        stop.set()
        thread.join(60)


def held(index: ArticleIndex) -> dict[str, str]:
    """Return what the index holds."""
    with index.reading() as searcher:
        return {article.path: article.text for article in searcher.articles()}


def there(place: Path) -> dict[str, str]:
    """Return the articles that are in a folder."""
    found = {}
    for parent, folders, names in os.walk(place):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(parent) / name for name in names):
            if (
                path.suffix in (".md", ".txt")
                and not path.name.startswith(".")
                and path.resolve().is_relative_to(place)
            ):
                found[path.relative_to(place).as_posix()] = path.read_text()
    return found


def wait_until_equal(index: ArticleIndex, place: Path, seconds: float = 60) -> None:
    """Wait until the index holds what the folder holds."""
    deadline = time.monotonic() + seconds
    while held(index) != there(place) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert held(index) == there(place)


def truncate_and_write(path: Path) -> None:
    """As a shell does with `>`."""
    with path.open("w") as file:
        file.flush()
        time.sleep(0.02)
        file.write(PROSE.format("ferry"))


def write_and_rename(path: Path) -> None:
    """As most editors do."""
    (other := path.with_name(f".{path.name}.swp")).write_text(PROSE.format("ferry"))
    other.replace(path)


def rename_and_write(path: Path) -> None:
    """As editors that keep a backup do."""
    path.rename(path.with_name(f"{path.name}~"))
    path.write_text(PROSE.format("ferry"))


def copy_and_write(path: Path) -> None:
    """The backup is a copy, removed afterwards."""
    shutil.copy2(path, backup := path.with_suffix(".bak"))
    path.write_text(PROSE.format("ferry"))
    backup.unlink()


def write_in_place(path: Path) -> None:
    """The size stays the same."""
    with path.open("r+") as file:
        file.seek(4)
        file.write("CRANE")


def write_as_long_and_as_old(path: Path) -> None:
    """Size and time stay the same."""
    before = path.stat()
    path.write_text(path.read_text().replace("crane", "lamps"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap_link(path: Path) -> None:
    """A link goes to another file of the folder."""
    target = path.with_name("target.md")
    path.rename(target)
    (other := path.with_name("other.md")).write_text(PROSE.format("ferry"))
    path.symlink_to(target.name)
    (new := path.with_name("new.md")).symlink_to(other.name)
    new.replace(path)


def swap_two(path: Path) -> None:
    """Two files change places."""
    (other := path.with_name("other.md")).write_text(PROSE.format("ferry"))
    path.rename(path.with_name("third.md"))
    other.rename(path)
    path.with_name("third.md").rename(other)


def move_out_and_in(path: Path) -> None:
    """Another file comes back in its place."""
    outside = path.parents[2] / "outside"
    outside.mkdir(exist_ok=True)
    path.rename(outside / path.name)
    (outside / "new.md").write_text(PROSE.format("ferry"))
    (outside / "new.md").rename(path.with_name("moved-in.md"))


def add_folder(path: Path) -> None:
    """A folder in a folder, with an article."""
    (path.parent / "one" / "two").mkdir(parents=True)
    (path.parent / "one" / "two" / "new.md").write_text(PROSE.format("ferry"))


def keep_open(path: Path) -> None:
    """Written in pieces."""
    with path.open("a") as file:
        for word in PROSE.format("ferry").split():
            file.write(f"{word} ")
            file.flush()
            time.sleep(0.01)


PATTERNS: dict[str, Callable[[Path], object]] = {
    "truncate and write": truncate_and_write,
    "write and rename": write_and_rename,
    "rename and write": rename_and_write,
    "copy and write": copy_and_write,
    "write in place": write_in_place,
    "write as long and as old": write_as_long_and_as_old,
    "append": keep_open,
    "touch": Path.touch,
    "chmod": lambda path: path.chmod(0o600),
    "delete": Path.unlink,
    "delete and write": lambda path: (path.unlink(), path.write_text(PROSE.format("ferry"))),
    "rename": lambda path: path.rename(path.with_name("renamed.md")),
    "change case": lambda path: path.rename(path.with_name("A.md")),
    "hide": lambda path: path.rename(path.with_name(".a.md")),
    "make no article": lambda path: path.rename(path.with_name("a.csv")),
    "move out and in": move_out_and_in,
    "move out a folder": lambda path: path.parent.rename(path.parents[2] / f"{path.parent.name} is out"),
    "rename a folder": lambda path: path.parent.rename(path.parent.with_name(f"{path.parent.name} renamed")),
    "add a folder": add_folder,
    "swap a link": swap_link,
    "swap two": swap_two,
    "copy": lambda path: shutil.copy2(path, path.with_name("copy.md")),
    "hard link": lambda path: path.with_name("linked.md").hardlink_to(path),
}


@pytest.mark.parametrize(
    "alone", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["all at once", "one after the other"]
)
def test_however_it_is_saved_the_index_is_right(folder: Folder, tmp_path: Path, alone: bool) -> None:
    """Editors differ."""
    place = folder({f"{number}/a.md": PROSE.format(f"crane {name}") for number, name in enumerate(PATTERNS)})
    folder({"stays.md": PROSE.format("lamp")})
    with followed(place, tmp_path / "index") as (index, _):
        for number, save in enumerate(PATTERNS.values()):
            save(place / str(number) / "a.md")
            if alone:
                wait_until_equal(index, place)
        wait_until_equal(index, place)
        assert "stays.md" in held(index)


@pytest.mark.parametrize(
    ("files", "seconds"), [(100, 1.0), pytest.param(1000, 5.0, marks=pytest.mark.soak)], ids=["quick", "soak"]
)
def test_a_burst_is_few_rebuilds(folder: Folder, tmp_path: Path, files: int, seconds: float) -> None:
    """Files created, edited and deleted in random order."""
    random = np.random.default_rng(7)
    place = folder({"stays.md": PROSE.format("lamp")})
    with followed(place, tmp_path / "index") as (index, rebuilt):
        began = time.monotonic()
        for number in range(files):
            path = place / f"{random.integers(files)}.md"
            if path.exists() and random.random() < 0.4:
                path.unlink()
            else:
                path.write_text(PROSE.format(f"crane{random.integers(10**9)}"))
            time.sleep(max(0.0, began + seconds * number / files - time.monotonic()))
        last = time.monotonic()
        wait_until_equal(index, place)
        time.sleep(2)  # the last rebuild is noted after its index can be read
        print(f"{rebuilt[-1] - last:.1f} s after the last change, {len(rebuilt)} rebuilds")  # noqa: T201
        assert 1 <= len(rebuilt) <= 5
        assert held(index) == there(place)


@pytest.mark.parametrize("closed", [False, True], ids=["kept open", "closed after each piece"])
def test_a_file_that_is_being_written_waits(folder: Folder, tmp_path: Path, closed: bool) -> None:
    """Thirty pieces over three seconds: the index goes from the old text to the whole new one, in one or two steps."""
    place = folder({"a.md": PROSE.format("crane"), "b.md": PROSE.format("lamp")})
    pieces = [PROSE.format(f"ferry{number}") for number in range(30)]
    old, new = PROSE.format("crane"), "".join(pieces)
    with followed(place, tmp_path / "index") as (index, rebuilt):
        seen: list[str] = []

        def write() -> None:
            with (place / "a.md").open("w") as file:
                for piece in pieces:
                    if closed:
                        file.close()
                        with (place / "a.md").open("a") as again:
                            again.write(piece)
                    else:
                        file.write(piece)
                        file.flush()
                    time.sleep(0.1)

        writer = Thread(target=write)
        writer.start()
        deadline = time.monotonic() + 60
        while (not seen or seen[-1] != new) and time.monotonic() < deadline:
            seen.append(held(index)["a.md"])
            time.sleep(0.02)
        writer.join()
        assert seen[-1] == new
        assert set(seen) == {old, new}
        assert len(rebuilt) <= 2


def test_a_folder_that_comes_back_is_followed_again(folder: Folder, tmp_path: Path) -> None:
    """A drive that was unplugged, or a folder that was replaced as a whole."""
    place = folder({"a.md": PROSE.format("crane")})
    with followed(place, tmp_path / "index") as (index, _):
        place.rename(tmp_path / "away")
        time.sleep(1)
        assert held(index) == {"a.md": PROSE.format("crane")}
        folder({"b.md": PROSE.format("ferry")})
        wait_until_equal(index, place)
        (place / "c.md").write_text(PROSE.format("lamp"))
        wait_until_equal(index, place)


def test_what_happens_in_the_index_folder_is_no_event(folder: Folder) -> None:
    """An index inside the folder does not make itself busy for ever."""
    place = folder({"a.md": PROSE.format("crane")})
    with followed(place, place / "index") as (index, rebuilt):
        (place / "b.md").write_text(PROSE.format("ferry"))
        wait_until_equal(index, place)
        time.sleep(2.5)
        assert len(rebuilt) == 1


def test_without_events_it_is_polled(folder: Folder, tmp_path: Path) -> None:
    """As on a network drive: a change is seen by names, sizes and times; the end of the folder ends it."""
    place = folder({"a.md": PROSE.format("crane")})
    ticks = _polled(place, tmp_path / "index", Event())
    assert [next(ticks), next(ticks)] == [False, False]
    (place / "b.md").write_text(PROSE.format("ferry"))
    assert [next(ticks), next(ticks)] == [True, False]
    shutil.rmtree(place)
    assert list(ticks) == []
