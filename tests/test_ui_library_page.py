"""The library in a real browser, over a real index: filter, pick, ask only those, add, remove, and ask meanwhile."""

import http.client
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from library_room import fill
from rooms import LOOKS, TESTS, Room, Tab, chromium, make_room, visit

DROP = """(files) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    for (const kind of ["dragover", "drop"])
        document.querySelector("#articles").dispatchEvent(
            new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));
}"""
BEES = "---\ntitle: Bees in the garden\npublished: 2024-11-01\n---\n" + (
    "The bees of Calder gather honey in the warm garden all summer.\n"
)


class Library(Room):
    """A served folder; `slow` keeps new articles from being read to the end."""

    changing = True

    def start(self) -> None:
        """Serve, and wait until the page can be opened."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS.parent), str(TESTS)))}
        command = [sys.executable, str(TESTS / "library_room.py"), str(self.folder), str(self.port)]
        command += ["changing"] * self.changing
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == self.address

    def read_slowly(self, slow: bool) -> None:
        """Let the reading of new articles wait, or end."""
        flag = self.folder.parent / "slow"
        flag.touch() if slow else flag.unlink(missing_ok=True)


def make_library(place: Path) -> Library:
    """Return three articles, not yet served."""
    room = make_room(place)
    fill(room.folder)
    return Library(room.folder, room.port)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Serve three articles; the page may change them."""
    room = make_library(tmp_path_factory.mktemp("library"))
    room.start()
    yield room
    room.stop()


@pytest.fixture(autouse=True)
def filled(room: Library) -> Iterator[None]:
    """Give each test the same articles."""
    yield
    room.read_slowly(slow=False)
    for file in room.folder.iterdir():
        file.unlink()
    fill(room.folder)


def open_library(tab: Tab, rows: int = 3) -> Any:  # noqa: ANN401 (Playwright's page)
    """Show the library, and wait until so many articles are listed."""
    page = tab.page
    if tab.width < 900:
        page.get_by_role("button", name="Conversations and articles").click()
    page.get_by_role("button", name="Update from folder").click()
    page.wait_for_function(f"document.querySelectorAll('.qa-articles li').length === {rows}")
    return page


def titles(page: Any) -> list[str]:  # noqa: ANN401
    """Return the titles of the articles that are listed."""
    return list(page.locator(".qa-articles cite").all_text_contents())


@LOOKS
def test_each_state_of_the_library_is_usable_by_everyone(
    browser: Any,  # noqa: ANN401
    room: Library,
    width: int,
    height: int,
    scheme: str,
) -> None:
    """The whole list, filtered, picked, about to remove, refused, and while it updates."""
    with visit(browser, room, width, height, scheme) as tab:
        page = open_library(tab)
        tab.check()
        page.fill("#words", "zebra")
        page.locator("#articles", has_text="No article matches.").wait_for()
        tab.check()
        page.fill("#words", "hill")
        page.get_by_role("button", name="Ask only the 1 shown").click()
        page.get_by_role("button", name="Remove Goats on the hill").click()
        page.get_by_role("button", name="Keep").wait_for()
        tab.check()
        page.evaluate(DROP, [["photo.png", "x"]])
        page.locator("#notes", has_text="“photo.png” was not added").wait_for()
        room.read_slowly(slow=True)
        (room.folder / "bees.md").write_text(BEES, "utf-8")
        page.get_by_role("button", name="Update from folder").click()
        page.get_by_role("progressbar").wait_for()
        tab.check()
        room.read_slowly(slow=False)
        page.get_by_text("Added: bees.md.").wait_for()
        if width < 900:
            page.get_by_role("button", name="Back to the chat").click()
        page.locator(".qa-within", has_text="Asking 1 of 4 articles").wait_for()
        tab.ask("What do the goats climb?")
        assert "in 1 article" in page.locator(".qa-basis").inner_text()
        tab.check()


def test_the_list_is_filtered_by_words_outlet_and_dates(browser: Any, room: Library) -> None:  # noqa: ANN401
    """Each at once, and all together; what is shown is counted."""
    with visit(browser, room) as tab:
        page = open_library(tab)
        assert titles(page) == ["The ferry of Calder", "Goats on the hill", "The lamp of the pier"]
        assert page.locator("#pick-shown").is_hidden()
        page.select_option("#outlet", label="Harbour Star (2)")
        page.get_by_text("2 of 3 articles shown").wait_for()
        page.fill("#since", "2023-01-01")
        page.get_by_text("1 of 3 articles shown").wait_for()
        assert titles(page) == ["The ferry of Calder"]
        page.fill("#since", "")
        page.get_by_text("2 of 3 articles shown").wait_for()
        page.fill("#words", "PIER")
        page.get_by_text("1 of 3 articles shown").wait_for()
        assert titles(page) == ["The lamp of the pier"]


