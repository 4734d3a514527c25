"""The file of conversations: killed at any moment, damaged, of another kind, or on a disk that takes no more."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from conftest import ROOT

from assistant import QAError
from ui.exchange import Exchange
from ui.store import FORMAT, ConversationStore

# Keeps exchanges without end, and says of each that it is kept once it is.
KEEPER = """
import sys
from pathlib import Path
from ui.exchange import Exchange
from ui.store import ConversationStore

store = ConversationStore(Path(sys.argv[1]))
known = None
for number in range(10**6):
    known = store.append(known, Exchange(f"{sys.argv[2]}-{number}", None, "x" * 5000))
    print(known, number, flush=True)
"""


def keep_until_killed(path: Path, name: str, seconds: float) -> tuple[str, int]:
    """Let a process keep exchanges, kill it so long after the first; return the id and how many were kept."""
    with subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(path), name], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout
        said = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read()
    assert process.returncode == -signal.SIGKILL
    *_, last = [line for line in said.splitlines(keepends=True) if line.endswith("\n")]
    known, number = last.split()
    return known, int(number) + 1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A place for the file."""
    return tmp_path / "kept" / "conversations.db"


def exchange(question: str = "Who?", size: int = 0) -> Exchange:
    """Make an exchange without an answer, of about this size."""
    return Exchange(question, None, "x" * size)


def asked(path: Path) -> list[list[str]]:
    """Return what was asked in every conversation, as a program that opens the file now sees it."""
    store = ConversationStore(path)
    found = [store.load(summary.id) for summary in store.summaries()]
    assert store.note == ""
    return [[kept.question for kept in conversation.exchanges] for conversation in found if conversation]


def test_killed_at_any_moment_all_that_was_acknowledged_is_there(path: Path) -> None:
    """And at most the one after it, whole; the next program goes on in the same file."""
    kept: dict[str, tuple[str, int]] = {}
    for turn in range(4):
        known, number = keep_until_killed(path, f"turn{turn}", 0.05 + 0.07 * turn)
        kept[known] = (f"turn{turn}", number)
        store = ConversationStore(path)
        assert {summary.id for summary in store.summaries()} == kept.keys()
        for conversation_id, (name, count) in kept.items():
            conversation = store.load(conversation_id)
            assert conversation is not None
            questions = [exchange.question for exchange in conversation.exchanges]
            assert questions == [f"{name}-{place}" for place in range(len(questions))]
            assert count <= len(questions) <= count + 1
        assert store.note == ""
    assert max(number for _, number in kept.values()) > 3


def test_two_programs_keep_in_one_file(path: Path) -> None:
    """Each sees what the other kept."""
    one, other = ConversationStore(path), ConversationStore(path)
    known = one.append(None, exchange("One?"))
    other.append(known, exchange("Two?"))
    one.append(known, exchange("Three?"))
    assert asked(path) == [["One?", "Two?", "Three?"]]


def test_nobody_else_may_read_it(path: Path) -> None:
    """What was asked is private."""
    ConversationStore(path).append(None, exchange())
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_file_removed_meanwhile_is_begun_anew(path: Path) -> None:
    """What is kept afterwards is in the new file, not in one that has no name any more."""
    store = ConversationStore(path)
    known = store.append(None, exchange("One?"))
    path.unlink()
    assert store.summaries() == []
    assert store.append(known, exchange("Two?")) != known
    assert asked(path) == [["Two?"]]


def whole(path: Path) -> bytes:
    """Keep a few conversations; return the file."""
    store = ConversationStore(path)
    for question in ("One?", "Two?", "Three?"):
        store.append(None, exchange(question, 3000))
    return path.read_bytes()


