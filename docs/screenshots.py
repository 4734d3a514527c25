"""Take the pictures of the README from the real page, over the shipped articles.

usage: python docs/screenshots.py [OUT]

Needs the test requirements and a Chromium at /usr/bin/chromium. OUT is this folder if left out.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from assistant import Assistant
from ui import running

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"
QUESTION = "What share of Russian crude do China, India and Turkey buy?"
LOOKS = {
    "wide": {"viewport": {"width": 1360, "height": 850}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1360, "height": 850}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 390, "height": 800}, "color_scheme": "light", "device_scale_factor": 2},
}


def main() -> None:
    """Serve, ask, open a quote, and take a picture of each look."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        assistant = Assistant.open(SEEDS, Path(place) / "index")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with running(assistant, port=0) as address:
            for name in LOOKS:
                picture(browser, address, name).screenshot(path=out / f"{name}.png")
        browser.close()


def picture(browser: Browser, address: str, name: str) -> Page:
    """Return the page with an answer; on a wide screen, with its first quote opened in the article."""
    page = browser.new_context(**LOOKS[name]).new_page()
    page.goto(address)
    box = page.locator("#question textarea")
    box.fill(QUESTION)
    box.press("Enter")
    page.wait_for_selector(".qa-basis", timeout=60_000)
    if name != "narrow":
        page.click(".qa-quote .qa-chip")
        page.wait_for_selector("#source .qa-cited")
    page.wait_for_selector(".qa-lead", state="attached")
    page.wait_for_timeout(1_000)  # until nothing moves
    return page


if __name__ == "__main__":
    main()