def test_only_what_is_picked_is_asked_until_the_chip_is_clicked(browser: Any, room: Library) -> None:  # noqa: ANN401
    """Picks outlive the filter, a reload and a change of the folder; what is gone from it drops out."""
    with visit(browser, room) as tab:
        page = open_library(tab)
        chip = page.get_by_role("group", name="Articles to ask")
        assert chip.count() == 0
        page.get_by_role("checkbox", name="Ask The lamp of the pier").check()
        page.fill("#words", "hill")
        page.get_by_text("1 of 3 articles shown").wait_for()
        page.get_by_role("checkbox", name="Ask Goats on the hill").check()
        page.get_by_text("Asking 2 of 3 articles").wait_for()
        page.reload()
        page.get_by_text("Asking 2 of 3 articles").wait_for()
        assert page.locator(".qa-pick:checked").count() == 2
        (room.folder / "lamp.md").unlink()
        (room.folder / "goats.md").write_text("# Goats on the hill\n\nThe goats of Calder climb at night.\n", "utf-8")
        page.get_by_role("button", name="Update from folder").click()
        page.get_by_text("Asking 1 of 2 articles").wait_for()
        tab.ask("What do the goats of Calder climb?")
        assert "in 1 article" in page.locator(".qa-basis").inner_text()
        page.get_by_role("button", name="Retry").click()
        page.wait_for_timeout(1000)
        page.locator(".qa-basis", has_text="in 1 article").wait_for()
        page.get_by_role("button", name="Ask all articles").focus()
        page.keyboard.press("Enter")
        chip.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        tab.ask("What does the ferry of Calder cross?")
        page.locator(".qa-basis", has_text="in 2 articles").wait_for()


def test_questions_are_answered_while_the_index_is_updated(browser: Any, room: Library) -> None:  # noqa: ANN401
    """From the articles as they were, which is said; afterwards from the new ones, and what changed is named."""
    with visit(browser, room) as tab:
        page = open_library(tab)
        room.read_slowly(slow=True)
        (room.folder / "bees.md").write_text(BEES, "utf-8")
        (room.folder / "lamp.md").unlink()
        page.get_by_role("button", name="Update from folder").dispatch_event("click")  # a watcher may be quicker
        page.get_by_text("Looking at the folder").wait_for()
        tab.ask("What do the old goats of Calder climb?")
        told = page.locator(".qa-basis").inner_text()
        assert "in 3 articles, before the update that is under way." in told
        assert page.locator("#chat .qa-words").first.inner_text().startswith("The old goats of Calder climb")
        assert page.get_by_role("progressbar").is_visible()
        room.read_slowly(slow=False)
        page.get_by_text("Added: bees.md; removed: lamp.md.").wait_for()
        page.get_by_role("progressbar").wait_for(state="hidden")
        tab.ask("What do the bees of Calder gather?")
        page.locator("#chat .qa-words", has_text="honey").first.wait_for()
        assert "before" not in page.locator(".qa-basis").last.inner_text()


def test_articles_are_added_by_choosing_and_by_dropping(browser: Any, room: Library) -> None:  # noqa: ANN401
    """Each that is refused is named with the reason, and the others are added; nothing is written over."""
    with visit(browser, room) as tab:
        page = open_library(tab)
        with page.expect_file_chooser() as choosing:
            page.get_by_role("button", name="Add articles").click()
        sent = [
            ("bees.md", BEES),
            ("goats.md", "Another herd of goats stays in the valley of Calder.\n"),
            ("x.pdf", "x"),
        ]
        choosing.value.set_files(
            [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in sent]
        )
        page.get_by_text("Added: bees.md, goats (2).md.").wait_for()
        assert page.locator("#notes li").all_text_contents() == [
            "“x.pdf” was not added: not a PDF that can be read."
            " Articles are .txt or .md files in UTF-8, or .html, .htm, .pdf, .docx or .epub files;"
            " the articles in the folder are as they were."
        ]
        page.wait_for_function("document.querySelectorAll('.qa-articles li').length === 5")
        page.evaluate(DROP, [["../../<b>owls</b>.txt", "The owls of Calder hunt in the dark wood by night.\n"]])
        page.wait_for_function("document.querySelectorAll('.qa-articles li').length === 6")
        assert (room.folder / "goats (2).md").exists()
        assert (room.folder / "bees.md").read_text("utf-8") == BEES
        assert {file.name for file in room.folder.parent.iterdir()} <= {"island", "index"}


