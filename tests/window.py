"""A terminal window with a program in it, for tests that type and read as a person does."""

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

from conftest import ROOT

_RUN = """
import fcntl, runpy, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C reaches the program
runpy.run_module("assistant", run_name="__main__", alter_sys=True)
"""
_PRESSES = 30
_STYLE = re.compile(r"\x1b\[(?:[0-9;]*m|\?[0-9]+[hl])")
_ERASED = re.compile(r"[^\n]*(?:\n\r\x1b\[1A|\r)\x1b\[2K")


class Window:
    """`python -m assistant` in a pseudo-terminal of so many columns."""

    def __init__(self, *words: str, columns: int, home: Path) -> None:
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "INPUTRC")}
        self._program = subprocess.Popen(
            [sys.executable, "-c", _RUN, *words], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": str(home)},
        )  # fmt: skip
        os.close(slave)
        self.sent = ""

    def read_until(self, end: str, seconds: float = 240) -> str:
        """Return what the program sends from here until `end`, a pattern, stands at the end of it."""
        begin, until = len(self.sent), time.monotonic() + seconds
        while not re.search(f"(?:{end})$", plain(self.sent[begin:])):
            assert time.monotonic() < until, self.sent[begin:]
            if select.select([self._master], [], [], 1)[0]:
                self.sent += os.read(self._master, 65536).decode()
        return self.sent[begin:]

    def press(self, key: str, end: str) -> str:
        """Press a key, again every two seconds as a person would, until `end` follows; return all that is sent."""
        begin = len(self.sent)
        for _ in range(_PRESSES):
            self.type(key)
            with suppress(AssertionError):
                self.read_until(end, seconds=2)
                return self.sent[begin:]
        raise AssertionError(self.sent[begin:])

    def type(self, keys: str) -> None:
        """Press keys; a lone surrogate stands for a byte that is not text."""
        os.write(self._master, keys.encode("utf-8", "surrogateescape"))

    def close(self) -> int:
        """Read to the end; return the exit status."""
        while True:
            try:
                received = os.read(self._master, 65536)
            except OSError:  # Linux says so when the program has ended
                received = b""
            if not received:
                break
            self.sent += received.decode()
        os.close(self._master)
        return self._program.wait(60)

    def kill(self) -> None:
        """End the program, whatever it does."""
        self._program.kill()
        self._program.wait()


def plain(sent: str) -> str:
    """Return what remains on the screen of what was sent, without its styles."""
    return _ERASED.sub("", _STYLE.sub("", sent.replace("\r\n", "\n")))
