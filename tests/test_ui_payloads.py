"""Articles that attack the page, in a real browser: nothing of them is executed, and nothing leaves the machine."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from payloads import EGRESS, SCRIPTS, TEMPLATES
from rooms import Room, chromium, visit
from served import served

COUNT = "window.runs = 0; window.ran = () => { window.runs += 1; };"
LEFT_OVER = """() => [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes]
    .filter((own) => /^on/i.test(own.name) || /^\\s*javascript:/i.test(own.value)).map((own) => own.value))"""
NAMES = [first + last for first, last in product(("Bel", "Cor", "Dun", "Fal", "Gar"), ("dale", "ford", "holm"))]


class Elsewhere(ThreadingHTTPServer):
    """A server that nothing should reach; `reached` lists what did."""

    def __init__(self) -> None:
        self.reached = reached = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                reached.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    def address(self, number: int) -> str:
        """Return an address for one payload."""
        return f"http://127.0.0.1:{self.server_port}/{number}"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    """Listen."""
    with Elsewhere() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def payloads(elsewhere: Elsewhere) -> list[str]:
    """Return all of them."""
    return [*SCRIPTS, *TEMPLATES, *(text.replace("{out}", elsewhere.address(n)) for n, text in enumerate(EGRESS))]


def sentence(number: int, payload: str) -> str:
    """Return one in which a payload stands, about a place and a thing of its own."""
    return f"The keeper of {NAMES[number % 15]} painted {payload} on door number {number + 100} of the lamp room."


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, payloads: list[str]) -> Iterator[Room]:
    """Serve an article for each payload, which stands in its name, title, author, outlet and text."""
    place = tmp_path_factory.mktemp("payloads")
    folder = place / "articles"
    folder.mkdir()
    for number, payload in enumerate(payloads):
        told = {key: f"{key} {number} {payload}" for key in ("title", "author", "publisher")}
        front = "\n".join(f"{key}: {json.dumps(value)}" for key, value in told.items())
        name = f"{number:02} {payload}"[:90].replace("/", "-")
        (folder / f"{name}.md").write_text(f"---\n{front}\n---\n\n{sentence(number, payload)}\n", "utf-8")
    with served(folder, place / "index") as server:
        yield Room(folder, int(server.address.rsplit(":", 1)[1]))


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.soak)], ids=["quick", "soak"])
@pytest.mark.timeout(900)
def test_no_payload_of_an_article_is_executed_or_fetched(
    browser: Any,  # noqa: ANN401
    room: Room,
    payloads: list[str],
    elsewhere: Elsewhere,
    step: int,
) -> None:
    """In answer, tooltip, reader, list, title, file name, examples and question; what is quoted is shown as it is."""
    asked, shown = range(0, len(payloads), step), 0
    with visit(browser, room) as tab:
        page = tab.page
        page.on("dialog", lambda dialog: tab.troubles.append(dialog.message))
        page.evaluate(f"() => {{ {COUNT} }}")
        page.wait_for_function(f"document.querySelectorAll('.qa-articles li').length === {len(payloads)}")
        for number in asked:
            tab.ask(f"What did the keeper paint on door number {number + 100} of {NAMES[number % 15]}?")
            answer = page.locator(".qa-answer").last
            shown += sentence(number, payloads[number]) in answer.locator(".qa-words").all_text_contents()
            answer.locator(".qa-chip, a").first.click()
            page.locator("#source mark.qa-cited").first.click()
            page.keyboard.press("Escape")
            assert page.evaluate("window.runs") == 0
            assert page.evaluate(LEFT_OVER) == []
        page.get_by_role("button", name="New conversation").click()
        page.locator("#chat .user-row").first.wait_for(state="detached")
        assert tab.troubles == []
        for number in asked[::5]:
            tab.ask(f"{payloads[number]} {payloads[number]}")
        assert page.evaluate("window.runs") == 0
        assert page.evaluate(LEFT_OVER) == []
    print(f"{len(asked)} payloads, {shown} quoted as they are: 0 executed, {len(elsewhere.reached)} requests elsewhere")  # noqa: T201
    assert elsewhere.reached == []
    assert shown >= 0.9 * len(asked)


def test_the_payloads_would_do_harm_in_a_page_that_trusts_them(
    browser: Any,  # noqa: ANN401
    payloads: list[str],
    elsewhere: Elsewhere,
    tmp_path: Path,
) -> None:
    """So the test above can fail."""
    executed = 0
    for number, payload in enumerate(payloads):
        runs: list[None] = []
        page = browser.new_page()
        page.expose_function("ran", partial(runs.append, None))
        file = tmp_path / f"page-{number}.html"
        file.write_text(f"<!doctype html><p>{payload}</p>", "utf-8")
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_timeout(100)
        executed += bool(runs)
        page.close()
    print(f"{executed} executed, {len(set(elsewhere.reached))} fetched in a page that trusts them")  # noqa: T201
    assert executed >= 25
    assert len(set(elsewhere.reached)) >= 12
