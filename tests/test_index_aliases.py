"""A folder may say what goes by several names; that is noticed, kept and used, and embeds nothing."""

from pathlib import Path

import pytest
from conftest import FakeEmbedder, Folder
from harbour import PROSE, opened

from assistant import Assistant, AssistantSettings
from index import Query, Skipped
from index.aliases import parse_aliases

KEEPER = "The harbour master of Ardle fed eleven hungry cats on the rock every evening.\n"


def test_each_line_names_a_thing() -> None:
    """Blanks, comments and line ends do not matter; a name twice in a line counts once."""
    read = parse_aliases("# things\r\n\r\n WGO =World  Grain Office= WGO # the office\r\nC# = C sharp\n   #x = y\n")
    assert read.names == (("WGO", "World Grain Office"), ("C#", "C sharp"))
    assert read.faults == ()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("only one", "line 2: it takes two names with = between them"),
        ("same = same", "line 2: it takes two names with = between them"),
        ("WGO =", "line 2: a name is missing beside ="),
        ("= WGO", "line 2: a name is missing beside ="),
        ("WGO = ; = X", "line 2: a name is missing beside ="),
        ("New = one", "line 2: 'one' stands in line 1 already"),
    ],
)
def test_a_faulty_line_is_named_and_the_rest_holds(line: str, fault: str) -> None:
    """With its number and what is wrong with it."""
    read = parse_aliases(f"One = Two\n{line}\nThree = Four")
    assert read.names == (("One", "Two"), ("Three", "Four"))
    assert read.faults == (Skipped("aliases.txt", fault),)


def test_the_file_is_no_article(folder: Folder, tmp_path: Path) -> None:
    """It is read for its names alone; one in a folder below is an article like any other."""
    place = folder({"a.md": PROSE.format("crane"), "aliases.txt": "crane = hoist\nhoist\n", "x/aliases.txt": KEEPER})
    index, changes = opened(place, tmp_path / "index")
    assert (changes.added, changes.aliases) == (("a.md", "x/aliases.txt"), True)
    assert changes.skipped == (Skipped("aliases.txt", "line 2: it takes two names with = between them"),)
    assert index.current_text("aliases.txt") is None
    with index.reading() as searcher:
        assert searcher.other_names == [("crane", "hoist")]
        assert len(searcher.search([Query("hoist")], 10)) == 2


def test_it_is_kept_and_followed(folder: Folder, tmp_path: Path) -> None:
    """A change of it alone is a change that embeds nothing; without it, nothing goes by other names."""
    place = folder({"a.md": PROSE.format("crane"), "aliases.txt": "crane = hoist\n"})
    opened(place, tmp_path / "index")
    index, changes = opened(place, tmp_path / "index")
    assert (bool(changes), changes.aliases) == (False, False)
    folder({"aliases.txt": "crane = derrick\n"})
    assert index.folder_changed()
    changes = index.refresh()
    assert (bool(changes), changes.aliases, changes.embedded, changes.unchanged) == (True, True, 0, ("a.md",))
    with index.reading() as searcher:
        assert (searcher.other_names, searcher.generation) == ([("crane", "derrick")], 2)
    (place / "aliases.txt").unlink()
    assert index.refresh().aliases
    with index.reading() as searcher:
        assert searcher.other_names == []


@pytest.mark.parametrize("broken", [b"\xff\xfe", b"a\0b = c"])
def test_while_it_cannot_be_read_the_last_names_hold(folder: Folder, tmp_path: Path, broken: bytes) -> None:
    """As for an article that is half written."""
    place = folder({"a.md": PROSE.format("crane"), "aliases.txt": "crane = hoist\n"})
    index, _ = opened(place, tmp_path / "index")
    folder({"aliases.txt": broken})
    changes = index.refresh()
    assert ([file.path for file in changes.skipped], changes.aliases) == (["aliases.txt"], False)
    with index.reading() as searcher:
        assert searcher.other_names == [("crane", "hoist")]


def test_a_question_is_answered_under_another_name(folder: Folder, fake_embedder: FakeEmbedder) -> None:
    """The next question knows a new alias; what is shown as searched stays what was asked."""
    files = {"a.txt": KEEPER, "b.txt": "Some captains feed the gulls of Norland at dawn every single day.\n"}
    place = folder({**files})
    assistant = Assistant.open(place, "index", embedder=fake_embedder, settings=AssistantSettings(threshold=0.4))
    question = "What does Quayman feed?"
    before = assistant.ask(question)
    folder({"aliases.txt": "Quayman = harbour master of Ardle\n"})
    after = assistant.ask(question)
    assert after.quotes[0].article.path == "a.txt"
    assert before.abstained or before.quotes[0].article.path != "a.txt"
    assert (after.query, assistant.changes.embedded) == (question, 0)
