"""A GGUF file in, the address of a server for it out: a child process on loopback, which ends with this one."""

import secrets
import select
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from index import LanguageModelError

_PROGRAM = Path(__file__).with_name("gguf_child.py")
_MAGIC = b"GGUF"
_PATIENCE = 300.0  # seconds: a large model is read from a slow disk
_END_SECONDS = 5.0


class GgufServer:
    """A server of one model.

    Attributes:
        address: begins with `http://127.0.0.1:`.
        key: what requests have to bring.

    Args:
        file: the model.

    Raises:
        LanguageModelError: the file is no model, or cannot be served.
    """

    def __init__(self, file: Path) -> None:
        _check(file)
        self.key = secrets.token_urlsafe(24)
        # In a session of its own: Ctrl-C at the terminal cancels an answer, not the server.
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-P", str(_PROGRAM), str(file.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self._finalizer = weakref.finalize(self, _end, self._process)
        self.address = self._begun(file)

    def close(self) -> None:
        """End the server; without this, it ends with the last reference to it, and with this process at the latest."""
        self._finalizer()

    def _begun(self, file: Path) -> str:
        process = self._process
        assert process.stdin is not None  # noqa: S101 (for the type checker)
        assert process.stdout is not None  # noqa: S101
        with suppress(OSError):  # it may have ended already
            process.stdin.write(f"{self.key}\n")
            process.stdin.flush()
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and not select.select([process.stdout], [], [], 1)[0]:
            pass
        line = process.stdout.readline().strip() if select.select([process.stdout], [], [], 0)[0] else ""
        if not line.startswith("http://127.0.0.1:"):
            self.close()
            raise LanguageModelError(
                f"The model {file} cannot be served by xllamacpp.",
                "It may be damaged, of a newer kind, or larger than the memory.",
            )
        return line


def _check(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(_MAGIC))
    except OSError as error:
        raise LanguageModelError(
            f"The model {file} cannot be read: {error.strerror}.", "Give the path of a GGUF file."
        ) from error
    if begins != _MAGIC:
        raise LanguageModelError(f"{file} is no GGUF model.", "Give the path of a GGUF file.")
    if not find_spec("xllamacpp"):
        raise LanguageModelError(
            "A GGUF file needs the package xllamacpp.", "Install it: pip install 'article-assistant[gguf]'"
        )


def _end(process: "subprocess.Popen[str]") -> None:
    """End the server, and wait until it has."""
    for stream in (process.stdin, process.stdout):
        if stream:
            with suppress(OSError):
                stream.close()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
