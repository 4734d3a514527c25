"""Collections: folders that go by names, in the settings and on the command line."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant import ArticlesError, SettingsError, default_index_dir, run_command
from assistant.configuration import configure, in_force

FILE = Path("assistant.toml")
PORTS = "# The ferry\n\nThe ferry of Calder crosses the sound twelve times a day in summer.\n"
FARMS = "# The goats\n\nThe old goats of Calder climb the steep hill every morning before the rain.\n"
ASK = "Which goats climb the steep hill?"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder with two of articles, which the settings call ports and farms."""
    monkeypatch.chdir(tmp_path)
    for folder, text in (("quay", PORTS), ("hill", FARMS)):
        Path(folder).mkdir()
        Path(folder, "a.md").write_text(text, "utf-8")
    FILE.write_text('[collections]\nports = "quay"\nfarms = "hill"\n', "utf-8")


def named(*given: str) -> dict[str, str]:
    """Return the collections in force where these are given on the command line."""
    return configure({"collections": list(given)} if given else {}).collections


def test_the_file_and_the_command_line_name_collections() -> None:
    """In their order; what is given on the command line stands in the place of the others."""
    assert list(named().items()) == [("ports", "quay"), ("farms", "hill")]
    assert list(named("farms", "new=quay").items()) == [("farms", "hill"), ("new", "quay")]
    assert named("ports=hill") == {"ports": "hill"}
    assert named("a-1_B=x=y") == {"a-1_B": "x=y"}


def test_a_variable_names_them_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it may every setting that is a table."""
    FILE.unlink()
    monkeypatch.setenv("ASSISTANT_COLLECTIONS", json.dumps({"ports": "quay"}))
    assert named() == {"ports": "quay"}


def test_a_variable_each_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """In small letters, beside those of the file, whose folders they change; alone in the order of the names."""
    monkeypatch.setenv("ASSISTANT_COLLECTIONS__OLD__2", "2024")
    monkeypatch.setenv("ASSISTANT_COLLECTIONS__A-B", "x")
    monkeypatch.setenv("ASSISTANT_COLLECTIONS__FARMS", "barn")
    assert named() == {"ports": "quay", "farms": "barn", "old__2": "2024", "a-b": "x"}
    assert named("farms") == {"farms": "barn"}
    found = {one.name: one.source for one in in_force(configure({}), {})}
    assert (found["collections.ports"], found["collections.a-b"]) == (str(FILE), "ASSISTANT_COLLECTIONS__A-B")
    FILE.unlink()
    assert list(named().items()) == [("a-b", "x"), ("farms", "barn"), ("old__2", "2024")]
    monkeypatch.setenv("ASSISTANT_COLLECTIONS", json.dumps({"ports": "quay", "farms": "hill"}))
    assert list(named()) == ["ports", "farms", "a-b", "old__2"]


@pytest.mark.parametrize(
    ("variable", "folder", "told", "remedy"),
    [
        ("ASSISTANT_COLLECTIONS__A.B", "x", "'a.b' is no name for a collection.", "hyphens"),
        ("ASSISTANT_COLLECTIONS__", "x", "'' is no name for a collection.", "hyphens"),
        ("ASSISTANT_COLLECTIONS__PIERS", "", "The collection piers has no folder.", "NAME=FOLDER"),
        ("ASSISTANT_COLLECTIONS__PIERS", "quay", "The collections ports and piers are one folder.", "Leave one"),
        ("ASSISTANT_COLLECTION__PIERS", "x", "is no setting", "Did you mean ASSISTANT_COLLECTIONS__PIERS?"),
        ("ASSISTANT_COLLECTIONS", '{"a": 3}', "collections.a, given in ASSISTANT_COLLECTIONS, cannot", "Mend"),
    ],
)
def test_a_variable_that_names_none_is_told(
    monkeypatch: pytest.MonkeyPatch, variable: str, folder: str, told: str, remedy: str
) -> None:
    """As in the file."""
    monkeypatch.setenv(variable, folder)
    with pytest.raises(SettingsError) as caught:
        named()
    assert told in str(caught.value)
    assert remedy in caught.value.remedy


def test_each_has_an_index_folder_of_its_own() -> None:
    """The default one, or one of the same name below the folder that is given."""
    each = configure({}).each()
    assert {name: one.articles for name, one in each.items()} == {"ports": "quay", "farms": "hill"}
    assert {one.index_dir for one in each.values()} == {None}
    below = configure({"index_dir": "kept"}).each()
    assert {name: Path(str(one.index_dir)) for name, one in below.items()} == {
        "ports": Path("kept") / default_index_dir(Path("quay")).name,
        "farms": Path("kept") / default_index_dir(Path("hill")).name,
    }


def test_without_collections_all_is_as_it_was() -> None:
    """One folder, with the index folder that is given; a flag for it wins over the file's collections."""
    settings = configure({"articles": "quay", "index_dir": "kept"})
    assert settings.collections == {}
    assert settings.each() == {"default": settings}
    FILE.unlink()
    assert configure({}).each() == {"default": configure({})}


