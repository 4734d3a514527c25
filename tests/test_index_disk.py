"""A full disk at any byte of the files derived from the database, and what is never run on loading."""

import hashlib
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from damage import Room, make_room

from index import IndexDamagedError, IndexStoreError
from index.faiss_store import FaissStore
from index.files import replacing


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process become longer than so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_full_at_any_byte_is_an_error_and_the_old_vectors_stay(tmp_path: Path) -> None:
    """The disk is full at each byte of the new file, from the first to the last."""
    path = tmp_path / "vectors.faiss"
    FaissStore(np.array([1]), np.ones((1, 8), dtype=np.float32), "old").save(path)
    new = FaissStore(np.array([1, 2]), np.ones((2, 8), dtype=np.float32), "new")
    new.save(tmp_path / "whole")
    size = (tmp_path / "whole").stat().st_size
    assert size > 200
    for length in range(size):
        with room_for(length), pytest.raises(IndexStoreError, match="could not be written"):
            new.save(path)
        assert FaissStore.load(path).state == "old"
    with room_for(size):
        new.save(path)
    assert FaissStore.load(path).state == "new"
    assert {file.name for file in tmp_path.iterdir()} == {"vectors.faiss", "whole"}


def test_a_disk_full_at_any_byte_of_the_seal_is_an_error(tmp_path: Path) -> None:
    """Whatever it is that is written, it is whole or not there."""
    path = tmp_path / "seal"
    path.write_bytes(b"old")
    for length in range(100):
        with room_for(length), pytest.raises(OSError, match="too large"), replacing(path) as file:
            file.write(b"n" * 100)
        assert path.read_bytes() == b"old"


def test_a_file_that_promises_more_than_it_holds_is_refused(tmp_path: Path) -> None:
    """FAISS allocates nothing that the file cannot hold, wherever in it a size is false and its checksum true."""
    path = tmp_path / "vectors.faiss"
    FaissStore(np.array([1]), np.ones((1, 8), dtype=np.float32), "one").save(path)
    _, _, body = path.read_bytes().partition(b"\n")
    refused = 0
    for place in range(len(body) - 8):
        false = body[:place] + (1 << 33).to_bytes(8, "little") + body[place + 8 :]
        checksum = hashlib.sha256(b"one\n" + false).hexdigest()
        path.write_bytes(json.dumps({"state": "one", "sha256": checksum}).encode() + b"\n" + false)
        try:
            FaissStore.load(path)
        except IndexDamagedError:
            refused += 1
    assert refused


AUDITED = """
import sys
from pathlib import Path
from damage import everything, opened

events = []
def hook(event, arguments):
    if event.split(".")[0] in ("pickle", "subprocess", "shelve") or event in ("os.system", "os.exec"):
        events.append((event, arguments))
    elif event == "exec" and not str(getattr(arguments[0], "co_filename", "")).startswith(("/", "<frozen")):
        events.append((event, arguments))
    elif event == "open" and "index.pkl" in str(arguments[0]):
        events.append((event, arguments))

sys.addaudithook(hook)
index, told = opened(Path(sys.argv[1]), Path(sys.argv[2]))
everything(index)
print(events)
"""


def test_nothing_is_unpickled_or_run_on_loading_and_answering(tmp_path: Path) -> None:
    """By the interpreter's own audit; a booby-trapped index.pkl in the folder is not even opened."""
    room: Room = make_room(tmp_path)
    (room.plain / "index.pkl").write_bytes(b"cposix\nsystem\n(S'touch trapped'\ntR.")
    done = subprocess.run(
        [sys.executable, "-c", AUDITED, str(room.articles), str(room.plain)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )
    assert done.stdout == "[]\n"
    assert not (tmp_path / "trapped").exists()