def test_a_file_that_is_too_large_is_not_even_sent(browser: Any, room: Library) -> None:  # noqa: ANN401
    """The limit is told."""
    with visit(browser, room) as tab:
        page = open_library(tab)
        page.evaluate("document.querySelector('#files').dataset.most = 20")
        page.evaluate(DROP, [["long.md", "x" * 21]])
        page.locator("#notes", has_text="“long.md” was not added: larger than").wait_for()
        assert not (room.folder / "long.md").exists()


def test_an_article_is_removed_when_asked_once_more_and_kept(browser: Any, room: Library) -> None:  # noqa: ANN401
    """The page says where; with the keyboard alone."""
    with visit(browser, room) as tab:
        page = open_library(tab)
        page.get_by_role("button", name="Remove Goats on the hill").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Keep").press("Enter")
        assert page.evaluate("document.activeElement.className") == "qa-remove"
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Remove", exact=True).press("Enter")
        kept = room.folder.parent / "index" / "removed" / "goats.md"
        page.locator("#notes", has_text=str(kept)).wait_for()
        page.get_by_text("Removed: goats.md.").wait_for()
        page.wait_for_function("document.querySelectorAll('.qa-articles li').length === 2")
        assert kept.exists()
        assert not (room.folder / "goats.md").exists()
        kept.unlink()


def test_whether_to_remove_an_article_is_still_asked_when_the_list_is_drawn_anew(browser: Any, room: Library) -> None:  # noqa: ANN401
    """The focus stays on the answer."""
    with visit(browser, room) as tab:
        page = open_library(tab)
        page.get_by_role("button", name="Remove Goats on the hill").press("Enter")
        (room.folder / "bees.md").write_text(BEES, "utf-8")
        page.wait_for_function("!document.querySelector('#update').disabled")
        page.evaluate("document.querySelector('#update').click()")
        page.wait_for_function("document.querySelectorAll('.qa-articles li').length === 4")
        assert page.evaluate("document.activeElement.textContent") == "Keep"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove Goats on the hill"


def test_what_is_lost_on_its_way_is_said_and_may_be_tried_again(browser: Any, room: Library) -> None:  # noqa: ANN401
    """The buttons are there again; adding and removing have changed nothing."""
    lost = "The assistant cannot be reached. See whether it is still running."
    with visit(browser, room) as tab:
        page = open_library(tab)
        tab.lose("add_article", True, False)
        page.evaluate(DROP, [["bees.md", BEES]])
        page.locator("#notes", has_text=lost).wait_for()
        assert page.locator("#add").is_enabled()
        page.evaluate(DROP, [["bees.md", BEES]])
        page.get_by_text("Added: bees.md.").wait_for()
        tab.lose("remove_article")
        page.get_by_role("button", name="Remove Goats on the hill").press("Enter")
        page.get_by_role("button", name="Remove", exact=True).press("Enter")
        page.locator("#notes", has_text=lost).wait_for()
        assert page.get_by_role("button", name="Remove Goats on the hill").is_visible()
        assert (room.folder / "goats.md").exists()


def test_a_look_that_is_lost_on_its_way_is_taken_again(browser: Any, room: Library) -> None:  # noqa: ANN401
    """What is filtered is there in the end; what was clicked is said to have come to nothing."""
    lost = "The assistant cannot be reached. See whether it is still running."
    with visit(browser, room) as tab:
        page = open_library(tab)
        tab.lose("library", True, False)
        page.fill("#words", "goats")
        page.get_by_role("button", name="Ask only the 1 shown").wait_for()
        for name, button, told in (
            ("pick_shown", "Ask only the 1 shown", "#shown"),
            ("begin_update", "Update from folder", "#outcome"),
        ):
            page.unroute_all()
            tab.lose(name)
            page.get_by_role("button", name=button).click()
            page.locator(told, has_text=lost).wait_for()
            assert page.get_by_role("button", name=button).is_enabled()


