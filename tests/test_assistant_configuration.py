"""Settings: what wins over what, where each came from, and what is refused."""

import json
from pathlib import Path

import pytest
from conftest import Folder

from assistant import AssistantSettings, SettingsError, run_command
from assistant.configuration import configure, in_force

FILE = Path("assistant.toml")  # in the folder where a test runs


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder."""
    monkeypatch.chdir(tmp_path)


def sources(flags: dict[str, object], file: str | None = None) -> dict[str, str]:
    """Return where each setting came from that is not its default."""
    found = in_force(configure(flags, file), flags, file)
    return {setting.name: setting.source for setting in found if setting.source != "default"}


def test_a_flag_wins_over_a_variable_and_that_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting by setting, not table by table."""
    assert configure({}).answers == AssistantSettings()
    FILE.write_text('articles = "a"\n[answers]\nthreshold = 0.2\npassages = 2\nmost_quotes = 2\n', "utf-8")
    monkeypatch.setenv("ASSISTANT_ANSWERS__THRESHOLD", "0.3")
    monkeypatch.setenv("ASSISTANT_ANSWERS__PASSAGES", "3")
    flags = {"answers": {"threshold": 0.4}}
    assert configure(flags).answers == AssistantSettings(threshold=0.4, passages=3, most_quotes=2)
    assert sources(flags) == {
        "articles": "assistant.toml",
        "answers.threshold": "command line",
        "answers.passages": "ASSISTANT_ANSWERS__PASSAGES",
        "answers.most_quotes": "assistant.toml",
    }


def test_another_file(tmp_path: Path) -> None:
    """The one that is named is read, and the one of the folder is not."""
    FILE.write_text("[server]\nport = 1\n", "utf-8")
    other = tmp_path / "other.toml"
    other.write_text('[server]\nallowed_hosts = ["a.example", "b.example"]\n', "utf-8")
    served = configure({}, str(other)).server
    assert (served.port, served.allowed_hosts) == (7860, ("a.example", "b.example"))
    assert sources({}, str(other)) == {"server.allowed_hosts": str(other)}


@pytest.mark.parametrize(
    ("content", "told", "remedy"),
    [
        ("articels = 'x'", "no setting articels", "articles"),
        ("[answers]\ntreshold = 0.4", "no setting answers.treshold, which is given in", "answers.threshold"),
        ("[answers]\nmost_quotes = 'many'", "answers.most_quotes, given in assistant.toml, .* integer", "Mend"),
        ("[answers]\nthreshold = 4", "threshold must be between 0 and 1", ""),
        ("[index]\npassage_tokens = 3", "at least 32 tokens", ""),
        ("[answers\n", "line 1", "Mend"),
        ("articles = ''\n\xff", "assistant.toml", "Mend"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_told(content: str, told: str, remedy: str) -> None:
    """With the setting, and the one that may be meant."""
    FILE.write_bytes(content.encode("latin-1"))
    with pytest.raises(SettingsError, match=told) as caught:
        configure({})
    assert remedy in caught.value.remedy
    assert caught.value.exit_code == 13


def test_an_unknown_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """But not the secrets that a server is given."""
    monkeypatch.setenv("ASSISTANT_TOKEN", "secret")
    configure({})
    monkeypatch.setenv("ASSISTANT_SERVER__PROT", "1")
    with pytest.raises(SettingsError, match="ASSISTANT_SERVER__PROT") as caught:
        configure({})
    assert "ASSISTANT_SERVER__PORT" in caught.value.remedy


def test_a_variable_of_another_program_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where it begins like one; a slip is told, in small letters too."""
    monkeypatch.setenv("ASSISTANT_PORT_7860_TCP", "tcp://10.0.0.1:7860")
    monkeypatch.setenv("ASSISTANT_SERVER__ALLOWED_HOSTS", "a.example, b.example")
    assert configure({}).server.allowed_hosts == ("a.example", "b.example")
    monkeypatch.setenv("assistant_articels", "x")
    with pytest.raises(SettingsError, match="ASSISTANT_ARTICELS"):
        configure({})


def test_a_file_that_lies_there_names_no_language_model() -> None:
    """Whoever made the folder could read along; a file that is named may."""
    FILE.write_text('[answers]\nllm = "openai:x"\nllm_url = "http://example.org/v1"\n', "utf-8")
    with pytest.raises(SettingsError, match="language model") as caught:
        configure({})
    assert "--config assistant.toml" in caught.value.remedy
    assert configure({}, str(FILE)).answers.llm == "openai:x"


def test_a_missing_file_is_named() -> None:
    """Where it was asked for."""
    with pytest.raises(SettingsError, match=r"gone\.toml"):
        configure({}, "gone.toml")


def test_the_command_tells_all(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In a table and as JSON; no password of an address, no secret."""
    monkeypatch.setenv("ASSISTANT_TOKEN", "hush-hush")
    words = ["config", "--llm", "openai:small", "--llm-url", "http://me:hush-hush@127.0.0.1/v1"]
    assert run_command(words) == 0
    table = capsys.readouterr().out
    assert ["answers.llm", "openai:small", "command", "line"] in [line.split() for line in table.splitlines()]
    assert run_command([*words, "--json"]) == 0
    printed = capsys.readouterr().out
    found = {setting["name"]: setting for setting in json.loads(printed)}
    assert found["answers.llm_url"]["value"] == "http://127.0.0.1/v1"
    assert found["server.port"] == {"name": "server.port", "value": 7860, "source": "default"}
    assert "hush" not in table + printed


def test_commands_heed_the_file(folder: Folder, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The folder, the index's place and the settings of both."""
    place = folder({"goats.txt": "The goat climbs the steep hill of Calder every morning.\n"})
    FILE.write_text(f'articles = "{place}"\nindex_dir = "{tmp_path / "kept"}"\n', "utf-8")
    assert run_command(["index"]) == 0
    assert capsys.readouterr().out.startswith("added goats.txt")
    assert (tmp_path / "kept" / "articles.db").exists()
    FILE.write_text(FILE.read_text("utf-8") + "[index]\nmax_file_bytes = 5\n", "utf-8")
    assert run_command(["index", "--dry-run"]) == 0
    assert "larger than" in capsys.readouterr().err
