"""Every state of the page in a real browser: what it shows, that it goes on, and that everyone can use it."""

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from reading_room import FACTS, fill
from rooms import LOOKS, Room, chromium, make_room, visit


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Serve a folder with two articles."""
    room = make_room(tmp_path_factory.mktemp("room"))
    fill(room.folder)
    room.read_on(done=True)
    room.start()
    yield room
    room.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    with chromium() as started:
        yield started


@LOOKS
def test_each_look_of_the_page_is_usable_by_everyone(
    browser: Any,  # noqa: ANN401
    room: Room,
    width: int,
    height: int,
    scheme: str,
) -> None:
    """Start, answer, reader, drawer, error, no answer with its passages, a long answer, and while it works."""
    with visit(browser, room, width, height, scheme) as tab:
        page = tab.page
        page.locator("#chat .example").first.wait_for()
        tab.check()
        tab.ask("When was it lit?")
        tab.check()
        page.get_by_role("button", name="Edit").first.click()
        page.locator(".edit-textarea").wait_for()
        tab.check()
        page.get_by_role("button", name="Cancel").click()
        page.locator(".qa-chip").nth(1).click()
        page.locator("#source .qa-verified").wait_for()
        tab.check()
        page.keyboard.press("Escape")
        if width == 390:
            page.get_by_role("button", name="Conversations and articles").click()
            page.locator("#side").wait_for()
            tab.check()
            page.get_by_role("button", name="Back to the chat").click()
            page.locator("#side").wait_for(state="hidden")
        tab.ask("Is this refused?", ".qa-hint")
        assert page.locator(".qa-answer").last.locator(".qa-hint").inner_text() == "Ask it more briefly."
        tab.check()
        tab.ask("Is nothing known?")
        assert page.locator(".qa-nearest .qa-words").first.is_visible() is False
        page.get_by_text("Show the nearest 4 passages").click()
        page.locator(".qa-nearest .qa-words").first.wait_for()
        tab.check()
        tab.ask("A long answer?")
        assert page.locator(".qa-answer").last.locator("figure").count() == 120
        tab.check()
        tab.ask("An endless one?", ".qa-progress")
        tab.check()
        page.get_by_role("button", name="Stop").click()
        page.locator(".qa-stopped", has_text="Stopped before anything was found.").wait_for()
        tab.check()


def test_an_answer_can_be_stopped_and_asked_for_again(browser: Any, room: Room) -> None:  # noqa: ANN401
    """What is typed meanwhile stays; undo puts the question back into the box."""
    with visit(browser, room) as tab:
        page = tab.page
        tab.ask("An endless one?", ".qa-progress")
        page.fill("#question textarea", "The next one")
        page.get_by_role("button", name="Stop").click()
        page.locator(".qa-stopped", has_text="Stopped before anything was found.").wait_for()
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        assert page.input_value("#question textarea") == "The next one"
        page.wait_for_timeout(500)
        assert page.locator(".qa-progress").count() == 0
        page.get_by_role("button", name="Retry").click()
        page.locator(".qa-progress").wait_for()
        assert page.locator("#chat .user-row").count() == 1
        page.get_by_role("button", name="Stop").click()
        page.locator(".qa-stopped").wait_for()
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function("document.querySelector('#question textarea').value === 'An endless one?'")


def test_an_edited_question_replaces_the_conversation_from_there(browser: Any, room: Room) -> None:  # noqa: ANN401
    """What came after it leaned on it."""
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        tab.ask("And by whom?")
        tab.page.get_by_role("button", name="Edit").first.click()
        tab.page.locator(".edit-textarea").fill("Is nothing known?")
        tab.page.get_by_role("button", name="Submit").click()
        tab.page.locator(".qa-verdict", has_text="The articles do not answer this.").wait_for()
        questions = tab.page.locator("#chat .user-row .prose").all_inner_texts()
        assert [question.strip() for question in questions] == ["Is nothing known?"]


def test_what_was_searched_can_be_changed_and_asked(browser: Any, room: Room) -> None:  # noqa: ANN401
    """It is put into the box, selected, ready to be typed over or sent."""
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        assert tab.page.locator(".qa-change").count() == 0
        tab.ask("And by whom?")
        tab.page.get_by_role("button", name="Change").click()
        assert tab.page.input_value("#question textarea") == "And by whom? In Skerry?"
        assert tab.page.evaluate("String(getSelection())") == "And by whom? In Skerry?"
        tab.page.keyboard.press("Enter")
        tab.page.locator("#chat .qa-basis").nth(2).wait_for()
        assert tab.page.locator("#chat .user-row .prose").last.inner_text().strip() == "And by whom? In Skerry?"


def wait_for_line(room: Room, length: int) -> None:
    """Wait until so many are answered or wait: those given up leave at their next step."""
    deadline = time.monotonic() + 120
    while f"assistant_questions_present {length}.0" not in httpx.get(f"{room.address}/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_those_who_wait_are_told_their_place(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Eight are answered at a time."""
    config = json.loads(urllib.request.urlopen(f"{room.address}/config").read())  # noqa: S310
    box = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "question")
    submit = next(one["id"] for one in config["dependencies"] if [box, "submit"] in one["targets"])
    wait_for_line(room, 0)
    with visit(browser, room) as tab:
        for number in range(8):
            call = {"data": [[], "A slow one?", [], ""], "fn_index": submit, "session_hash": f"other{number}"}
            request = urllib.request.Request(  # noqa: S310
                f"{room.address}/gradio_api/queue/join", json.dumps(call).encode(), {"Content-Type": "application/json"}
            )
            urllib.request.urlopen(request).read()  # noqa: S310
        wait_for_line(room, 8)
        tab.ask("When was it lit?", ".qa-progress")
        tab.page.get_by_text("1 question is before yours").wait_for()
        tab.check_every_look()
        tab.page.locator("#chat .qa-basis").wait_for()


