"""An index built in a process under strace: with an operation failing, or every operation written down."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT

STRACE = shutil.which("strace")
CALLS = ("openat", "mkdir", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "unlink")
_LINE = re.compile(r"(?P<call>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+)")

# Imports once; then, for each line, builds an index in a child of its own once strace watches that.
BUILDER = """
import json, os, sys
from pathlib import Path
from damage import opened
from index import QAError
from test_index_crash import FakeEmbedder

def tell(**values):
    for _ in range(3):  # the operation that fails may be this one
        try:
            if os.write(1, json.dumps(values).encode() + b"\\n"):
                return
        except OSError:
            pass

print("ready", flush=True)
for line in sys.stdin:
    articles, place = json.loads(line)
    watched, told = os.pipe()
    child = os.fork()
    if not child:
        os.read(watched, 1)
        try:
            index, changes = opened(Path(articles), Path(place))
            tell(code=0, told=changes)
        except QAError as error:
            tell(code=error.exit_code, told=f"{error} {error.remedy}")
        except BaseException as error:
            tell(code=-1, told=repr(error))
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()
    os.write(told, b"x")
    os.waitpid(child, 0)
    os.close(watched)
    os.close(told)
    print("done", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a build: its exit code, what was told, and what strace wrote."""

    code: int
    told: str
    trace: list[str]


class TracedBuilder:
    """Builds indexes, one after the other."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", BUILDER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        )
        assert self._read() == "ready"

    def build(self, articles: Path, place: Path, options: Sequence[str]) -> Built:
        """Build the index of a folder under strace with these options."""
        assert STRACE
        log = place.parent / "trace"
        self._write(json.dumps([str(articles), str(place)]))
        child = self._read()
        with subprocess.Popen(
            [STRACE, "-f", "-p", child, "-o", str(log), *options], stderr=subprocess.PIPE, text=True
        ) as strace:
            assert strace.stderr
            assert "attached" in strace.stderr.readline()
            self._write("go")
            answer = json.loads(self._read())
            assert self._read() == "done"
        return Built(answer["code"], answer["told"], log.read_text("ascii", "replace").splitlines())

    def close(self) -> None:
        """End the process."""
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()

    def _read(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def _write(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on a file: `write` data at an offset, `cut` to a length, `sync`, `make`, `move` to, `remove`."""

    kind: str
    path: str
    data: bytes = b""
    offset: int = 0
    to: str = ""


def operations(trace: Sequence[str], folder: Path) -> Iterator[Operation]:  # noqa: C901 (one branch for each call)
    """Read from a trace, with -y and -xx, what was done to the files of a folder."""
    ends: dict[str, int] = {}
    for line in trace:
        found = _LINE.search(line)
        if not found or int(found["result"]) < 0:
            continue
        call, parts = found["call"], [_decoded(part) for part in found["arguments"].split(", ")]
        names = [part.decode("latin-1") for part in parts]
        path = _path(names[1] if call == "openat" else names[0])
        if path != str(folder) and not path.startswith(f"{folder}/"):
            continue
        if call == "openat" and "O_CREAT" in names[2]:
            yield Operation("make", path, data=b"cut" if "O_TRUNC" in names[2] else b"")
            ends[path] = 0
        elif call == "write":
            data = parts[1][: int(found["result"])]
            yield Operation("write", path, data, ends.get(path, 0))
            ends[path] = ends.get(path, 0) + len(data)
        elif call == "lseek":
            ends[path] = int(found["result"])
        elif call == "pwrite64":
            yield Operation("write", path, parts[1], int(names[3]))
        elif call == "ftruncate":
            yield Operation("cut", path, offset=int(names[1]))
        elif call in ("fsync", "fdatasync"):
            yield Operation("sync", path)
        elif call == "rename":
            yield Operation("move", path, to=_path(names[1]))
        elif call == "unlink":
            yield Operation("remove", path)


def _decoded(part: str) -> bytes:
    return (
        re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), part.encode())
        .removeprefix(b'"')
        .removesuffix(b'"')
    )


def _path(name: str) -> str:
    return name[name.index("<") + 1 : name.rindex(">")] if re.match(r"\d+<", name) else name
