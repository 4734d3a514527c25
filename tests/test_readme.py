"""What the README says is so: its commands, its Python, and its table of commands."""

import os
import re
from pathlib import Path

import pytest

from assistant import SUFFIXES, Assistant, QAError, run_command
from index import (
    ArticlesError,
    EmbeddingError,
    IndexDamagedError,
    IndexLockedError,
    IndexStoreError,
    LanguageModelError,
    QuestionError,
    QuoteError,
)
from index.sidecar import parse_sidecar, said_of
from ui.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's code blocks in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_two_set_up_commands_are_one_line_each() -> None:
    """The first serves, the second tests; both make the same virtual environment."""
    lines = [line for block in blocks("console") for line in block.splitlines() if "python3 -m venv" in line]
    assert lines == [
        "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/assistant serve",
        "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
    ]


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_runs(code: str, seeds_assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    """Every Python block runs as it stands, in the folder of the clone."""
    os.chdir(ROOT)
    shown = code.replace('Assistant.open("seeds")', "opened")
    assert shown != code
    exec(compile(shown.replace("from assistant import Assistant\n", ""), "README", "exec"), {"opened": seeds_assistant})  # noqa: S102
    if "print(" in code:
        printed = capsys.readouterr().out
        assert "International Criminal Court" in printed or "ICC" in printed


def test_the_shown_answer_is_the_real_one(seeds_assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    """The example of `assistant ask` shows what it prints."""
    example = next(block for block in blocks("console") if block.startswith("$ .venv/bin/assistant ask"))
    command, _, shown = example.partition("\n")
    question = re.search(r'"(.*)"', command)
    assert question
    arguments = [
        "ask",
        question.group(1),
        "--articles",
        str(ROOT / "seeds"),
        "--index-dir",
        str(seeds_assistant.index_dir),
    ]
    assert run_command(arguments) == 0
    printed = capsys.readouterr().out
    assert " ".join(shown.split()) == " ".join(printed.split())


def test_the_metadata_file_is_read_as_it_stands() -> None:
    """The example of `metadata.yaml` has no fault, and says what it seems to say."""
    (example,) = blocks("yaml")
    read = parse_sidecar(example)
    assert (read.faults, len(read.entries)) == ((), 2)
    assert said_of("reports/levy.pdf", read.entries).published == "2021-05-04"
    assert said_of("nordlys/a.html", read.entries).publisher == "Nordlys Weekly"


def test_the_table_of_files_names_every_kind() -> None:
    """What is read is told."""
    assert set(re.findall(r"`(\.\w+)`", README.partition("| file |")[2].partition("A scanned PDF")[0])) == set(SUFFIXES)


@pytest.mark.parametrize("name", re.findall(r"^\| `assistant (\w+)", README, re.MULTILINE))
def test_every_command_of_the_table_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the table names exists, and says how to use it."""
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"example: assistant {name}" in capsys.readouterr().out


def test_the_exit_statuses_are_as_told() -> None:
    """The numbers in the README are the errors' own."""
    errors: list[type[QAError]] = [
        ArticlesError, IndexStoreError, IndexDamagedError, EmbeddingError, IndexLockedError, QuestionError, QuoteError,
        LanguageModelError,
    ]  # fmt: skip
    assert [error.exit_code for error in errors] == [3, 4, 5, 6, 7, 8, 9, 12]
    assert re.search(
        r"3 articles, 4 index\s+folder, 5 damaged index, 6 embedding model, 7 index in use, 8 question", README
    )
    assert re.search(
        r"10 quotes that `verify` did not find,\s+11 scores that broke the floors of `eval`, 12 language model", README
    )
