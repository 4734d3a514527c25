"""The list of kept conversations: what it shows of hostile titles, and how it answers whatever is sent."""

from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ui.conversation_list import delete_kept, describe_day, export_kept, list_kept, rename_kept, render_list
from ui.exchange import Exchange
from ui.store import ConversationStore, Summary

HOSTILE = "</bdi><script>alert(1)</script> \"' onclick=x ${1+1} {{value}} \u202eturned"
NOW = datetime(2025, 3, 5, 12, 0, tzinfo=timezone(timedelta(hours=2)))
JSON = [None, 7, "x", [], {}, {"id": 7}, {"id": ["x"]}, {"id": "x" * 10**6}, {"search": {}, "current": []}]


def summary(title: str, known: str = "a" * 22, updated: str = "2025-03-05T09:30:00+00:00") -> Summary:
    """Return a conversation of one question."""
    return Summary(known, title, False, updated, updated, 1)


class Tags(HTMLParser):
    """Collects tags, attributes and the text of titles."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its attributes."""
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    """A store without conversations."""
    return ConversationStore(tmp_path / "conversations.db")


def test_a_hostile_title_is_text_and_nothing_else() -> None:
    """What turns the reading direction is left out; all else is shown as it is."""
    seen, plain = Tags(render_list([summary(HOSTILE)], "", "", NOW)), Tags(render_list([summary("Goats")], "", "", NOW))
    assert (seen.tags, seen.names) == (plain.tags, plain.names)
    assert seen.text.startswith(HOSTILE.replace("\u202e", ""))


def test_the_open_conversation_is_marked_and_no_other() -> None:
    """For eyes and screen readers alike."""
    shown = render_list([summary("A", "a" * 22), summary("B", "b" * 22)], "b" * 22, "", NOW)
    assert shown.count("aria-current") == 1
    assert shown.index("aria-current") > shown.index("A</bdi>")


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2025-03-05T09:30:00+00:00", "Today, 11:30"),
        ("2025-03-04T22:30:00+00:00", "Today, 00:30"),
        ("2025-03-04T21:30:00+00:00", "Yesterday, 23:30"),
        ("2025-03-02T21:30:00+00:00", "2 March 2025"),
    ],
)
def test_a_day_is_that_of_the_persons_own_time_zone(moment: str, told: str) -> None:
    """The store keeps UTC."""
    assert describe_day(moment, NOW) == told


def test_an_empty_list_says_why() -> None:
    """Nothing is kept, or nothing is found."""
    assert Tags(render_list([], "", "", NOW)).text == "Each conversation is kept here."
    assert Tags(render_list([], "", "goats", NOW)).text == "No conversation has these words."


def test_a_very_long_list_is_cut_and_says_so() -> None:
    """The search finds the others."""
    shown = render_list([summary("Goats")] * 205, "", "", NOW)
    assert shown.count("<li") == 200
    assert "5 older ones are not listed." in Tags(shown).text


def test_a_conversation_is_listed_renamed_exported_and_deleted(store: ConversationStore) -> None:
    """Each says what came of it."""
    known = store.append(None, Exchange("What do goats eat?", None, "<p>Failed</p>"))
    store.append(None, Exchange("And sheep?", None, ""))
    assert list_kept(store, {"search": "GOATS", "current": known})["number"] == 1
    assert rename_kept(store, {"id": known, "title": "../My: goats?"})["told"] == "Renamed."
    made = export_kept(store, {"id": known, "format": "html"})
    assert made["name"] == "My-goats.html"
    assert str(made["text"]).startswith("<!doctype html>")
    assert str(export_kept(store, {"id": known, "format": "md"})["text"]).startswith("# ../My: goats?")
    assert delete_kept(store, {"id": known}) == {"told": "Deleted.", "done": True}
    assert store.load(known) is None
    assert list_kept(store, {})["number"] == 1


@pytest.mark.parametrize("asked", JSON)
def test_whatever_is_sent_gets_an_answer(store: ConversationStore, asked: object) -> None:
    """Nothing raises, and nothing is changed."""
    store.append(None, Exchange("What do goats eat?", None, ""))
    assert list_kept(store, asked)["number"] == 1
    assert "not kept any more" in str(rename_kept(store, asked)["told"])
    assert export_kept(store, asked) == {"told": "This conversation is not kept any more."}
    delete_kept(store, asked)
    assert len(store.summaries()) == 1


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """In the place of the list, and where something was to be changed."""
    (tmp_path / "conversations.db").mkdir()
    store = ConversationStore(tmp_path / "conversations.db")
    assert "cannot be read or kept" in str(list_kept(store, {})["html"])
    for answered in (rename_kept(store, {}), delete_kept(store, {}), export_kept(store, {})):
        assert "cannot be read or kept" in str(answered["told"])