def test_every_setting_has_its_source() -> None:
    """Which collections there are, and who says so; the one folder is no setting in force beside them."""
    flags = {"collections": ["farms", "new=quay"]}
    found = {one.name: (one.value, one.source) for one in in_force(configure(flags), flags)}
    assert found["collections.farms"] == ("hill", "assistant.toml")
    assert found["collections.new"] == ("quay", "command line")
    assert "articles" not in found


@pytest.mark.parametrize(
    ("given", "told", "remedy"),
    [
        (["prots"], "There is no collection prots.", "Did you mean ports? There are: ports, farms."),
        (["zzz"], "There is no collection zzz.", "There are: ports, farms."),
        (["a b=quay"], "'a b' is no name for a collection.", "hyphens"),
        (["../x=quay"], "'../x' is no name", "letters"),
        (["é=quay"], "'é' is no name", "letters"),
        (["=quay"], "'' is no name", "letters"),
        ([f"{'a' * 41}=quay"], "is no name", "up to 40"),
        (["a="], "The collection a has no folder.", "--collection NAME=FOLDER"),
        (["a=quay", "A=hill"], "Two collections are called a.", "name of its own"),
        (["a=quay", "b=./quay/"], "The collections a and b are one folder.", "Leave one of them out."),
    ],
)
def test_what_cannot_be_a_collection_is_told(given: list[str], told: str, remedy: str) -> None:
    """With what to do."""
    with pytest.raises(SettingsError) as caught:
        named(*given)
    assert told in str(caught.value)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("content", "flags", "told"),
    [
        ("[collections]\n'a b' = 'quay'", {}, "'a b' is no name for a collection."),
        ("[collections]\na = 'quay'\nb = 'quay'", {}, "The collections a and b are one folder."),
        ("[collections]\na = 3", {}, "The setting collections.a, given in assistant.toml, cannot be that"),
        ("articles = 'quay'\n[collections]\na = 'hill'", {}, "Both articles and collections are set."),
        ("colections = 3", {}, "There is no setting colections"),
        ("", {"articles": "quay", "collections": ["a=hill"]}, "Both --articles and --collection were given."),
    ],
)
def test_what_is_wrong_in_the_settings_is_told(content: str, flags: Mapping[str, object], told: str) -> None:
    """In the file as on the command line."""
    FILE.write_text(content, "utf-8")
    with pytest.raises(SettingsError) as caught:
        configure(flags)
    assert told in str(caught.value)
    assert caught.value.remedy


def test_a_collection_may_be_called_like_a_setting() -> None:
    """The name of one is no language model."""
    FILE.write_text("[collections]\nllm = 'quay'\n", "utf-8")
    assert named() == {"llm": "quay"}


def test_a_command_asks_the_collection_that_is_picked(capsys: pytest.CaptureFixture[str]) -> None:
    """The first where none is; the other's articles do not exist to it."""
    for picked, path, spoke in (([], "quay", False), (["--collection", "farms"], "hill", True)):
        assert run_command(["ask", ASK, "--json", *picked]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert bool(answer["quotes"]) is spoke
        assert run_command(["index", "--json", *picked]) == 0
        assert json.loads(capsys.readouterr().out)["unchanged"] == ["a.md"]
        assert default_index_dir(Path(path)).is_dir()
    Path("answer.json").write_text(json.dumps(answer), "utf-8")
    assert run_command(["verify", "answer.json", "--collection", "farms"]) == 0
    assert run_command(["verify", "answer.json"]) == 10
    capsys.readouterr()
    assert run_command(["doctor", "--json", "--collection", "farms"]) == 0
    assert "1 in hill, 0 files skipped" in capsys.readouterr().out


def test_the_doctor_looks_at_each(capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with a later one is found, too, and what mends it asks that one alone."""
    Path("hill", "picture.txt").write_bytes(b"\x00\x01")
    assert run_command(["index", "--collection", "farms"]) == 0
    database = default_index_dir(Path("hill")) / "articles.db"
    database.write_bytes(database.read_bytes().replace(b"steep hill", b"sleep hill"))
    capsys.readouterr()
    assert run_command(["doctor", "--json"]) == 5
    found = {one["thing"]: one for one in json.loads(capsys.readouterr().out)}
    things = ("articles", "index folder", "index")
    assert list(found)[4:] == [f"{thing} of {name}" for name in ("ports", "farms") for thing in things]
    assert {thing for thing, one in found.items() if one["state"] == "fault"} == {"index of farms"}
    assert found["index of farms"]["remedy"] == "Repair it from the articles: assistant index --collection farms=hill"
    assert found["articles of farms"]["told"] == "1 in hill, 1 files skipped"
    assert "assistant index --collection farms=hill --dry-run" in found["articles of farms"]["remedy"]
    assert found["articles of ports"]["told"] == "1 in quay, 0 files skipped"


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["ask", "Who?", "--collection", "farm"], SettingsError.exit_code, "Did you mean farms?"),
        (["ask", "Who?", "--collection", "ports", "--collection", "farms"], SettingsError.exit_code, "Give one"),
        (["ask", "Who?", "--collection", "gone=missing"], ArticlesError.exit_code, "missing"),
    ],
)
def test_an_error_is_a_line_and_a_remedy(
    words: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, with the status of its kind."""
    assert run_command(words) == status
    assert told in capsys.readouterr().err
