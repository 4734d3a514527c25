"""The systemd unit and the container file do what they say, as far as a machine without either can tell."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from served import Served

from ui.cli import main

ROOT = Path(__file__).parents[1]
UNIT = (ROOT / "deploy" / "article-assistant.service").read_text("utf-8")
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
KNOWN = {"FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT"}


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the container file, in order, each on one line."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", CONTAINER))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined.splitlines() if line.strip()]


def given(instruction: str) -> list[str]:
    """Return what is given to each instruction of this name."""
    return [value for name, value in instructions() if name == instruction]


def started() -> list[list[str]]:
    """Return the commands that unit and container start."""
    (unit,) = re.findall(r"(?m)^ExecStart=(.*)$", UNIT)
    (container,) = given("ENTRYPOINT")
    return [shlex.split(unit), json.loads(container)]


@pytest.mark.parametrize("command", started())
def test_the_command_that_is_started_is_ours(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each of its options is one of `assistant serve`."""
    program, name, *options = command
    assert (Path(program).name, name) == ("assistant", "serve")
    with pytest.raises(SystemExit, match="0"):
        main(["serve", "--help"])
    known = capsys.readouterr().out
    assert all(option in known for option in options if option.startswith("--"))


def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    """But for the path of the program, which is where it was installed."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd on this machine")
    (tmp_path / "article-assistant.service").write_text(
        UNIT.replace("/opt/article-assistant/bin/assistant", sys.executable), "utf-8"
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "article-assistant.service"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert "article-assistant.service" not in done.stderr, done.stderr


def test_the_unit_has_sections_and_each_setting_once() -> None:
    """What systemd would overlook without a word."""
    lines = [line for line in UNIT.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if line.startswith("[")] == ["[Unit]", "[Service]", "[Install]"]
    names = [line.partition("=")[0] for line in lines if not line.startswith("[")]
    assert len(names) == len(set(names))
    assert {"DynamicUser", "ProtectSystem", "NoNewPrivileges", "TimeoutStopSec"} <= set(names)


def test_the_container_file_is_made_of_known_instructions() -> None:
    """It begins with the image, copies what is there, and does not run as root."""
    names = [name for name, _ in instructions()]
    assert names[0] == "FROM"
    assert set(names) == KNOWN
    sources = [source for value in given("COPY") for source in value.split()[:-1]]
    assert all((ROOT / source).exists() for source in sources)
    packages = PROJECT["tool"]["setuptools"]
    assert {packages["package-dir"].get(package, package) for package in packages["packages"]} <= set(sources)
    assert given("USER") == ["assistant"]
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_the_container_has_the_python_and_the_torch_of_the_project() -> None:
    """The one that is pinned."""
    assert f"python:{PROJECT['project']['requires-python'].removeprefix('>=')}-slim" in given("FROM")[0]
    (torch,) = (one for one in PROJECT["project"]["dependencies"] if one.startswith("torch=="))
    assert f" {torch} " in given("RUN")[0]


def test_the_health_check_of_the_container_asks_what_is_served(seeds_served: Served) -> None:
    """As it stands, but for the address."""
    (check,) = given("HEALTHCHECK")
    program, *arguments = json.loads(check.partition("CMD ")[2])
    assert program == "python"
    code = arguments[-1].replace("http://127.0.0.1:7860", seeds_served.address)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    wrong = code.replace("/health", "/nothing")
    assert subprocess.run([sys.executable, "-c", wrong], check=False, capture_output=True).returncode != 0