@pytest.mark.parametrize(
    "damage", ["1 byte", "100 bytes", "half", "without the end", "garbage", "zeros", "of others", "without tables"]
)
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(path: Path, damage: str) -> None:
    """Under a name of its own, byte for byte; the note says so, and what is asked next is kept."""
    content = whole(path)
    path.unlink()
    if damage in ("of others", "without tables"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE recipes (name TEXT)")
            connection.execute(f"PRAGMA user_version = {FORMAT if damage == 'without tables' else 0}")
        content = path.read_bytes()
    else:
        content = {
            "1 byte": content[:1],
            "100 bytes": content[:100],
            "half": content[: len(content) // 2],
            "without the end": content[:-4096],
            "garbage": b"garbage\n" * 1000,
            "zeros": bytes(len(content)),
        }[damage]
        path.write_bytes(content)
    store = ConversationStore(path)
    assert store.summaries() == []
    assert "conversations.damaged-1.db" in store.note
    assert "new one" in store.note
    assert (path.parent / "conversations.damaged-1.db").read_bytes() == content
    store.append(None, exchange("Four?"))
    assert asked(path) == [["Four?"]]


def test_a_second_damage_leaves_the_first_file_alone(path: Path) -> None:
    """What is in the log beside the file goes with it."""
    for number in (1, 2):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"garbage %d\n" % number * 100)
        path.with_name("conversations.db-wal").write_bytes(b"log %d\n" % number * 100)
        assert ConversationStore(path).summaries() == []
    for number in (1, 2):
        aside = path.with_name(f"conversations.damaged-{number}.db")
        assert aside.read_bytes() == b"garbage %d\n" % number * 100
        assert aside.with_name(aside.name + "-wal").read_bytes() == b"log %d\n" % number * 100


@pytest.mark.parametrize("left", [None, b""], ids=["missing", "empty"])
def test_a_log_without_its_file_is_not_thrown_away(path: Path, left: bytes | None) -> None:
    """SQLite would remove it."""
    path.parent.mkdir()
    path.with_name("conversations.db-wal").write_bytes(b"log\n" * 100)
    if left is not None:
        path.write_bytes(left)
    ConversationStore(path).append(None, exchange())
    assert path.with_name("conversations.damaged-1.db-wal").read_bytes() == b"log\n" * 100


def test_damage_while_it_is_in_use_is_met_as_well(path: Path) -> None:
    """The exchange that met it is kept in the new file."""
    store = ConversationStore(path)
    known = store.append(None, exchange("One?"))
    path.write_bytes(b"garbage\n" * 1000)
    store.append(known, exchange("Two?"))
    assert "damaged-1" in store.note
    assert asked(path) == [["Two?"]]


def test_no_damage_leaks_a_foreign_error_or_changes_a_word(path: Path, tmp_path: Path) -> None:
    """Wherever a byte is changed: the exchanges are as they were, the file is set aside, or the error is ours."""
    content = whole(path)
    outcomes = set()
    anywhere = np.random.default_rng(1).choice(len(content), size=100)
    for number, place in enumerate([*range(100), *range(4096, len(content), 4096), *anywhere]):
        copy = tmp_path / f"copy{number}" / "conversations.db"
        copy.parent.mkdir()
        copy.write_bytes(content[:place] + bytes([content[place] ^ 0x80]) + content[place + 1 :])
        store = ConversationStore(copy)
        try:
            found = [store.load(summary.id) for summary in store.summaries()]
            store.append(None, exchange())
        except QAError:
            outcomes.add("told")
            continue
        outcomes.add("set aside" if store.note else "unharmed")
        for conversation in found:
            assert conversation is None or all(len(kept.message) == 3000 for kept in conversation.exchanges)
        assert store.note == "" or (copy.parent / "conversations.damaged-1.db").exists()
    assert outcomes == {"told", "set aside", "unharmed"}


def test_a_newer_format_is_left_as_it_is(path: Path) -> None:
    """It belongs to a newer program, which can still read it."""
    whole(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    content = path.read_bytes()
    store = ConversationStore(path)
    for use in (store.summaries, lambda: store.append(None, exchange())):
        with pytest.raises(QAError, match="newer version") as caught:
            use()
        assert "not kept" in caught.value.remedy
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@contextmanager
def disk_full_at(size: int) -> Iterator[None]:
    """Let no file grow beyond this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [0, 100_000], ids=["for nothing", "for a part of it"])
def test_a_full_disk_loses_nothing_that_was_kept(path: Path, room: int) -> None:
    """It is told; what was kept can be read meanwhile, and once there is space it goes on."""
    store = ConversationStore(path)
    known = store.append(None, exchange("One?", 3000))
    with disk_full_at(path.stat().st_size + room):
        with pytest.raises(QAError, match="cannot be read or kept") as caught:
            store.append(known, exchange("Two?", 300_000))
        assert "free space" in caught.value.remedy
        assert [summary.questions for summary in store.summaries()] == [1]
    assert store.append(known, exchange("Three?")) == known
    assert (asked(path), store.note) == ([["One?", "Three?"]], "")


def test_a_folder_that_cannot_be_written_is_told(path: Path) -> None:
    """Where the folder should be is a file; there is nothing to read, and no foreign error."""
    path.parent.write_text("not a folder")
    store = ConversationStore(path)
    assert store.summaries() == []
    with pytest.raises(QAError, match="cannot be read or kept") as caught:
        store.append(None, exchange())
    assert "permissions" in caught.value.remedy
    assert path.parent.read_text() == "not a folder"


def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    """It is left where it is."""
    path.mkdir(parents=True)
    with pytest.raises(QAError, match="cannot be read or kept"):
        ConversationStore(path).append(None, exchange())
    assert list(path.parent.iterdir()) == [path]


READER = """
import os, sys
from pathlib import Path
from assistant import QAError
from ui.exchange import Exchange
from ui.store import ConversationStore

os.setgid(65534)
os.setuid(65534)
store = ConversationStore(Path(sys.argv[1]))
print(*(store.load(summary.id).exchanges[0].question for summary in store.summaries()))
try:
    store.append(None, Exchange("Two?", None, ""))
except QAError as error:
    print(error, error.remedy)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not write")
@pytest.mark.parametrize("folder_mode", [0o777, 0o555], ids=["in an open folder", "in a closed folder"])
def test_a_file_that_may_only_be_read_is_read(folder_mode: int) -> None:
    """Keeping is told to fail, and why."""
    with TemporaryDirectory() as place:  # one that others may enter
        path = Path(place) / "conversations.db"
        ConversationStore(path).append(None, exchange("One?"))
        path.chmod(0o444)
        path.parent.chmod(folder_mode)
        done = subprocess.run(
            [sys.executable, "-c", READER, str(path)], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    read, told = done.stdout.splitlines()
    assert read == "One?"
    assert "readonly" in told
    assert "permissions" in told
