"""The wheel has all that is needed, and answers without the clone: in any folder, for whoever installed it."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Folder
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from assistant import Assistant, SettingsError
from assistant.shipped import shipped_index_dir
from ui.cli import main

SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
SOURCES = {package: SETUPTOOLS["package-dir"].get(package, package) for package in SETUPTOOLS["packages"]}
COMMAND = "import sys; from ui.cli import main; sys.exit(main())"
Installed = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip builds it of a copy of the sources, without a network."""
    place = tmp_path_factory.mktemp("wheel")
    for folder in SOURCES.values():
        shutil.copytree(ROOT / folder, place / "clone" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place / "clone")
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(place)]
    subprocess.run([sys.executable, "-m", "pip", *build, str(place / "clone")], check=True)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    """The wheel unpacked, as pip installs it."""
    place = wheel.parent / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


@pytest.fixture
def installed(unpacked: Path, tmp_path: Path) -> Installed:
    """Run `assistant` of the unpacked wheel, with the packages that it needs and without the clone, as a new person."""
    path = os.pathsep.join((str(unpacked), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    kept = {name: value for name, value in os.environ.items() if name != "XDG_DATA_HOME"}
    environment = {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(tmp_path / "home")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        # -S leaves out what an editable installation puts into every process, -P the folder where it is run.
        command = [sys.executable, "-S", "-P", "-c", COMMAND, *words]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=240
        )

    return run


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    """Code, page, models' data, licences and articles, with the same content; nothing else but what pip wants."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
    there = {
        f"{package.replace('.', '/')}/{path.name}": path.read_bytes()
        for package, folder in SOURCES.items()
        for path in (ROOT / folder).iterdir()
        if path.is_file()
    }
    assert sorted(packed) == sorted(there)
    assert packed == there
    assert sum(name.startswith("assistant/seeds/") for name in packed) == 14


def test_the_shipped_articles_answer_outside_the_clone(
    installed: Installed, unpacked: Path, seeds_assistant: Assistant, tmp_path: Path
) -> None:
    """The index is kept in the person's data; the package and the folder where it is run stay as they were."""
    before = sorted(unpacked.rglob("*"))
    settings = {one["name"]: one["value"] for one in json.loads(installed("config", "--json").stdout)}
    assert settings["articles"] == str(unpacked / "assistant" / "seeds")
    index = Path(settings["index_dir"])
    assert index.is_relative_to(tmp_path / "home")
    shutil.copytree(seeds_assistant.index_dir, index)  # made of the same files: embedding them takes its time
    (index / "vectors.faiss").unlink()  # derived, and made anew where the index is used
    done = installed("ask", "--json", "Which court has a warrant for Putin?")
    assert done.returncode == 0, done.stderr
    assert "ICC" in json.loads(done.stdout)["quotes"][0]["text"]
    assert (index / "vectors.faiss").is_file()
    assert sorted(unpacked.rglob("*")) == before
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_articles_of_a_person_are_indexed_and_answer_outside_the_clone(
    installed: Installed, folder: Folder, tmp_path: Path
) -> None:
    """In the folder where it is run, with the process that reads web pages."""
    page = "<html><body><article><p>The ferry Aurora carries ninety cars across the strait.</p></article></body></html>"
    folder({"ferry.html": page})
    done = installed("ask", "--articles", "articles", "How many cars does the ferry Aurora carry?")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("[1] The ferry Aurora carries ninety cars across the strait.")
    assert (tmp_path / ".index").is_dir()


def test_the_shipped_articles_are_not_changed(installed: Installed) -> None:
    """What a person adds would be gone with the next version."""
    done = installed("serve", "--allow-changes")
    assert done.returncode == SettingsError.exit_code
    assert done.stderr.splitlines() == [
        "assistant: The shipped articles are part of the program, and cannot be changed.",
        "  Name a folder of your own: --articles FOLDER",
    ]


def test_articles_that_are_here_or_named_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a clone, `seeds` and `.index` are used as ever; an index folder that is named is used in any case."""

    def settings(*words: str) -> tuple[str, str | None]:
        assert main(["config", "--json", *words]) == 0
        found = {one["name"]: one["value"] for one in json.loads(capsys.readouterr().out)}
        return found["articles"], found["index_dir"]

    shipped, kept = settings()
    assert (Path(shipped), Path(str(kept)).parts[-2:]) == (ROOT / "seeds", ("article-assistant", "shipped"))
    assert settings("--index-dir", "here") == (shipped, "here")
    assert settings("--articles", "mine") == ("mine", None)
    monkeypatch.setenv("ASSISTANT_ARTICLES", "theirs")
    assert settings() == ("theirs", None)
    monkeypatch.delenv("ASSISTANT_ARTICLES")
    (tmp_path / "assistant.toml").write_text('articles = "told"\n', "utf-8")
    assert settings() == ("told", None)
    (tmp_path / "assistant.toml").unlink()
    (tmp_path / "seeds").mkdir()
    assert settings() == ("seeds", None)


@pytest.mark.parametrize(
    ("system", "place"),
    [(Unix, "~/.local/share/article-assistant"), (MacOS, "~/Library/Application Support/article-assistant")],
)
def test_the_data_of_a_person_are_where_the_readme_says(
    system: type[Unix | MacOS], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On either system, unless the person has them elsewhere."""
    assert f"`{place}`" in (ROOT / "README.md").read_text("utf-8")
    assert shipped_index_dir().is_relative_to(os.environ["XDG_DATA_HOME"])
    monkeypatch.delenv("XDG_DATA_HOME")
    assert system("article-assistant").user_data_path == Path(place).expanduser()
