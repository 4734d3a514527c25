"""`assistant doctor`: a line for each thing, a remedy for each fault, and the exit status of the first."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Folder

from assistant import run_command
from assistant.doctor import _other_version

Run = Callable[..., tuple[int, dict[str, dict[str, str]]]]


@pytest.fixture
def run(folder: Folder, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run it over a folder of one article; return its exit status and what it found, by the thing."""

    def command(*words: str) -> tuple[int, dict[str, dict[str, str]]]:
        place = folder({"goats.txt": "The goat climbs the steep hill of Calder every morning.\n"})
        capsys.readouterr()
        status = run_command(["doctor", "--json", "--articles", str(place), "--index-dir", "index", *words])
        return status, {found["thing"]: found for found in json.loads(capsys.readouterr().out)}

    return command


def test_nothing_is_wrong(run: Run, tmp_path: Path) -> None:
    """Each thing is looked at, and no index is made."""
    status, found = run()
    assert status == 0
    things = ["machine", "packages", "search model", "reading model", "articles", "index folder", "index"]
    assert list(found) == things
    assert {one["state"] for one in found.values()} <= {"ok", "warning"}
    assert "1 in" in found["articles"]["told"]
    assert "not made yet" in found["index"]["told"]
    assert not (tmp_path / "index").exists()


def test_each_fault_has_its_remedy(run: Run, tmp_path: Path) -> None:
    """What else is sound is told beside it."""
    (tmp_path / "index").write_text("a file", "utf-8")
    status, found = run("--model", str(tmp_path))
    assert status == 6
    assert found["search model"]["state"] == found["index folder"]["state"] == "fault"
    assert all(found[thing]["remedy"] for thing in ("search model", "index folder"))
    assert found["reading model"]["state"] == "ok"


def test_a_skipped_file_is_a_warning(run: Run, folder: Folder) -> None:
    """It keeps nobody from asking."""
    place = folder({})
    (place / "picture.txt").write_bytes(b"\x00\x01")
    status, found = run()
    assert (status, found["articles"]["state"]) == (0, "warning")
    assert "1 files skipped" in found["articles"]["told"]


def test_a_damaged_index_is_found(run: Run, folder: Folder, tmp_path: Path) -> None:
    """As `assistant index --check` finds it, with its status."""
    place = folder({"goats.txt": "The goat climbs the steep hill of Calder every morning.\n"})
    assert run_command(["index", "--articles", str(place), "--index-dir", "index"]) == 0
    assert run()[1]["index"]["state"] == "ok"
    database = tmp_path / "index" / "articles.db"
    content = database.read_bytes()
    assert b"steep hill" in content
    database.write_bytes(content.replace(b"steep hill", b"sleep hill"))
    status, found = run()
    assert (status, found["index"]["state"]) == (5, "fault")
    assert "assistant index" in found["index"]["remedy"]


def test_other_versions_are_named() -> None:
    """What is missing, too; a local build of a version is that version."""
    assert _other_version("numpy", "0.1").endswith("tested with 0.1")
    assert _other_version("no-such-package", "1.0") == "no-such-package is missing"


def test_in_words(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A line a thing, the remedy below it."""
    status = run_command(["doctor", "--articles", str(folder({}) / "gone")])
    lines = capsys.readouterr().out.splitlines()
    assert status == 3
    assert any(line.startswith("ok       search model: all-MiniLM-L6-v2") for line in lines)
    fault = next(i for i, line in enumerate(lines) if line.startswith("fault    articles"))
    assert lines[fault + 1].startswith(" " * 9)
