"""Kept conversations in a real browser: brought back, opened, renamed, deleted, searched and exported."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from reading_room import FACTS, fill
from rooms import LOOKS, Room, Tab, chromium, make_room, visit

from ui.exchange import Exchange
from ui.store import ConversationStore

HOSTILE = "<img src=x onerror=\"document.title='run'\"> ${document.title='run'} {{value}} **b**"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Serve a folder with two articles."""
    room = make_room(tmp_path_factory.mktemp("room"))
    fill(room.folder)
    room.read_on(done=True)
    room.start()
    yield room
    room.stop()


@pytest.fixture
def room(served: Room) -> Room:
    """The served folder, without the conversations of other tests."""
    for path in (served.folder.parent / "index").glob("conversations.db*"):
        path.unlink()
    return served


def listed(tab: Tab) -> list[str]:
    """Return the titles in the list."""
    return [str(title) for title in tab.page.locator(".qa-open bdi").all_text_contents()]


def wait_for_list(tab: Tab, *titles: str) -> None:
    """Wait until the list has these titles, in this order."""
    tab.page.wait_for_function(
        "all => [...document.querySelectorAll('.qa-open bdi')].map(one => one.textContent).join('|') === all",
        arg="|".join(titles),
    )


def begin(tab: Tab, question: str) -> None:
    """Begin another conversation with a question."""
    tab.page.get_by_role("button", name="New conversation").click()
    tab.page.locator("#chat .user-row").first.wait_for(state="detached")
    tab.ask(question)


def choose(tab: Tab, title: str, what: str) -> None:
    """Unfold what can be done with a conversation, and choose of it."""
    tab.page.get_by_label(f"More for “{title}”").click()
    tab.page.get_by_role("group", name=f"“{title}”").get_by_role("button", name=what, exact=True).click()


def asked(tab: Tab) -> list[str]:
    """Return the questions in the chat."""
    return [question.strip() for question in tab.page.locator("#chat .user-row .prose").all_inner_texts()]


def focused(tab: Tab) -> str:
    """Return the text of what has the focus."""
    return str(tab.page.evaluate("document.activeElement.innerText"))


def test_a_conversation_outlives_a_reload_and_a_restart(browser: Any, room: Room) -> None:  # noqa: ANN401
    """It is shown as it was, goes on where it was, and understands what came before."""
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        message = tab.page.locator("#chat .qa-answer").inner_html()
        wait_for_list(tab, "When was it lit?")
        tab.page.reload()
        tab.page.locator("#chat .qa-basis").wait_for()
        assert tab.page.locator("#chat .qa-answer").inner_html() == message
        room.stop()
        room.start()
        tab.page.goto(room.address)
        tab.page.locator("#chat .qa-basis").wait_for()
        tab.ask("And by whom?")
        assert asked(tab) == ["When was it lit?", "And by whom?"]
        assert "for “And by whom? In Skerry?”" in tab.page.locator(".qa-basis").last.inner_text()
        assert listed(tab) == ["When was it lit?"]
        tab.page.locator(".qa-chip").first.click()
        tab.page.locator("#source .qa-verified").wait_for()
    with visit(browser, room) as tab:
        wait_for_list(tab, "When was it lit?")
        assert asked(tab) == []
        tab.page.locator(".qa-open").click()
        tab.page.locator("#chat .qa-basis").nth(1).wait_for()
        tab.page.locator(".qa-open[aria-current]").wait_for()


def test_two_tabs_hold_two_conversations(browser: Any, room: Room) -> None:  # noqa: ANN401
    """And each keeps its own over a reload."""
    with visit(browser, room) as one, visit(browser, room) as other:
        one.ask("When was it lit?")
        other.ask("How far can its lamp be seen?")
        for tab, question in ((one, "When was it lit?"), (other, "How far can its lamp be seen?")):
            tab.page.reload()
            tab.page.locator("#chat .qa-basis").wait_for()
            assert asked(tab) == [question]
            wait_for_list(tab, "How far can its lamp be seen?", "When was it lit?")
            current = tab.page.locator(".qa-open[aria-current]")
            current.wait_for()
            assert current.locator("bdi").inner_text() == question


