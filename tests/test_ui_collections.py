"""Several collections in a real browser: each has its page, and what is done on one stays there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rooms import Room, Tab, chromium, visit
from served import Served, served

PORTS = "# The ferry of Calder\n\nThe ferry of Calder crosses the sound twelve times a day in summer.\n"
FARMS = "# The goats of Calder\n\nThe old goats of Calder climb the steep hill every morning before the rain.\n"
FERRY, GOATS = "How often does the ferry cross the sound?", "When do the goats climb the steep hill?"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two of articles."""
    place = tmp_path_factory.mktemp("rooms")
    for folder, text in (("quay", PORTS), ("hill", FARMS)):
        (place / folder).mkdir()
        (place / folder / f"{folder}.md").write_text(text, "utf-8")
    return place


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[Served]:
    """Serve both, and one that is not there yet."""
    folders = {"ports": place / "quay", "farms": place / "hill", "late": place / "late"}
    options = [option for name, folder in folders.items() for option in ("--collection", f"{name}={folder}")]
    with served(None, place / "index", *options, errors=place / "told") as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture
def tab(browser: Any, server: Served, place: Path) -> Iterator[Tab]:  # noqa: ANN401 (Playwright's browser)
    """Open the page of the first collection."""
    with visit(browser, Room(place, int(server.address.rpartition(":")[2]))) as found:
        yield found


def go_to(tab: Tab, name: str) -> None:
    """Choose a collection by keys alone, as who hears the page does."""
    choice = tab.page.locator(".qa-collections summary")
    choice.focus()
    tab.page.keyboard.press("Enter")
    link = tab.page.get_by_role("link", name=name, exact=True)
    link.wait_for()
    for _ in range(10):
        if link.evaluate("(link) => link === document.activeElement"):
            break
        tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_function("(name) => document.title.startsWith(name + ':')", arg=name)
    tab.page.wait_for_selector("#question textarea")
    tab.page.wait_for_selector("#chat .qa-empty, #chat .user-row")


def shown(tab: Tab) -> tuple[str, list[str], int]:
    """Return which collection the page says it is, the articles that it lists, and how many questions it shows."""
    tab.page.wait_for_selector("#articles cite")
    told = tab.page.locator(".qa-collections summary").inner_text()
    return told, tab.page.locator("#articles cite").all_inner_texts(), tab.page.locator("#chat .user-row").count()


def test_each_collection_has_a_page_that_keeps_to_itself(tab: Tab) -> None:
    """Its articles, answers, conversations and picks; another is chosen by keys alone."""
    assert shown(tab) == ("Articles of ports", ["The ferry of Calder"], 0)
    tab.ask(FERRY)
    assert "twelve times a day" in tab.page.locator("#chat").inner_text()
    tab.page.locator(".qa-pick").check()
    tab.page.locator("#question textarea").fill("What is typed here")
    go_to(tab, "farms")
    assert tab.page.url.endswith("/c/farms/")
    assert shown(tab) == ("Articles of farms", ["The goats of Calder"], 0)
    assert tab.page.locator("#question textarea").input_value() == ""
    assert tab.page.locator(".qa-within").is_hidden()
    assert tab.page.locator("#conversation-list .qa-open").count() == 0
    tab.ask(GOATS)
    tab.page.locator("#chat .message-row:last-child figure a").first.click()
    tab.page.wait_for_selector("#source mark")
    assert "before the rain" in tab.page.locator("#source mark").first.inner_text()
    tab.page.keyboard.press("Escape")
    tab.ask(FERRY, ".qa-verdict")
    assert "twelve times a day" not in tab.page.locator("#chat").inner_text()
    tab.page.reload()
    tab.page.wait_for_selector("#chat .user-row >> nth=1")
    assert shown(tab)[2] == 2
    go_to(tab, "ports")
    tab.page.wait_for_selector("#chat .user-row")
    assert shown(tab) == ("Articles of ports", ["The ferry of Calder"], 1)
    assert tab.page.locator("#question textarea").input_value() == "What is typed here"
    assert tab.page.locator("#conversation-list .qa-open bdi").all_inner_texts() == [FERRY]


def test_the_choice_can_be_used_by_everyone(tab: Tab) -> None:
    """Open and closed, wide and narrow, light and dark; it says where one is."""
    tab.check_every_look()
    tab.page.locator(".qa-collections summary").click()
    here = tab.page.locator(".qa-collections a[aria-current=page]")
    assert (here.inner_text(), tab.page.locator(".qa-collections a").count()) == ("ports", 3)
    tab.check_every_look()


def megabytes(server: Served) -> float:
    """Return what a server holds in memory."""
    told = Path(f"/proc/{server.process.pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith("VmRSS:")) / 1024


def test_the_page_of_a_folder_that_cannot_be_opened_goes_on_when_it_can(tab: Tab, place: Path, server: Served) -> None:
    """It says what is wrong, and the others answer meanwhile; no model is loaded a second time."""
    tab.ask(FERRY)
    before = megabytes(server)
    go_to(tab, "late")
    told = tab.page.locator("#chat .qa-empty")
    assert "These articles cannot be opened" in told.inner_text()
    assert f"There is no folder {place / 'late'}." in told.inner_text()
    (place / "late").mkdir()
    (place / "late" / "goats.md").write_text(FARMS, "utf-8")
    tab.page.wait_for_selector("text=What do the articles say?")
    tab.ask(GOATS)
    assert shown(tab)[1] == ["The goats of Calder"]
    assert megabytes(server) - before < 60, "the embedding model alone has 90"
