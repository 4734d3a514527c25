"""A browser that forbids the page to keep anything: it can be used all the same, as long as it is not left."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from reading_room import fill
from rooms import FLAGS, PATIENCE, Room, Tab, chromium, chromium_path, make_room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Serve a folder."""
    made = make_room(tmp_path)
    fill(made.folder)
    made.read_on(done=True)
    made.start()
    yield made
    made.stop()


def test_the_page_does_without_storage(room: Room, tmp_path: Path) -> None:
    """A question is answered, a follow-up belongs to it, and articles can be picked; nothing fails."""
    forbidden = {"profile": {"default_content_setting_values": {"cookies": 2}}}  # as a person sets it in Chromium
    (tmp_path / "profile" / "Default").mkdir(parents=True)
    (tmp_path / "profile" / "Default" / "Preferences").write_text(json.dumps(forbidden), "utf-8")
    with chromium() as browser:
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium_path(), args=list(FLAGS)
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        tab = Tab(page, 1280)
        page.on("pageerror", lambda error: tab.troubles.append(str(error)))
        page.goto(room.address)
        refused = "() => { try { return Boolean(localStorage); } catch (error) { return error.name; } }"
        assert page.evaluate(refused) == "SecurityError"
        tab.ask("When was it lit?")
        tab.ask("And by whom?", ".qa-answer")
        page.locator(".qa-pick").first.check()
        page.locator(".qa-within", has_text="Asking 1 of").wait_for()
        page.locator("[data-conversation]").wait_for()  # it, not they: both questions belong together
        assert tab.troubles == []
        context.close()
