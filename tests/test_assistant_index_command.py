"""`assistant index`: what it tells, what it leaves alone, and that it goes on where it was stopped."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT, FakeEmbedder, Folder

from assistant import run_command
from assistant.index_command import _DONE, _lines, _summary
from assistant.terminal import _plain_progress
from index import ArticleIndex, Changes

GOATS = "The goat number {0} climbs the steep hill of Calder every single morning.\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(folder: Folder, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `assistant index` in this process; return its exit status, output and errors."""

    def command(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run_command(["index", "--articles", str(folder({})), "--index-dir", "index", *words])
        return status, *capsys.readouterr()

    return command


def test_from_a_dry_run_to_a_check(folder: Folder, run: Run, tmp_path: Path) -> None:
    """Each option once, in text and in JSON, over one folder."""
    place = folder({f"{number}.txt": GOATS.format(number) for number in range(3)})
    assert run("--check")[0] == 4
    status, out, _ = run("--dry-run")
    assert (status, out.splitlines()) == (
        0,
        [
            "would add 0.txt",
            "would add 1.txt",
            "would add 2.txt",
            "0 unchanged, 3 passages to embed; nothing was written",
        ],
    )
    assert not (tmp_path / "index").exists()
    assert run()[1].splitlines() == ["added 0.txt", "added 1.txt", "added 2.txt", "0 unchanged, 3 passages embedded"]
    (place / "0.txt").rename(place / "x.txt")
    (place / "1.txt").unlink()
    folder({"2.txt": GOATS.format(20)})
    changed = json.loads(run("--dry-run", "--json")[1])
    assert (changed["renamed"], changed["deleted"], changed["edited"]) == ([["0.txt", "x.txt"]], ["1.txt"], ["2.txt"])
    assert run()[1].splitlines() == [
        "edited 2.txt", "renamed 0.txt to x.txt", "deleted 1.txt", "0 unchanged, 1 passages embedded"
    ]  # fmt: skip
    assert run("--verbose")[1].splitlines() == [
        "unchanged 2.txt",
        "unchanged x.txt",
        "2 unchanged, 0 passages embedded",
    ]
    status, out, err = run("--rebuild")
    assert out.splitlines() == ["added 2.txt", "added x.txt", "0 unchanged, 2 passages embedded"]
    assert "the index was made anew: this was asked for" in err
    assert run("--check")[:2] == (0, "The index is sound.\n")
    assert json.loads(run("--check", "--json")[1]) == {"sound": True, "faults": []}
    with closing(sqlite3.connect("index/articles.db")) as connection:
        connection.execute("UPDATE articles SET text = text || 'x' WHERE path = 'x.txt'")
        connection.commit()
    status, out, err = run("--check")
    assert status == 5
    assert "x.txt" in out
    assert "assistant index" in err
    status, out, _ = run("--check", "--json")
    assert (status, json.loads(out)["sound"]) == (5, False)
    assert "damaged" in run()[2]
    assert run("--check")[0] == 0


def test_a_long_list_is_shortened() -> None:
    """Of each kind the first twenty, and how many more; all of them if asked for."""
    changes = Changes(added=tuple(f"{number:04}" for number in range(1488)), unchanged=("a", "b"), embedded=2000)
    lines = _summary(changes, verbose=False)
    assert lines[:20] == [f"added {number:04}" for number in range(20)]
    assert lines[20:] == ["added 1,468 more (--verbose names them)", "2 unchanged, 2,000 passages embedded"]
    assert len(_summary(changes, verbose=True)) == 1488 + 2 + 1
    assert len(list(_lines(changes, _DONE, None))) == 1488


def test_progress_is_told_in_plain_lines_where_it_is_piped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every few seconds, with the time that is left."""
    now = 100.0
    monkeypatch.setattr("assistant.terminal.time.monotonic", lambda: now)
    tell = _plain_progress(now)
    for done in range(64, 1500, 64):
        now += 2.0
        tell(done, 1500)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "192 of 1,500 passages embedded, about 0:00:41 left"
    assert len(lines) == 7


def embedded(place: Path) -> int:
    """Return how many passages have been embedded so far."""
    if not (place / "articles.db").exists():
        return 0
    with closing(sqlite3.connect(place / "articles.db")) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM embeddings").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        pytest.param(signal.SIGTERM, marks=pytest.mark.soak),
        pytest.param(signal.SIGKILL, marks=pytest.mark.soak),
    ],
)
def test_stopped_it_goes_on_from_there(folder: Folder, run: Run, tmp_path: Path, number: signal.Signals) -> None:
    """What was embedded is not embedded again; Ctrl-C says so, and with which command it goes on."""
    place = folder({f"{number}.txt": GOATS.format(number) for number in range(200)})
    command = [sys.executable, "-m", "assistant", "index", "--articles", str(place), "--index-dir", "index"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    while not embedded(tmp_path / "index") and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    kept = embedded(tmp_path / "index")
    assert 0 < kept < 200
    assert out == ""
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -9}[number]
    if number != signal.SIGKILL:
        assert "what is indexed so far is kept" in err
        assert f"Go on from there: assistant index --articles {place} --index-dir index" in err
    changes = json.loads(run("--json")[1])
    assert (len(changes["added"]), changes["embedded"], changes["rebuilt"]) == (200, 200 - kept, "")
    assert json.loads(run("--json")[1])["embedded"] == 0


def test_it_follows_the_folder_until_it_is_stopped(folder: Folder) -> None:
    """A line for each change that was taken in, as JSON for a program; what goes wrong does not end it."""
    place = folder({"a.txt": GOATS.format("a"), "b.txt": GOATS.format("b")})
    ArticleIndex.open(place, Path("index"), FakeEmbedder())
    command = [sys.executable, "-m", "assistant", "index", "--watch", "--articles", str(place), "--index-dir", "index"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(3)][:2] == ["added a.txt\n", "added b.txt\n"]
        (place / "c.txt").write_text(GOATS.format("c"))
        assert process.stdout.readline() == "added c.txt\n"
        (place / "c.txt").rename(place / "d.txt")
        assert process.stdout.readline() == "renamed c.txt to d.txt\n"
        place.rename(place.with_name("away"))
        time.sleep(2)
        place.with_name("away").rename(place)
        (place / "a.txt").unlink()
        assert process.stdout.readline() == "deleted a.txt\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
        process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert "(Ctrl+C stops)" in err
    assert "There is no folder" in err
    assert "Traceback" not in err
