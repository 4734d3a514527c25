"""A served folder and a tab on its page, for tests that do what a person does, and that look at what they see."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")

TESTS = Path(__file__).parent
AXE = (TESTS / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
LOOKS = pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1360, 850, "light"), (1360, 850, "dark"), (390, 800, "light"), (390, 800, "dark")]
)
PATIENCE = 120_000  # in milliseconds: the machine may have other things to do
_DARK = "(dark) => document.body.classList.toggle('dark', dark)"  # as Gradio does when a page is opened
SERIOUS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target}`))"""


@dataclass
class Room:
    """A served folder, which can be emptied, filled, stopped and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, and wait until the page can be opened."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS.parent), str(TESTS)))}
        command = [sys.executable, str(TESTS / "reading_room.py"), str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == self.address

    def stop(self) -> None:
        """End the process, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate(timeout=90)
            self.process = None

    def read_on(self, done: bool) -> None:
        """Let the reading of the folder end, or keep the next one from it."""
        flag = self.folder.parent / "go"
        flag.touch() if done else flag.unlink(missing_ok=True)


def make_room(place: Path) -> Room:
    """Return a room with an empty folder, not yet served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    folder = place / "island"
    folder.mkdir()
    return Room(folder, port)


def chromium_path() -> str:
    """Return where Chromium is; in CI a missing one is a failure, elsewhere a reason to skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing = "no Chromium on this machine: the page is not tested"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return str(found)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Tab:
    """A tab on the page; `troubles` collects what must not happen in it."""

    page: Any
    width: int
    troubles: list[str] = field(default_factory=list)

    def ask(self, question: str, finished: str = ".qa-basis") -> None:
        """Ask, and wait for what ends the answer."""
        asked = self.page.locator("#chat .user-row").nth(self.page.locator("#chat .user-row").count())
        box = self.page.locator("#question textarea")
        box.fill(question)
        box.press("Enter")
        asked.wait_for()
        self.page.locator(f"#chat .message-row:last-child {finished}").wait_for()

    def lose(self, name: str, *lost: bool) -> None:
        """Keep requests for a server's function from arriving, or only those of the next ones that are true."""
        plan = iter(lost)

        def decide(route: Any) -> None:  # noqa: ANN401
            asked = f'"fn_name":"{name}"' in (route.request.post_data or "")
            route.abort() if asked and (not lost or next(plan)) else route.continue_()

        self.page.route(lambda url: "component_server" in url, decide)

    def check(self) -> None:
        """Fail where the page is wider than the window, or not usable by everyone."""
        assert self.page.evaluate("document.documentElement.scrollWidth") == self.width
        self.page.wait_for_timeout(250)  # colours on their way are no colours to judge
        self.page.evaluate(AXE)
        assert self.page.evaluate(SERIOUS) == []

    def check_every_look(self) -> None:
        """Do so wide and narrow, light and dark."""
        size, dark = self.page.viewport_size, self.page.evaluate("document.body.classList.contains('dark')")
        for width, height in ((1360, 850), (390, 800)):
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                self.page.evaluate(_DARK, scheme == "dark")
                Tab(self.page, width).check()
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.page.evaluate(_DARK, dark)


@contextmanager
def visit(
    browser: Any,  # noqa: ANN401 (Playwright's browser)
    room: Room,
    width: int = 1360,
    height: int = 850,
    scheme: str = "light",
) -> Iterator[Tab]:
    """Open the page in a fresh tab, which must stay free of troubles."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    tab = Tab(context.new_page(), width)
    own = (room.address, "data:", "blob:")
    tab.page.on("pageerror", lambda error: tab.troubles.append(str(error)))
    tab.page.on("request", lambda request: tab.troubles.extend([request.url] * (not request.url.startswith(own))))
    tab.page.goto(room.address)
    tab.page.wait_for_selector("#question textarea")
    yield tab
    assert tab.troubles == []
    context.close()
