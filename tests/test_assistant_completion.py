"""The scripts that `assistant completion` prints, in the shells that they are for."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import loaded_by

from ui.cli import main

COMPLETED = [
    (["ver"], ["verify"]),
    (["com"], ["completion"]),
    (["ask", "--on"], ["--only"]),
    (["serve", "--allow-c"], ["--allow-changes"]),
    (["completion", "f"], ["fish"]),
    (["ask", "--articles", "fo"], ["folder"]),
    (["verify", "fi"], ["file.json"]),
    (["ask", "--nothing-like-it"], []),
]
# Calls what bash calls when Tab is pressed after these words.
BASH = """
source "$1"; shift
[[ $(complete -p assistant) =~ -F\\ ([^ ]+) ]]
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
"${BASH_REMATCH[1]}" assistant "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The script for a shell, beside a folder and a file."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.json").touch()
    assert main(["completion", request.param]) == 0
    path = tmp_path / f"_{request.param}"
    path.write_text(capsys.readouterr().out, "utf-8")
    return path


def in_shell(shell: str, *words: str) -> list[str]:
    """Run a command in a shell without its owner's settings; return the lines that it prints."""
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on this machine")
    done = subprocess.run([shell, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize("script", ["bash"], indirect=True)
@pytest.mark.parametrize(("words", "completed"), COMPLETED)
def test_bash_completes(script: Path, words: list[str], completed: list[str]) -> None:
    """Commands, options, what an option takes, folders and files."""
    assert in_shell("bash", "--norc", "-c", BASH, "bash", str(script), "assistant", *words) == completed


@pytest.mark.parametrize("script", ["fish"], indirect=True)
@pytest.mark.parametrize(("words", "completed"), [case for case in COMPLETED if case[1]])
def test_fish_completes(script: Path, words: list[str], completed: list[str]) -> None:
    """The same; a folder has a stroke after it, and beside each stands what it is."""
    asked = "source $argv[1]; complete --do-complete (string join -- ' ' assistant $argv[2..])"
    printed = in_shell("fish", "--no-config", "-c", asked, str(script), *words)
    assert completed[0] in [word.rstrip("/") for word in printed]


@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh_takes_it(script: Path) -> None:
    """From a folder of its path, as the completion of `assistant`; it can be read."""
    asked = (
        'fpath=("$1" $fpath); autoload -U compinit; compinit -u -D; autoload +X _assistant; print $_comps[assistant]'
    )
    script.rename(script.with_name("_assistant"))
    assert in_shell("zsh", "-f", "-c", asked, "zsh", str(script.parent)) == ["_assistant"]


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that there are."""
    with pytest.raises(SystemExit, match="2"):
        main(["completion", "csh"])
    assert "'bash', 'zsh', 'fish'" in capsys.readouterr().err


def test_no_other_command_loads_the_library() -> None:
    """Completion is paid for by those who ask for it."""
    assert loaded_by("import ui.cli, assistant.configuration", ["shtab"]) == []
