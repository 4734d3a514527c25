"""What the server does not take, in a real browser: it is said, and can be done again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from reading_room import fill
from rooms import Room, Tab, chromium, make_room, visit

TOO_OFTEN = {"what": "Too many questions came from here.", "remedy": "Wait for 12 seconds."}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Serve a folder."""
    made = make_room(tmp_path_factory.mktemp("refused"))
    fill(made.folder)
    made.read_on(done=True)
    made.start()
    yield made
    made.stop()


def refuse(tab: Tab, path: str, status: int, told: object) -> None:
    """Answer requests in the server's place."""
    answer = {"status": status, "body": json.dumps(told)}
    tab.page.route(lambda url: f"/gradio_api/{path}" in url, lambda route: route.fulfill(**answer))


def banner(tab: Tab, words: str) -> None:
    """Wait until the banner has these words, or is gone."""
    if words:
        tab.page.locator(".qa-banner", has_text=words).wait_for()
    else:
        tab.page.locator(".qa-banner").wait_for(state="hidden")


def test_a_question_that_is_refused_says_why_and_stays(browser: Any, room: Room) -> None:  # noqa: ANN401
    """It is in the box still; taken, nothing is said any more."""
    with visit(browser, room) as tab:
        refuse(tab, "queue/join", 429, TOO_OFTEN)
        box = tab.page.locator("#question textarea")
        box.fill("When was it lit?")
        box.press("Enter")
        banner(tab, "Too many questions came from here. Wait for 12 seconds.")
        assert box.input_value() == "When was it lit?"
        tab.page.unroute_all()
        tab.ask("When was it lit?")
        banner(tab, "")


def test_a_click_that_comes_to_nothing_is_said(browser: Any, room: Room) -> None:  # noqa: ANN401
    """A new conversation, one that is kept, and taking back; each can be tried again, or waits for the server."""
    with visit(browser, room) as tab:
        page = tab.page
        tab.ask("When was it lit?")
        refuse(tab, "run/", 500, {})
        for name in ("New conversation", "Undo"):
            page.get_by_role("button", name=name).click()
            banner(tab, "The assistant did not take that. Try again.")
        assert page.locator("#chat .user-row").count() == 1
        page.unroute_all()
        page.get_by_role("button", name="New conversation").click()
        page.locator("#chat .user-row").wait_for(state="detached")
        banner(tab, "")
        page.route("**/gradio_api/**", lambda route: route.abort())
        page.locator(".qa-open").first.click()
        banner(tab, "The assistant cannot be reached.")
        page.unroute_all()
        page.locator("#chat .user-row").wait_for()
        banner(tab, "")


def test_a_login_that_has_run_out_is_said(browser: Any, room: Room) -> None:  # noqa: ANN401
    """Not taken for a server that is away."""
    with visit(browser, room) as tab:
        refuse(tab, "component_server", 401, {"what": "A token is needed.", "remedy": "Send it."})
        banner(tab, "Your login has run out. Reload the page to log in again.")