def test_the_list_is_in_step_and_the_newest_first(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Empty at first; another conversation is opened by a click, or left with a question under way."""
    with visit(browser, room) as tab:
        tab.page.get_by_text("Each conversation is kept here.").wait_for()
        assert tab.page.get_by_label("Search conversations").is_visible() is False
        tab.ask("When was it lit?")
        begin(tab, "Who lived in it?")
        wait_for_list(tab, "Who lived in it?", "When was it lit?")
        tab.ask("Is this endless?", ".qa-progress")
        tab.page.get_by_role("button", name="When was it lit?").first.click()
        tab.page.wait_for_function("document.querySelectorAll('#chat .user-row').length === 1")
        tab.page.get_by_role("button", name="Ask", exact=True).wait_for()
        tab.page.wait_for_timeout(600)
        assert asked(tab) == ["When was it lit?"]
        tab.ask("And by whom?")
        wait_for_list(tab, "When was it lit?", "Who lived in it?")
        tab.page.get_by_role("button", name="Who lived in it?").first.click()
        tab.page.locator(".qa-stopped", has_text="Stopped before anything was found.").wait_for()
        assert asked(tab) == ["Who lived in it?", "Is this endless?"]


def test_edit_retry_and_undo_change_what_is_kept(browser: Any, room: Room) -> None:  # noqa: ANN401
    """As a reload shows."""
    with visit(browser, room) as tab:
        page = tab.page

        def reloaded(*questions: str) -> None:
            page.reload()
            page.wait_for_function(f"document.querySelectorAll('#chat .user-row').length === {len(questions)}")
            assert asked(tab) == list(questions)

        tab.ask("When was it lit?")
        tab.ask("And by whom?")
        page.get_by_role("button", name="Retry").click()
        page.locator(".qa-progress").wait_for(state="detached")
        page.locator("#chat .qa-basis").nth(1).wait_for()
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        reloaded("When was it lit?", "And by whom?")
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function("document.querySelector('#question textarea').value === 'And by whom?'")
        reloaded("When was it lit?")
        tab.ask("And by whom?")
        page.get_by_role("button", name="Edit").first.click()
        page.locator(".edit-textarea").fill("Who lived in it?")
        page.get_by_role("button", name="Submit").click()
        wait_for_list(tab, "Who lived in it?")
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        reloaded("Who lived in it?")
        page.get_by_role("button", name="Undo").click()
        page.get_by_text("Each conversation is kept here.").wait_for()


def test_a_conversation_is_renamed_by_keyboard(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Enter keeps, Escape does not; a hostile title is only text."""
    with visit(browser, room) as tab:
        page = tab.page
        tab.ask("When was it lit?")
        wait_for_list(tab, "When was it lit?")
        for key, title in (("Escape", "When was it lit?"), ("Enter", HOSTILE)):
            page.get_by_label("More for “When was it lit?”").press("Enter")
            page.get_by_role("button", name="Rename").press("Enter")
            page.keyboard.type(HOSTILE)
            assert page.input_value("#conversation-list input") == HOSTILE
            page.keyboard.press(key)
            wait_for_list(tab, title)
        page.wait_for_function("document.activeElement.className === 'qa-open'")
        page.locator(".qa-list-told", has_text="Renamed.").wait_for()
        page.reload()
        wait_for_list(tab, HOSTILE)
        page.get_by_label("More for").press("Enter")
        page.keyboard.press("Escape")
        assert page.locator("details[open]").count() == 0
        assert page.evaluate("document.activeElement.localName") == "summary"
        assert page.locator("#conversation-list img").count() == 0
        assert page.title() == "Article Assistant"


def test_a_conversation_is_deleted_after_one_question(browser: Any, room: Room) -> None:  # noqa: ANN401
    """The next one has the focus then; where the open one goes, the chat is empty."""
    with visit(browser, room) as tab:
        page = tab.page
        tab.ask("When was it lit?")
        begin(tab, "Who lived in it?")
        begin(tab, "How far can it be seen?")
        wait_for_list(tab, "How far can it be seen?", "Who lived in it?", "When was it lit?")
        choose(tab, "Who lived in it?", "Delete")
        assert focused(tab) == "Cancel"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.localName") == "summary"
        choose(tab, "Who lived in it?", "Delete")
        page.get_by_role("group", name="Delete “Who lived in it?” for good?").get_by_text("Delete", exact=True).click()
        wait_for_list(tab, "How far can it be seen?", "When was it lit?")
        page.wait_for_function("document.activeElement.innerText.startsWith('When was it lit?')")
        assert asked(tab) == ["How far can it be seen?"]
        for title, left in (("How far can it be seen?", ["When was it lit?"]), ("When was it lit?", [])):
            choose(tab, title, "Delete")
            page.locator("#conversation-list form [type=submit]").press("Enter")
            wait_for_list(tab, *left)
            page.locator("#chat .user-row").wait_for(state="detached")
        page.wait_for_function("document.activeElement.id === 'new'")
        page.reload()
        page.locator("#chat .example").first.wait_for()
        assert asked(tab) == []


def test_a_conversation_whose_deletion_is_lost_on_its_way_stays(browser: Any, room: Room) -> None:  # noqa: ANN401
    """What happened is told beside the list."""
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        wait_for_list(tab, "When was it lit?")
        tab.lose("delete_conversation")
        choose(tab, "When was it lit?", "Delete")
        tab.page.locator("#conversation-list form [type=submit]").press("Enter")
        tab.page.locator(".qa-list-told", has_text="The assistant cannot be reached.").wait_for()
        wait_for_list(tab, "When was it lit?")


def test_a_list_that_is_lost_on_its_way_is_said_and_looked_at_again(browser: Any, room: Room) -> None:  # noqa: ANN401
    """What is searched meanwhile is found when the server answers again."""
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        wait_for_list(tab, "When was it lit?")
        tab.lose("list_conversations")
        tab.page.get_by_label("Search conversations").fill("zebra")
        tab.page.locator(".qa-list-told", has_text="The assistant cannot be reached.").wait_for()
        tab.page.unroute_all()
        tab.page.get_by_text("No conversation has these words.").wait_for()
        assert "reached" not in tab.page.locator(".qa-list-told").inner_text()


def test_conversations_are_searched_in_all_their_words(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Questions and quotes; how many are found is told."""
    with visit(browser, room) as tab:
        page = tab.page
        tab.ask("When was it lit?")
        page.get_by_role("button", name="New conversation").click()
        page.locator("#chat .user-row").wait_for(state="detached")
        tab.ask("Is this refused?", ".qa-hint")
        wait_for_list(tab, "Is this refused?", "When was it lit?")
        box = page.get_by_label("Search conversations")
        box.press_sequentially("EIGHTEEN miles")
        wait_for_list(tab, "When was it lit?")
        page.locator(".qa-list-told", has_text="1 conversation found.").wait_for()
        box.fill("zebra")
        page.get_by_text("No conversation has these words.").wait_for()
        assert box.is_visible()
        box.fill("")
        wait_for_list(tab, "Is this refused?", "When was it lit?")
        assert page.locator(".qa-list-told").inner_text() == ""


def test_an_exported_conversation_is_verified_by_the_command(
    browser: Any,  # noqa: ANN401
    room: Room,
    tmp_path: Path,
) -> None:
    """It holds all questions; in Markdown, too."""
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        tab.ask("Is nothing known?")
        wait_for_list(tab, "When was it lit?")
        made = {}
        for what in ("Export as HTML", "Export as Markdown"):
            with tab.page.expect_download() as download:
                choose(tab, "When was it lit?", what)
            made[what] = tmp_path / download.value.suggested_filename
            download.value.save_as(made[what])
            tab.page.locator(".qa-list-told", has_text=f"Exported as {made[what].name}.").wait_for()
            tab.page.keyboard.press("Escape")
    html, markdown = made.values()
    assert (html.name, markdown.name) == ("When-was-it-lit.html", "When-was-it-lit.md")
    assert FACTS[1] in markdown.read_text("utf-8")
    command = ["verify", str(html), "--articles", str(room.folder), "--index-dir", str(tmp_path / "index")]
    verified = subprocess.run(
        [sys.executable, "-m", "assistant", *command], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "[1.4] as given: lighthouse.md" in verified.stdout
    assert "[2.1] as given: ferry.txt" in verified.stdout


def test_an_answer_is_copied_where_the_page_has_no_clipboard(browser: Any, room: Room) -> None:  # noqa: ANN401
    """As on another machine, without TLS."""
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        tab.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        tab.page.get_by_role("button", name="Copy with sources").click()
        tab.page.get_by_role("button", name="Copied").wait_for()
        tab.page.locator("#question textarea").press("Control+v")
        assert "lit for the first time in 1852" in tab.page.input_value("#question textarea")


def test_an_answer_is_copied_with_outlet_date_and_file(browser: Any, room: Room) -> None:  # noqa: ANN401
    """One that was brought back as well."""
    with visit(browser, room) as tab:
        tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab.ask("When was it lit?")
        tab.page.reload()
        tab.page.locator(".qa-copy").click()
        tab.page.get_by_text("Copied").wait_for()
        copied = tab.page.evaluate("navigator.clipboard.readText()")
        source = "The ferry to Skerry · Island News · Ann Lee · 9 October 2024 · ferry.txt"
        assert copied.startswith(f"“{FACTS[0]}”\n[1] {source}\n\n")
        assert copied.count(" · lighthouse.md") == 3


@LOOKS
def test_each_look_of_the_list_is_usable_by_everyone(
    browser: Any,  # noqa: ANN401
    room: Room,
    width: int,
    height: int,
    scheme: str,
) -> None:
    """The list, what can be done, renaming, deleting; on a phone, a chosen conversation closes the drawer."""
    with visit(browser, room, width, height, scheme) as tab:
        page, title = tab.page, "When was it lit, and by whom, and for how long did a keeper…"
        tab.ask("When was it lit, and by whom, and for how long did a keeper live in the tower of it?")
        if width == 390:
            page.get_by_role("button", name="Conversations and articles").click()
        wait_for_list(tab, title)
        page.locator(".qa-open[aria-current]").wait_for()
        tab.check()
        page.get_by_label("More for").click()
        tab.check()
        page.get_by_role("button", name="Rename").click()
        tab.check()
        page.keyboard.press("Escape")
        choose(tab, title, "Delete")
        tab.check()
        page.keyboard.press("Escape")
        page.get_by_label("Search conversations").fill("zebra")
        page.get_by_text("No conversation has these words.").wait_for()
        tab.check()
        page.get_by_label("Search conversations").fill("")
        wait_for_list(tab, title)
        page.locator(".qa-open").click()
        if width == 390:
            page.locator("#side").wait_for(state="hidden")
        assert len(asked(tab)) == 1


def test_a_long_list_scrolls_by_itself(browser: Any, room: Room) -> None:  # noqa: ANN401
    """It covers nothing, and what unfolds comes into view."""
    store = ConversationStore(room.folder.parent / "index" / "conversations.db")
    for number in range(30):
        store.append(None, Exchange(f"Question {number}?", None, ""))
    with visit(browser, room) as tab:
        tab.page.get_by_label("More for “Question 0?”").click()
        tab.page.wait_for_function(
            """() => { const bottom = (selector) => document.querySelector(selector).getBoundingClientRect().bottom;
            const list = bottom("#conversation-list"), articles = document.querySelector("#library");
            return bottom("details[open] .qa-delete") <= list + 1 && list <= articles.getBoundingClientRect().top; }"""
        )


def test_what_cannot_be_kept_is_answered_and_told_in_a_line(browser: Any, room: Room) -> None:  # noqa: ANN401
    """The line goes when it can be kept again."""
    place = room.folder.parent / "index" / "conversations.db"
    with visit(browser, room) as tab:
        place.mkdir(parents=True)
        try:
            tab.ask("When was it lit?")
            tab.page.locator("#note", has_text="Questions are answered all the same").wait_for()
            tab.check()
        finally:
            place.rmdir()
        tab.ask("And by whom?")
        tab.page.locator(".qa-note").wait_for(state="detached")
        wait_for_list(tab, "And by whom?")


@pytest.mark.parametrize(
    "stranger", [None, 7, [], {"id": {}}, {"id": "../../etc/passwd", "format": "html"}, "x" * 10**6]
)
@pytest.mark.parametrize("name", ["list", "rename", "delete", "export"])
def test_the_lists_functions_are_polite_to_strangers(served: Room, name: str, stranger: object) -> None:
    """They can be called without the page, with any JSON."""
    config = json.loads(urllib.request.urlopen(f"{served.address}/config").read())  # noqa: S310
    (listing,) = (one["id"] for one in config["components"] if one["props"].get("elem_id") == "conversation-list")
    function = f"{name}_conversation{'s' * (name == 'list')}"
    call = {"data": stranger, "fn_name": function, "component_id": listing, "session_hash": "stranger"}
    request = urllib.request.Request(  # noqa: S310
        f"{served.address}/gradio_api/component_server", json.dumps(call).encode(), {"Content-Type": "application/json"}
    )
    assert isinstance(json.loads(urllib.request.urlopen(request).read()), dict)  # noqa: S310
