"""A question of any characters, in a real browser: shown as it was typed, wherever it goes, and nothing is fetched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reading_room import fill
from rooms import Room, Tab, chromium, make_room, visit

TYPED = (
    "  Is **it** _lit_, <b>bold</b> & &amp; $x^2$ $$y$$ \\(z\\)?\n\t- `code` [a](http://127.0.0.1:1/a)\n"
    '![x](http://127.0.0.1:1/b.png) <img src="http://127.0.0.1:1/c.png" onerror="window.ran = 1">\n\n'
    "<video src=http://127.0.0.1:1/d.mp4 autoplay></video> http://127.0.0.1:1/e </span> # 1. > | ```mermaid ~~gone~~ "
    "hidden\u200b \u202eturned\u202c שלום ${1+1} {{x}} <style>#chat{background:url(http://127.0.0.1:1/f)}</style>"
)
SHOWN = "() => [...document.querySelectorAll('#chat .user-row .qa-asked')].map((one) => one.textContent)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture
def tab(browser: Any, tmp_path: Path) -> Iterator[Tab]:  # noqa: ANN401
    """Open the page of a folder that is read; any request elsewhere fails the test at its end."""
    room: Room = make_room(tmp_path)
    fill(room.folder)
    room.read_on(done=True)
    room.start()
    try:
        with visit(browser, room) as found:
            yield found
    finally:
        room.stop()


def check(tab: Tab, *questions: str) -> None:
    """Look at what is shown of questions."""
    tab.page.wait_for_function(f"document.querySelectorAll('#chat .user-row').length === {len(questions)}")
    assert tab.page.evaluate(SHOWN) == list(questions)
    assert tab.page.locator("#chat .user-row :is(img, video, b, em, code, a, style, .katex)").count() == 0
    assert tab.page.evaluate("window.ran") is None
    assert tab.troubles == []


def test_a_question_is_shown_as_it_was_typed(tab: Tab) -> None:
    """After an answer, edited, asked again, reloaded and taken back; and it leads on as any other."""
    page = tab.page
    tab.ask(TYPED)
    check(tab, TYPED)
    page.locator(".qa-lead").first.wait_for()
    height = page.locator("#chat .qa-asked").evaluate("(one) => one.getBoundingClientRect().height")
    assert height >= 4 * 20  # its lines are its own
    page.get_by_role("button", name="Edit").click()
    assert page.input_value(".edit-textarea") == TYPED
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Edit").click()
    page.locator(".edit-textarea").press("End")
    page.locator(".edit-textarea").type(" *more*")
    typed = page.input_value(".edit-textarea")
    assert len(typed) == len(TYPED) + len(" *more*")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_function("(typed) => document.querySelector('#chat .qa-asked')?.textContent === typed", arg=typed)
    page.locator("#chat .qa-basis").wait_for()
    page.get_by_role("button", name="Retry").click()
    page.locator(".qa-progress").wait_for(state="detached")
    page.get_by_role("button", name="Ask", exact=True).wait_for()
    check(tab, typed)
    page.reload()
    check(tab, typed)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("(typed) => document.querySelector('#question textarea').value === typed", arg=typed)