def post(room: Room, path: str, body: bytes, **headers: str) -> tuple[int, str]:
    """Send what a page sends, as another program would; return status and text."""
    sent = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=30)
    connection.request("POST", path, body, sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def call(room: Room, name: str, data: object, **headers: str) -> tuple[int, str]:
    """Call a function of the page."""
    with urllib.request.urlopen(f"{room.address}/config", timeout=30) as answer:  # noqa: S310
        parts = json.load(answer)["components"]
    source = next(part["id"] for part in parts if part["props"].get("elem_id") == "source")
    body = {"session_hash": "x", "component_id": source, "fn_name": name, "data": data}
    return post(room, "/gradio_api/component_server", json.dumps(body).encode(), **headers)


ADDED = {"name": "owls.md", "content": "VGhlIG93bHMgaHVudC4="}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "http://evil.example", "Content_Type": "text/plain"},
    ],
)
def test_another_page_changes_nothing_through_the_browser(room: Library, headers: dict[str, str]) -> None:
    """Nor one of another server on this machine."""
    status, _ = call(room, "add_article", ADDED, **headers)
    assert status == 403
    assert not (room.folder / "owls.md").exists()


def test_the_page_itself_and_programs_of_this_machine_are_let_in(room: Library) -> None:
    """With its own origin, or none."""
    for number, headers in enumerate(({"Origin": room.address, "Sec_Fetch_Site": "same-origin"}, {}), start=1):
        status, told = call(room, "add_article", {**ADDED, "name": f"owls{number}.md"}, **headers)
        assert (status, json.loads(told)) == (200, {"added": f"owls{number}&#46;md"})


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"name": "a.md"}, {"name": 1, "content": ""}, {"name": "a.md", "content": "no base64!"},
     {"name": "a" * 2000, "content": ""}, {"name": "../a.md", "content": "////"}, {"name": "\ud800.md", "content": ""}],
)  # fmt: skip
def test_what_is_no_file_is_refused(room: Library, data: object) -> None:
    """Whatever is sent, the folder stays as it is."""
    before = sorted(room.folder.parent.rglob("*.md"))
    status, told = call(room, "add_article", data)
    assert (status, list(json.loads(told))) == (200, ["refused"])
    assert sorted(room.folder.parent.rglob("*.md")) == before


@pytest.mark.parametrize("data", [None, 7, {}, "goats.md", "WyIuLi9hLm1kIiwiYWFhYWFhYWFhYWFhYWFhYSIsMCwwXQ"])
def test_what_is_no_article_of_the_index_is_not_removed(room: Library, data: object) -> None:
    """A path from the page is not trusted."""
    status, told = call(room, "remove_article", data)
    assert (status, list(json.loads(told))) == (200, ["refused"])
    assert (room.folder / "goats.md").exists()


@pytest.mark.parametrize(
    "data", [None, 7, [], {"picked": 3}, {"words": 7, "outlet": [], "since": {}, "picked": [None, "x", {}]}]
)
def test_a_look_at_the_library_stands_anything(room: Library, data: object) -> None:
    """All articles are shown, and nothing is picked."""
    status, told = call(room, "library", data)
    shown = json.loads(told)
    assert (status, shown["shown"]) == (200, shown["total"])
    assert "checked" not in shown["listing"]
    assert len(json.loads(call(room, "pick_shown", data)[1])) == shown["total"] > 0


def test_nothing_is_uploaded_to_a_folder_of_its_own_and_nothing_is_endless(room: Library) -> None:
    """Gradio's own door for files is shut."""
    assert post(room, "/gradio_api/upload", b"")[0] == 404
    assert post(room, "/gradio_api/component_server", b"", Content_Length="16000001")[0] == 413


def test_without_leave_the_page_changes_nothing(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """There is no control for it, no function on the server, and a file that is dropped is not opened."""
    room = make_library(tmp_path)
    room.changing = False
    room.start()
    try:
        with visit(browser, room) as tab:
            page = open_library(tab)
            assert page.locator("#add, #files, .qa-remove").count() == 0
            page.evaluate(DROP, [["bees.md", BEES]])
            page.wait_for_timeout(500)
            assert page.url.startswith(room.address)
        assert call(room, "add_article", ADDED)[0] == 404
        assert call(room, "remove_article", "x")[0] == 404
        assert sorted(file.name for file in room.folder.iterdir()) == ["ferry.md", "goats.md", "lamp.md"]
    finally:
        room.stop()
