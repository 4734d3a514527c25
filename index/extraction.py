"""A file that is not plain text in, its text out, by way of a process of its own that cannot hang or harm this one."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import OrderedDict
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from threading import Lock
from types import TracebackType
from typing import IO, cast

from index.extracted import Extracted

EXTRACTED = (".html", ".htm", ".pdf", ".docx", ".epub")
_VERSION = "1"  # change it when text comes out differently
_LIBRARIES = ("trafilatura", "lxml", "pypdfium2", "python-docx")
_SECONDS = 10.0
_MEMORY_BYTES = 1_000_000_000
_FILES_A_PROCESS = 200  # then a new one, for libraries may keep what they read
_PATIENCE = 6  # as many times longer by the clock
_RECENT = 8
# The package without its __init__, which brings in what embeds and searches.
_PROGRAM = """
import sys, types
package = sys.modules["index"] = types.ModuleType("index")
package.__path__ = [sys.argv[1]]
from index.extracting import serve
serve(int(sys.argv[2]), float(sys.argv[3]))
"""


def is_extracted(path: str) -> bool:
    """Say whether the text of an article of this path is got out of its file, rather than being the file itself."""
    return PurePosixPath(path).suffix.lower() in EXTRACTED


def extraction_version() -> str:
    """Return what text depends on beside the file: the libraries that get it out, and how they are used."""
    return ", ".join([_VERSION, *(f"{name} {version(name)}" for name in _LIBRARIES)])


class _GaveUpError(Exception):
    """A file was given up; `certain` says whether it would be the next time, too."""

    def __init__(self, reason: str, certain: bool) -> None:
        super().__init__(reason)
        self.certain = certain


class Extractor:
    """Gets the text out of files, one after the other; its process begins with the first and ends with the block.

    Args:
        seconds: the most that a file may take of a processor; a busy machine is given more by the clock.
        memory_bytes: the most memory that the process may have.
    """

    def __init__(self, seconds: float = _SECONDS, memory_bytes: int = _MEMORY_BYTES) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0

    def __enter__(self) -> "Extractor":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def extract(self, path: str, data: bytes) -> tuple[Extracted | None, str, bool]:
        """Return what is in a file, or None with the reason and whether that will be the same the next time."""
        request = {"suffix": PurePosixPath(path).suffix.lower(), "bytes": len(data)}
        try:
            found = json.loads(self._ask(json.dumps(request).encode() + b"\n" + data))
        except _GaveUpError as error:
            self._end()
            return None, str(error), error.certain
        if "fault" in found:
            return None, found["fault"], True
        return Extracted(**{**found, "pages": tuple(found["pages"])}), "", True

    def _ask(self, request: bytes) -> bytes:
        """Return the line that the process answers.

        Raises:
            _GaveUpError: it took too long, or broke off.
        """
        if self._read >= _FILES_A_PROCESS:
            self._end()
        process = self._process = self._process or self._begin()
        self._read += 1
        source, results = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        deadline = time.monotonic() + _PATIENCE * self._seconds
        with suppress(BrokenPipeError):  # what it ended by is told below
            source.write(request)
            source.flush()
        answer = bytearray()
        while not answer.endswith(b"\n"):
            if not select.select([results], [], [], max(deadline - time.monotonic(), 0))[0]:
                raise self._too_long(certain=False)
            piece = os.read(results.fileno(), 1 << 20)
            if not piece:
                if process.wait() == -signal.SIGPROF:
                    raise self._too_long(certain=True)
                raise _GaveUpError("it cannot be read: what reads this format broke off", certain=False)
            answer += piece
        return bytes(answer)

    def _too_long(self, *, certain: bool) -> "_GaveUpError":
        return _GaveUpError(f"it takes longer than {self._seconds:g} seconds to read", certain)

    def _begin(self) -> subprocess.Popen[bytes]:
        self._read = 0
        limits = (str(self._memory_bytes), str(self._seconds))
        return subprocess.Popen(  # noqa: S603 (this very Python, with our own program)
            [sys.executable, "-I", "-X", "utf8", "-c", _PROGRAM, str(Path(__file__).parent), *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries warn of files that are not as they should be
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


class RecentTexts:
    """The texts of the files last read, by the files' checksums: the same bytes have the same text."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str | None] = OrderedDict()
        self._lock = Lock()

    def text(self, path: str, data: bytes, sha256: str) -> str | None:
        """Return the text of a file, or None where none can be got out of it."""
        key = f"{PurePosixPath(path).suffix.lower()} {sha256}"
        with self._lock:
            if key not in self._texts:
                with Extractor() as extractor:
                    found, _, certain = extractor.extract(path, data)
                if not certain:
                    return None
                self._texts[key] = found.text if found else None
                while len(self._texts) > _RECENT:
                    self._texts.popitem(last=False)
            return self._texts[key]
