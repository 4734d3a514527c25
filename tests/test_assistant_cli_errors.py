"""Expected failures are one line and a remedy, and nothing of an article is obeyed by the terminal."""

import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Folder
from test_assistant_cli import COMMANDS, start

from assistant import Assistant, SentenceTransformerEmbedder, run_command

GOAT = "The goat of Calder climbs the steep hill every morning.\n"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["index", "--articles", "nowhere"], 3, "There is no folder nowhere."),
        (["ask", "--articles", "file.txt", "goats?"], 3, "file.txt is a file, not a folder."),
        (["chat", "--articles", "empty"], 3, "The folder empty is empty."),
        (["index", "--articles", "bad"], 3, "Nothing in bad can be read as an article (x.txt: not UTF-8"),
        (
            ["ask", "--articles", "good", "--index-dir", "file.txt/index", "goats?"],
            4,
            "file.txt/index cannot be written",
        ),
        (["ask", "--articles", "good", "--index-dir", "file.txt", "goats?"], 4, "file.txt cannot be written"),
        (["ask", "--articles", "good", "  "], 8, "The question is blank."),
        (["ask", "--articles", "good", "goat " * 1000], 8, "at most 4000"),
        (
            ["ask", "--articles", "good", "--only", "a*", "--only", "cows\x1b", "goats?"],
            8,
            "No article matches “cows<U+001B>”.",
        ),
        (["chat", "--articles", "good", "--only", ""], 8, "No article matches “”."),
        (["verify", "--articles", "good", "nowhere.json"], 1, "nowhere.json cannot be read"),
        (["verify", "--articles", "good", "bad/x.txt"], 1, "bad/x.txt cannot be read"),
        (["verify", "--articles", "good", "file.txt"], 1, "This is not an answer"),
        (["eval", "--articles", "good", "nowhere.jsonl"], 1, "nowhere.jsonl cannot be read"),
        (["eval", "--articles", "good", "file.txt"], 1, "Line 1 is not a question"),
    ],
)
def test_an_expected_failure_is_one_line_and_a_remedy(
    words: list[str], status: int, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, with an exit status of its own, and no trace."""
    for name, content in {"good/a.txt": GOAT.encode(), "bad/x.txt": b"\xff", "file.txt": GOAT.encode()}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "empty").mkdir()
    assert run_command(words) == status
    out, err = capsys.readouterr()
    message, remedy = err.splitlines()
    assert message.startswith("assistant: ")
    assert told in message
    assert re.fullmatch(r"  [A-Z].*\.|  .*: .+", remedy)
    assert out == ""
    assert "nowhere" not in words or not (tmp_path / ".index").exists()  # a mistyped folder leaves nothing behind


def test_a_mistyped_folder_as_a_program(tmp_path: Path) -> None:
    """The status reaches the shell."""
    done = start("ask", "--articles", str(tmp_path / "nowhere"), "goats?")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 2)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [[], ["nothing"], ["ask"], ["eval"], ["index", "--nothing"]])
def test_a_mistyped_command_shows_its_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With the parser's status."""
    with pytest.raises(SystemExit) as caught:
        run_command(words)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: assistant")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_for_every_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And names the folders' options."""
    with pytest.raises(SystemExit) as caught:
        run_command([command, "--help"])
    out = capsys.readouterr().out
    assert caught.value.code == 0
    assert f"example: assistant {command}" in " ".join(out.split())
    assert "--articles" in out
    assert "--index-dir" in out


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with a line of what it does."""
    with pytest.raises(SystemExit):
        run_command(["--help"])
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines() if re.match(r"    \w", line)] == COMMANDS


def test_an_unexpected_failure_is_not_hidden_when_debugging(tmp_path: Path) -> None:
    """`--debug` shows where an error came from."""
    with pytest.raises(Exception, match="There is no folder"):
        run_command(["index", "--debug", "--articles", str(tmp_path / "nowhere")])


@pytest.mark.parametrize("variable", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"])
def test_tracing_is_off(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """LangChain would send questions and quotes to a server if the environment told it to."""
    monkeypatch.setenv(variable, "true")
    assert run_command(["index", "--articles", "nowhere"]) == 3
    done = subprocess.run(["printenv", variable], capture_output=True, text=True, check=True)  # noqa: S607
    assert done.stdout == "false\n"


@pytest.fixture
def indexed(folder: Folder, embedder: SentenceTransformerEmbedder) -> Callable[[dict[str, str | bytes]], list[str]]:
    """Make and index a folder of articles; return the options that name it."""

    def make(files: dict[str, str | bytes]) -> list[str]:
        place = folder(files)
        Assistant.open(place, "index", embedder=embedder)
        return ["--articles", str(place), "--index-dir", "index"]

    return make


EVIL = (
    '---\ntitle: "News \\e[2J\\a"\nauthor: "Eve \\x9b31m \\u202e"\n---\n'
    "The goat of Calder \x1b[31mclimbs\x1b[0m the \x1b]0;owned\x07 \x1b]8;;http://x\x1b\\steep\x9b2J hill \x08\x08"
    " every\x7f \u202egninrom\u202c, and its kids \x90q\x9c follow.\n"
)


def test_escape_sequences_of_an_article_do_not_reach_the_terminal(
    indexed: Callable[[dict[str, str | bytes]], list[str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are shown, by `ask`, by `chat` and in the names of skipped files; `--json` escapes them."""
    folders = indexed({"a.txt": EVIL, "b\x1b[31m.txt": GOAT})
    monkeypatch.setattr(sys, "stdin", io.StringIO("Which goat climbs the hill of Calder?\n"))
    for words in (["ask", *folders, "Which goat climbs the hill of Calder?"], ["chat", *folders], ["index", *folders]):
        assert run_command(words) == 0
        out, err = capsys.readouterr()
        assert CONTROL.findall(out + err) == []
        assert "skipped b" in err
        assert words[0] == "index" or "<U+001B>[31mclimbs<U+001B>[0m" in out
    assert run_command(["ask", "--json", *folders, "Which goat climbs the hill of Calder?"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_terminal_without_unicode_gets_an_answer(
    indexed: Callable[[dict[str, str | bytes]], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its encoding lacks is replaced; the rest is readable."""
    folders = indexed({"a.txt": GOAT.replace("Calder", "Łódź 🐐")})
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert run_command(["ask", *folders, "Which goat climbs the hill?"]) == 0
    out.flush()
    assert b"climbs the steep hill every morning." in out.buffer.getvalue()


def test_a_question_in_bytes_that_are_not_utf8(
    indexed: Callable[[dict[str, str | bytes]], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """A shell hands them over as lone surrogates: answered or refused in a line, not a trace."""
    status = run_command(["ask", *indexed({"a.txt": GOAT}), "caf\udce9 goat"])
    assert status in (0, 8)
    assert "Traceback" not in capsys.readouterr().err
