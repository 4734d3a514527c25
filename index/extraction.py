"""A file that is not plain text in, its text out, by way of a process of its own that cannot hang or harm this one."""

import json
import os
import select
import subprocess
import sys
import time
from collections import OrderedDict
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from threading import Lock
from types import TracebackType

from index.extracted import Extracted

EXTRACTED = (".html", ".htm", ".pdf", ".docx", ".epub")
_VERSION = "1"  # change it when text comes out differently
_LIBRARIES = ("trafilatura", "lxml", "pypdfium2", "python-docx")
_SECONDS = 10.0
_MEMORY_BYTES = 1_000_000_000
_FILES_A_PROCESS = 200  # then a new one, for libraries may keep what they read
_RECENT = 8
# The package without its __init__, which brings in what embeds and searches.
_PROGRAM = """
import sys, types
package = sys.modules["index"] = types.ModuleType("index")
package.__path__ = [sys.argv[1]]
from index.extracting import serve
serve(int(sys.argv[2]), int(sys.argv[3]))
"""


def is_extracted(path: str) -> bool:
    """Say whether the text of an article of this path is got out of its file, rather than being the file itself."""
    return PurePosixPath(path).suffix.lower() in EXTRACTED


def extraction_version() -> str:
    """Return what text depends on beside the file: the libraries that get it out, and how they are used."""
    return ", ".join([_VERSION, *(f"{name} {version(name)}" for name in _LIBRARIES)])


class Extractor:
    """Gets the text out of files, one after the other; its process begins with the first and ends with the block."""

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
        line = self._ask(json.dumps({"suffix": PurePosixPath(path).suffix.lower(), "bytes": len(data)}).encode(), data)
        if line is None:
            self._end()
            return None, f"it takes longer than {self._seconds:g} seconds to read", False
        if not line:
            self._end()
            return None, "it cannot be read: what reads this format broke off", False
        found = json.loads(line)
        if "fault" in found:
            return None, found["fault"], True
        return Extracted(**{**found, "pages": tuple(found["pages"])}), "", True

    def _ask(self, request: bytes, data: bytes) -> bytes | None:
        """Return the line that the process answers; nothing where it broke off, and None where it takes too long."""
        if self._read >= _FILES_A_PROCESS:
            self._end()
        process = self._process = self._process or self._begin()
        self._read += 1
        source, results = process.stdin, process.stdout
        if source is None or results is None:
            return b""
        deadline = time.monotonic() + self._seconds
        try:
            source.write(request + b"\n" + data)
            source.flush()
        except BrokenPipeError:
            return b""
        answer = bytearray()
        while not answer.endswith(b"\n"):
            ready, _, _ = select.select([results], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                return None
            piece = os.read(results.fileno(), 1 << 20)
            if not piece:
                return b""
            answer += piece
        return bytes(answer)

    def _begin(self) -> subprocess.Popen[bytes]:
        self._read = 0
        limits = (str(self._memory_bytes), str(round(self._seconds) + 5))
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
