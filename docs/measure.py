"""Measure how quick the page is, over the shipped articles and one of a megabyte: the figures in the README.

usage: PYTHONPATH=tests python -m docs.measure

The long article is embedded by the word-counting stand-in of the tests, which takes a second instead of minutes.
Needs the test requirements and a Chromium at /usr/bin/chromium. Prints medians in milliseconds.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

from conftest import FakeEmbedder
from playwright.sync_api import Browser, Page, sync_playwright

from assistant import Assistant
from ui import running

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTIONS = (
    "What share of Russian crude do China, India and Turkey buy?",
    "Which court has a warrant for Putin?",
    "Who is Maria Shagina?",
)
FAR = "The lighthouse of Skerry was lit for the first time in 1852 by a keeper from Calder."
FILLER = (
    "The ferry calls twice a week" + " and nobody counts the gulls that follow it across the sound" * 8 + ".\n\n"
)  # half a thousand characters
NEAR = "The lighthouse of Skerry was lit for the last time in 1968."
LONG = "When was the lighthouse of Skerry lit ?"
# From the Enter or the click to the frame in which it is seen.
ANSWERED = """() => new Promise((done) => {
  const began = performance.now(), before = document.querySelectorAll("#chat .qa-quote").length;
  (function look() {
    if (document.querySelectorAll("#chat .qa-quote").length > before) done(performance.now() - began);
    else requestAnimationFrame(look);
  })();
  document.querySelector("#question .submit-button").click();
})"""
MARKED = """(chip) => new Promise((done) => {
  const began = performance.now();
  const words = chip.closest("figure").querySelector(".qa-words").textContent;
  (function look() {
    const mark = document.querySelector("#source .qa-cited"), box = document.querySelector("#source .qa-text");
    const at = mark?.getBoundingClientRect(), within = box?.getBoundingClientRect();
    if (mark?.textContent === words && at.top >= within.top && at.top < within.bottom) done(performance.now() - began);
    else requestAnimationFrame(look);
  })();
  chip.click();
})"""


def main() -> None:
    """Serve, ask and click, and print what each took."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with running(Assistant.open(SEEDS, Path(place) / "index"), port=0) as address:
            usable = [visit(new_page(browser), address) for _ in range(3)]
            page = new_page(browser)
            visit(page, address)
            answered = [ask(page, question) for question in QUESTIONS]
            marked = [click(page, number) for number in (0, 1, 0, 1, 0)]
        folder = Path(place) / "long"
        folder.mkdir()
        (folder / "long.txt").write_text(f"{FILLER * 1000}{FAR}\n\n{FILLER * 1000}{NEAR}\n", "utf-8")
        with running(Assistant.open(folder, Path(place) / "long-index", embedder=FakeEmbedder()), port=0) as address:
            page = new_page(browser)
            visit(page, address)
            ask(page, LONG)
            long = [click(page, number) for number in (0, 1, 0, 1, 0)]
        browser.close()
    sys.stdout.write(
        f"usable, nothing cached: {median(usable):.0f}\nfirst quote after Enter: {median(answered):.0f}\n"
        f"click to marked quote: {median(marked):.0f}\nthe same in an article of 1 MB: {median(long):.0f}\n"
    )


def new_page(browser: Browser) -> Page:
    """Return a page that has nothing cached."""
    return browser.new_context(viewport={"width": 1360, "height": 850}).new_page()


def click(page: Page, number: int) -> float:
    """Click the chip of a quote; return after how long the quote is seen marked."""
    marked: float = page.locator(".qa-quote .qa-chip").nth(number).evaluate(MARKED)
    return marked


def visit(page: Page, address: str) -> float:
    """Open the page; return after how long a question can be typed."""
    page.goto(address)
    page.wait_for_selector("#question textarea")
    usable: float = page.evaluate("performance.now()")
    return usable


def ask(page: Page, question: str) -> float:
    """Ask; return after how long the first quote is seen."""
    page.locator("#question textarea").fill(question)
    page.wait_for_timeout(300)
    answered: float = page.evaluate(ANSWERED)
    page.wait_for_selector("#chat .message-row:last-child .qa-basis")
    return answered


if __name__ == "__main__":
    main()