def test_what_a_language_model_wrote_is_read_and_what_was_removed_can_be(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Its citations open the article; what was removed is counted, and struck through with the reason on request."""
    with visit(browser, room) as tab:
        page = tab.page
        tab.ask("What is written?")
        answer = page.locator(".qa-answer").last
        assert (
            answer.locator(".qa-prose").inner_text() == "The lighthouse was lit in 1852 [1]. A keeper lived in it [1]."
        )
        assert "Written by lamp:small in 1.2 s" in answer.locator(".qa-basis").inner_text()
        assert answer.locator("del").first.is_visible() is False
        page.get_by_text("2 sentences removed: the articles do not say this.").click()
        struck = answer.locator(".qa-removed li")
        assert struck.nth(0).locator("del").inner_text() == "It was lit in 1853 <img src=x onerror=alert(1)> [1]."
        assert struck.nth(1).locator("span").inner_text() == "The quote does not name Ishmael."
        assert answer.locator("img").count() == 0
        tab.check_every_look()
        answer.locator(".qa-prose a").first.click()
        page.locator("#source mark.qa-cited").first.wait_for()
        page.keyboard.press("Escape")
        tab.ask("What is written, with pauses?", ".qa-prose")
        page.get_by_role("button", name="Stop").click()
        page.locator(".qa-stopped", has_text="Stopped: there may be more.").wait_for()
        assert page.locator(".qa-prose").last.inner_text() == "The lighthouse was lit in 1852 [1]."


def test_something_unforeseen_ends_the_turn_and_nothing_else(browser: Any, room: Room) -> None:  # noqa: ANN401
    """The next question is answered."""
    with visit(browser, room) as tab:
        tab.ask("Will it crash?", ".qa-verdict")
        assert "broke off" in tab.page.locator(".qa-verdict").inner_text()
        tab.ask("When was it lit?")


def test_a_question_asked_at_the_very_end_of_an_answer_is_answered(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Gradio closes its stream just then, which more than half of these questions met before the page minded that."""
    with visit(browser, room) as tab:
        for _ in range(8):
            tab.ask("When was it lit?")


def test_the_reader_lists_the_answers_quotes_in_the_article(browser: Any, room: Room) -> None:  # noqa: ANN401
    """A click on one shows it, and its place among all."""
    with visit(browser, room) as tab:
        page = tab.page
        tab.ask("When was it lit?")
        page.locator(".qa-chip").nth(1).click()
        page.get_by_text("Cited 3 times here").wait_for()
        page.locator(".qa-here a", has_text="[4]").click()
        page.locator(".qa-position", has_text="4 of 4").wait_for()
        assert page.locator("#source .qa-cited").text_content() == FACTS[2]
        assert page.locator(".qa-here [aria-current]").inner_text() == "[4]"
        assert page.get_by_role("button", name="Next quote").is_disabled()
        page.keyboard.press("ArrowLeft")
        page.locator(".qa-position", has_text="3 of 4").wait_for()
        page.keyboard.press("Escape")
        page.locator("#source").wait_for(state="hidden")


def test_a_changed_file_is_warned_of_and_read_again_by_a_click(browser: Any, room: Room) -> None:  # noqa: ANN401
    """The article is then shown as it is now."""
    file = room.folder / "lighthouse.md"
    before = file.read_text("utf-8")
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        try:
            file.write_text("A new first line.\n\n" + before, "utf-8")
            tab.page.locator(".qa-chip").nth(1).click()
            tab.page.get_by_text("The file has changed since it was indexed.").wait_for()
            tab.check_every_look()
            tab.page.get_by_role("button", name="Update the index").click()
            tab.page.get_by_text("This quote still stands in the file on disk.").wait_for()
            assert tab.page.locator("#source .qa-cited").text_content() == FACTS[0]
            assert tab.page.locator("#source .qa-text").text_content().startswith("A new first line.")
            assert tab.page.locator(".qa-update").count() == 0
            tab.page.locator("#articles cite", has_text="A new first line.").wait_for()
        finally:
            file.write_text(before, "utf-8")
            tab.page.keyboard.press("Escape")
            tab.page.get_by_role("button", name="Update from folder").click()
            tab.page.get_by_text("Edited: lighthouse.md.").wait_for()


def test_a_screen_reader_hears_the_beginning_and_the_end(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Not each step of an answer; and every region has a name."""
    with visit(browser, room) as tab:
        tab.page.evaluate(
            """() => { window.heard = []; const said = document.querySelector(".qa-said");
            new MutationObserver(() => heard.push(said.textContent)).observe(said, {childList: true}); }"""
        )
        tab.ask("When was it lit?")
        tab.page.wait_for_function("heard.includes('Answered with 4 quotes.')")
        assert set(tab.page.evaluate("heard")) <= {"Searching the articles.", "Answered with 4 quotes."}
        assert tab.page.locator('#chat [role="log"]').get_attribute("aria-live") == "off"
        for role, name in (("navigation", "Conversations and articles"), ("region", "Chat")):
            assert tab.page.get_by_role(role, name=name).is_visible()
        assert tab.page.get_by_label("Your question").is_visible()


def test_a_phone_leaves_what_is_covered_out_of_reach(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Drawer and reader take the focus, and give it back."""
    with visit(browser, room, 390, 800) as tab:
        page = tab.page
        button = page.get_by_role("button", name="Conversations and articles")
        assert button.get_attribute("aria-expanded") == "false"
        button.press("Enter")
        assert button.get_attribute("aria-expanded") == "true"
        page.wait_for_function("document.activeElement.id === 'new'")
        assert page.evaluate("document.querySelector('#main').inert")
        page.keyboard.press("Escape")
        page.wait_for_function("document.activeElement.className === 'qa-drawer'")
        assert page.evaluate("document.querySelector('#side').inert")
        tab.ask("When was it lit?")
        page.locator(".qa-open[aria-current]").wait_for(state="attached")  # the new row has pushed the articles down
        button.click()
        page.locator("#articles a").first.click()
        page.get_by_text("This is the file as it is on disk now.").wait_for()
        assert page.evaluate("document.querySelector('#main').inert && document.querySelector('#side').inert")
        page.locator(".qa-close").click()
        page.locator("#source").wait_for(state="hidden")
        assert not page.evaluate("document.querySelector('#main').inert")


def test_an_article_opens_although_a_request_is_lost(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Once; what cannot be reached twice is said to be out of reach."""
    with visit(browser, room) as tab:
        tab.ask("When was it lit?")
        tab.lose("read_citation", True, False, True, True)
        tab.page.locator(".qa-chip").first.click()
        tab.page.locator("#source .qa-verified").wait_for()
        tab.page.locator(".qa-chip").first.click()
        tab.page.locator("#source", has_text="The assistant cannot be reached.").wait_for()


@pytest.fixture
def empty_room(tmp_path: Path) -> Iterator[Room]:
    """Return a room that is not served yet, with an empty folder."""
    room = make_room(tmp_path)
    yield room
    room.stop()


@pytest.mark.parametrize("width", [1360, 390])
def test_an_empty_folder_fills_while_the_page_is_open(browser: Any, empty_room: Room, width: int) -> None:  # noqa: ANN401
    """It says where to put what; a question asked while the articles are read is answered after."""
    empty_room.start()
    with visit(browser, empty_room, width) as tab:
        page = tab.page
        page.get_by_text("There is nothing to read yet").wait_for()
        assert page.locator(".qa-where").inner_text() == str(empty_room.folder)
        assert ".txt or .md files in UTF-8" in page.locator(".qa-empty li").first.inner_text()
        tab.check_every_look()
        tab.ask("When was it lit?", ".qa-verdict")
        assert "is empty" in page.locator(".qa-verdict").inner_text()
        if width == 390:
            page.get_by_role("button", name="Conversations and articles").click()
        page.get_by_role("button", name="New conversation").click()
        fill(empty_room.folder)
        page.get_by_text("The articles are being read: 120 of 400 passages.").wait_for()
        tab.check_every_look()
        tab.ask("When was the lighthouse lit?", ".qa-progress")
        empty_room.read_on(done=True)
        page.locator("#chat .qa-basis").wait_for()
        page.get_by_text("2 articles in “island”").wait_for(state="attached")


def test_the_server_may_go_and_come_back(browser: Any, empty_room: Room) -> None:  # noqa: ANN401
    """Nothing is lost, nothing is reloaded, and a question asked meanwhile is answered then."""
    fill(empty_room.folder)
    empty_room.read_on(done=True)
    empty_room.start()
    with visit(browser, empty_room) as tab:
        page = tab.page
        tab.ask("When was it lit?")
        page.locator(".qa-lead").first.wait_for()  # Gradio would reload the page for what is broken off
        page.evaluate("window.sameAsBefore = true")
        empty_room.stop()
        page.fill("#question textarea", "And by whom?")
        banner = page.get_by_text("The assistant cannot be reached. Trying again …")
        banner.wait_for()
        tab.check_every_look()
        page.locator("#question textarea").press("Enter")
        page.locator(".qa-chip").first.click()
        page.locator("#source", has_text="The assistant cannot be reached.").wait_for()
        page.keyboard.press("Escape")
        assert page.input_value("#question textarea") == "And by whom?"
        empty_room.start()
        banner.wait_for(state="hidden")
        page.locator("#chat .qa-basis").nth(1).wait_for()
        assert page.evaluate("window.sameAsBefore") is True
        assert page.locator("#chat .user-row").count() == 2
        page.locator(".qa-chip").first.click()
        page.locator("#source .qa-verified").wait_for()


def test_a_server_that_goes_while_it_answers_leaves_nothing_behind(browser: Any, empty_room: Room) -> None:  # noqa: ANN401
    """The turn is marked as stopped, what is typed stays, and the next question is answered."""
    fill(empty_room.folder)
    empty_room.read_on(done=True)
    empty_room.start()
    with visit(browser, empty_room) as tab:
        page = tab.page
        tab.ask("A slow one?", ".qa-progress")
        page.fill("#question textarea", "When was it lit?")
        empty_room.stop()
        page.get_by_text("The assistant cannot be reached. Trying again …").wait_for()
        tab.check_every_look()
        empty_room.start()
        page.locator(".qa-stopped").wait_for()
        assert page.input_value("#question textarea") == "When was it lit?"
        tab.ask("When was it lit?")
