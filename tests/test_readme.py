"""What the README says is so: its commands, its Python, and its table of commands."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from served import Served

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
SERVED = "http://127.0.0.1:7860"
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's code blocks in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_two_set_up_commands_are_one_line_each() -> None:
    """The first serves, the second tests; both make the same virtual environment."""
    lines = [line for block in blocks("console") for line in block.splitlines() if "python3 -m venv" in line]
    assert lines == [
        "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/assistant serve",
        "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest -n 2 --dist loadfile",
    ]


@pytest.mark.parametrize("code", [code for code in blocks("python") if SERVED not in code])
def test_the_python_runs(code: str, seeds_assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    """Every Python block runs as it stands, in the folder of the clone."""
    os.chdir(ROOT)
    shown = code.replace('Assistant.open("seeds")', "opened")
    assert "import Assistant\n" not in code or shown != code
    exec(compile(shown.replace("from assistant import Assistant\n", ""), "README", "exec"), {"opened": seeds_assistant})  # noqa: S102
    if "print(" in code:
        printed = capsys.readouterr().out
        assert "International Criminal Court" in printed or "ICC" in printed


@pytest.mark.parametrize("code", [code for code in blocks("python") if SERVED in code])
def test_the_python_of_another_program_runs(
    code: str, seeds_served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it stands, but for the address; what it prints is quoted from the articles."""
    pytest.importorskip("openai")
    given: dict[str, Any] = {}
    exec(compile(code.replace(SERVED, seeds_served.address), "README", "exec"), given)  # noqa: S102
    given["client"].close()
    assert "ICC" in capsys.readouterr().out


@pytest.mark.parametrize("line", re.findall(r"^\$ (curl .*)$", README, re.MULTILINE))
def test_what_is_sent_by_curl_is_answered(line: str, seeds_served: Served) -> None:
    """As it stands, but for the address."""
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    sent = shlex.split(line.replace(SERVED, seeds_served.address))
    answer = json.loads(subprocess.check_output([*sent, "--noproxy", "*"], text=True))
    assert answer["quotes"]
    assert not answer["abstained"]


def test_the_configuration_of_an_mcp_client_starts_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Its arguments are those of `assistant mcp`."""
    (example,) = blocks("json")
    (server,) = json.loads(example)["mcpServers"].values()
    assert Path(server["command"]).name == "assistant"
    assert set(server["args"][1::2]) == {"--articles", "--index-dir"}
    with pytest.raises(SystemExit, match="0"):
        main([*server["args"], "--help"])
    assert "MCP" in capsys.readouterr().out


def test_every_address_of_the_table_answers(seeds_served: Served) -> None:
    """None of them is unknown."""
    rows = re.findall(r"^\| (`[^|]*/[a-z][^|]*`) \|", README.partition("## From other programs")[2], re.MULTILINE)
    found = re.findall(r"(GET|POST)? ?(/[\w/]+)", " ".join(rows))
    assert len(found) == 11
    with seeds_served.client() as client:
        for method, path in found:
            response = client.request(method or "POST", path.replace("PATH", "india.md"), json={"": 0})
            assert response.status_code in (200, 400, 406, 422), (path, response.text)


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


def test_each_dependency_says_what_it_is_there_for() -> None:
    """Beside it, where it is pinned."""
    listed = (ROOT / "pyproject.toml").read_text("utf-8").partition("\ndependencies = [\n")[2].partition("\n]\n")[0]
    assert len(listed.splitlines()) > 30
    for line in listed.splitlines():
        assert re.fullmatch(r'    "[\w.-]+==[\w.]+",  # \w.*', line), line
