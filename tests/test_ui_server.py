"""Where the page may be served, and what is said where it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import QAError
from ui.cli import main
from ui.server import check_address

ROOT = Path(__file__).parents[1]


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Hold a port."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1", "192.168.1.2", "example.org", "", "127.0.0.1.evil.example"])  # noqa: S104
def test_the_page_is_not_served_to_others(host: str) -> None:
    """It has no login."""
    with pytest.raises(QAError, match="no login") as caught:
        check_address(host, 0)
    assert "ssh -L" in caught.value.remedy


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_port_0_takes_one_that_is_free(host: str) -> None:
    """The port can be bound right away."""
    port = check_address(host, 0)
    assert check_address(host, port) == port > 0


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    """As one that is taken."""
    with pytest.raises(QAError, match="cannot be used"):
        check_address("127.0.0.1", port)


def test_a_taken_port_is_told_with_what_to_do(taken_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is indexed: the folder need not even exist."""
    assert main(["serve", "--articles", "missing", "--port", str(taken_port)]) == QAError.exit_code
    told = capsys.readouterr().err
    assert f"Port {taken_port} cannot be used" in told
    assert "--port 0" in told


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """And names the options of every command."""
    with pytest.raises(SystemExit, match="0"):
        main(["serve", "--help"])
    told = capsys.readouterr().out
    assert "assistant serve --articles" in told
    assert {"--host", "--port", "--articles", "--index-dir", "--allow-changes"} <= set(re.findall(r"--[a-z-]+", told))


def test_importing_the_package_loads_no_page() -> None:
    """Gradio takes seconds, which the other commands need not wait."""
    code = "import sys, ui, ui.cli; sys.exit(any(name in sys.modules for name in ('gradio', 'torch')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_an_interrupt_ends_it_quietly(tmp_path: Path) -> None:
    """Ctrl+C is how it is meant to be stopped."""
    (tmp_path / "a.md").write_text("# A title\n\nOne sentence stands here, and that is all.\n", "utf-8")
    command = [sys.executable, "-m", "ui", "--articles", ".", "--index-dir", "index", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert re.fullmatch(
            r"Serving 1 article at http://127\.0\.0\.1:\d+ \(Ctrl\+C stops\)\n", process.stdout.readline()
        )
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=90)
    finally:
        process.kill()
        process.wait(20)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_an_empty_folder_is_served_and_waited_for(tmp_path: Path) -> None:
    """The terminal says what to do, and the wait can be interrupted."""
    (tmp_path / "articles").mkdir()
    command = [sys.executable, "-m", "ui", "--articles", "articles", "--index-dir", "index", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        assert (
            "articles is empty. Put .txt or .md files in UTF-8, or .html, .htm, .pdf, .docx or .epub files there"
            in process.stderr.readline()
        )
        assert re.fullmatch(r"The page is at http://127\.0\.0\.1:\d+ already\.\n", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=90)
    finally:
        process.kill()
        process.wait(20)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
