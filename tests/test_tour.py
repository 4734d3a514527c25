"""The tour can be taken: every command and every program of it, in order, with what they are said to print."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT

from assistant import Assistant
from assistant.shipped import shipped_index_dir

TOUR = (ROOT / "docs" / "tour.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TOUR, re.DOTALL | re.MULTILINE)
ASSISTANT = f"""#!/bin/sh
exec {sys.executable} -P -c 'import sys; from ui.cli import main; sys.exit(main())' "$@"
"""


def commands(block: str) -> list[tuple[str, str]]:
    """Return each command of a console with what is shown below it; what `<<END` begins ends with END."""
    found: list[tuple[str, str]] = []
    for line in block.splitlines(keepends=True):
        command, shown = found[-1] if found else ("", "")
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif "<<END" in command and not command.endswith("\nEND\n"):
            found[-1] = (command + line[2:], shown)
        else:
            found[-1] = (command, shown + line)
    return found


def steps() -> list[tuple[list[str], str]]:
    """Return what is run, as a process, and what it is said to print."""
    taken: list[tuple[list[str], str]] = []
    for language, block in BLOCKS:
        if language == "console":
            taken += [(["bash", "-c", command], shown) for command, shown in commands(block)]
        elif language == "python":
            taken.append(([sys.executable, "-P", "-c", block], ""))
        else:
            taken[-1] = (taken[-1][0], block)
    return taken


def is_serving(process: list[str]) -> bool:
    """Say whether a step goes on until it is stopped."""
    return process[-1].startswith("assistant serve")


def words(text: str) -> str:
    """Return a text without its lines, which the page breaks where a terminal does not."""
    return " ".join(text.split())


@pytest.fixture
def environment(tmp_path: Path, seeds_assistant: Assistant) -> Mapping[str, str]:
    """The command on the path of a person who has asked the shipped articles before: embedding them takes its time."""
    command = tmp_path / "bin" / "assistant"
    command.parent.mkdir()
    command.write_text(ASSISTANT, "utf-8")
    command.chmod(0o755)
    shutil.copytree(seeds_assistant.index_dir, shipped_index_dir())
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "ASSISTANT_SERVER__PORT": "0"}


def test_the_steps_of_the_tour(environment: Mapping[str, str], tmp_path: Path) -> None:
    """One after the other, in a folder that is empty at the beginning; errors are shown as well."""
    place = tmp_path / "empty"
    place.mkdir()
    taken = [step for step in steps() if not is_serving(step[0])]
    assert len(taken) == 12
    for process, shown in taken:
        done = subprocess.run(
            process,
            cwd=place,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        assert words(done.stdout) == words(shown), process[-1]
        assert done.returncode == 0, process[-1]


def test_the_shipped_articles_are_served(environment: Mapping[str, str], tmp_path: Path) -> None:
    """As it says, but for the port; Ctrl-C ends it."""
    ((process, shown),) = [step for step in steps() if is_serving(step[0])]
    *shell, command = process
    with subprocess.Popen(
        [*shell, f"exec {command}"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout
        said = served.stdout.readline()
        served.send_signal(signal.SIGINT)
    assert re.sub(r":\d+ ", ":7860 ", said) == shown
    assert served.returncode == 0


def test_the_questions_for_the_page_are_answered(seeds_assistant: Assistant) -> None:
    """The second with what it leans on."""
    first, second = re.findall(r"[Tt]ype “(.*?)”", TOUR)
    assert not seeds_assistant.ask(first).abstained
    answer = seeds_assistant.ask(second, [{"role": "user", "content": first}])
    assert not answer.abstained
    assert f"What was searched stands below the answer: “{answer.query}”" in TOUR


def test_what_is_linked_is_there() -> None:
    """Pages of the same folder, and sections of the README."""
    for target in re.findall(r"\]\(([^)#]+)\)", TOUR):
        assert (ROOT / "docs" / target).is_file(), target
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"### {section}\n" in readme for section in ("How good it is", "The guard"))
    assert "](docs/tour.md)" in readme
