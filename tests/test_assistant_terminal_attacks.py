"""Thirty articles that speak to the terminal: it hears nothing of it from any command."""

import io
import sys
from pathlib import Path

import pytest
from conftest import Folder
from test_assistant_cli_errors import CONTROL

from assistant import run_command

ATTACKS = (
    "\x1b[31m", "\x1b[2J\x1b[H", "\x1b[1A\x1b[2K", "\x1b[8m", "\x1b[?1049h", "\x1b[?25l", "\x1b[6n", "\x1b[c", "\x1bc",
    "\x1b[5i", "\x1b[200~", "\x1b]0;title\x07", "\x1b]2;title\x1b\\", "\x1b]52;c;Z29hdA==\x07", "\x1b]8;;http://a.b\x1b\\",
    "\x1b]1337;File=:Z29hdA==\x07", "\x1b]9;note\x07", "\x1b]104\x07", "\x1bP+q544e\x1b\\", "\x1b_goat\x1b\\",
    "\x1b^goat\x1b\\", "\x9b31m", "\x9d0;title\x9c", "\x90q\x9c", "\x07\x07", "\x08\x08\x08", "\x0e\x0f", "\x7f\x05",
    "\x0c\x0b", "\u202egninrom\u202c\u2066x\u2069",
)  # fmt: skip


def test_no_attack_of_an_article_reaches_the_terminal(
    folder: Folder,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From title, author, text or file name, by `index`, `ask`, `chat` with its commands, or `verify`."""
    texts = [
        f"Goats of hill {number}{attack}\nBy Ann{attack} Lee\n\nThe goat of hill {number} climbs {attack} at dawn,"
        " and its kids follow it to the top.\n"
        for number, attack in enumerate(ATTACKS)
    ]
    files: dict[str, str | bytes] = {f"{number:02}.md": text for number, text in enumerate(texts)}
    files |= {f"skipped{attack.replace('/', '-')}.md": text for attack, text in zip(ATTACKS, texts, strict=True)}
    options = ["--articles", str(folder(files)), "--index-dir", "index"]
    asked = [f"Which goat of hill {number} climbs at dawn?" for number in range(len(ATTACKS))]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([*asked[::6], "/sources", "/open 1"]) + "\n"))
    written = shown = 0
    commands = [["index", *options, "--verbose"], *(["ask", *options, one] for one in asked), ["chat", *options]]
    for words in commands:
        assert run_command(words) == 0
        out, err = capsys.readouterr()
        assert CONTROL.findall(out + err) == []
        written += len(out)
        shown += out.count("<U+")
    assert run_command(["ask", *options, "--json", asked[0]]) == 0
    Path("answer.json").write_text(capsys.readouterr().out, "utf-8")
    assert run_command(["verify", *options, "answer.json"]) == 0
    out, err = capsys.readouterr()
    assert CONTROL.findall(out + err) == []
    assert shown >= len(ATTACKS)  # they are quoted, made visible
    print(f"{len(ATTACKS)} articles, {len(commands)} commands, {written} characters: 0 control characters")  # noqa: T201
