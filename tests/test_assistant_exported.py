"""An exported conversation is checked: what is in it as data, and what it shows."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from test_ui_escape import TRICKY

from assistant import Answer, Article, QAError, Quote
from assistant.report import answer_data
from assistant.verify import Checked, verify_quotes
from ui.exchange import Exchange
from ui.export import as_html
from ui.store import Conversation

TEXT = "Goats climb.\nSheep \u202e <b>graze</b> & low.\x07 Goats climb."
ARTICLE = Article("a.md", "Farm", "Ana", "The Daily Goat", "", TEXT, sha256(TEXT.encode()).hexdigest())
GOATS, SHEEP = Quote(ARTICLE, "Goats climb.", 0, 12), Quote(ARTICLE, TEXT[13:42], 13, 42)
FILES = {"a.md": TEXT}


def document(*exchanges: Exchange) -> str:
    """Export these exchanges."""
    return as_html(Conversation("x" * 22, "Goats", False, "", "", exchanges))


def exchange(*quotes: Quote, nearest: tuple[Quote, ...] = ()) -> Exchange:
    """Answer with these quotes, or say no."""
    return Exchange("Who?", answer_data(Answer("Who?", "", quotes, not quotes, 0.9, "Who?", nearest)), "")


WHOLE = document(exchange(GOATS, SHEEP), Exchange("Hm?", None, "<p>Too long.</p>"), exchange(nearest=(SHEEP,)))
SOUND = [
    Checked(1, "a.md", "as given", question=1),
    Checked(2, "a.md", "as given", question=1),
    Checked(1, "a.md", "as given", question=3),
]


def test_every_quote_of_every_answer_is_checked() -> None:
    """Numbered as they are shown, the nearest passages among them; a question without an answer has none."""
    checked = verify_quotes(WHOLE, FILES.get)
    assert checked == SOUND
    assert all(quote.sound for quote in checked)
    assert [quote.line() for quote in checked] == [f"[{number}] as given: a.md" for number in ("1.1", "1.2", "3.1")]
    assert checked[2].data() == {"question": 3, "number": 1, "path": "a.md", "found": "as given", "shown": True}


def test_a_saved_file_is_read_as_it_comes() -> None:
    """With a byte order mark in front, say."""
    assert verify_quotes("\ufeff" + WHOLE, FILES.get) == SOUND


@pytest.mark.parametrize("text", TRICKY)
def test_every_character_is_compared(text: str) -> None:
    """What is shown is what was quoted, and a change of a single character is told."""
    article = Article("a.md", text, text, text, "", text, "")
    html = document(exchange(Quote(article, text, 0, len(text), speaker=text)))
    assert [quote.sound for quote in verify_quotes(html, {"a.md": text}.get)] == [True]
    changed = re.sub(r"(<blockquote[^>]*>(?:<bdi.*?</bdi>)*)(?:&#\d+;|[^<])", r"\1", html, count=1)
    assert [quote.shown for quote in verify_quotes(changed, {"a.md": text}.get)] == [False]


@pytest.mark.parametrize(
    ("now", "found", "changed"),
    [
        (TEXT, "as given", False),
        (TEXT + " ", "as given", True),
        (f"So: {TEXT}", "moved", True),
        ("Cows low.", "missing", True),
        (None, "missing", False),
    ],
)
def test_an_article_that_has_changed_since_is_told(now: str | None, found: str, changed: bool) -> None:
    """Whether or not the quote still stands; in the JSON of `ask --json` too."""
    told = f"[1.1] {found}{' (the article has changed since)' * changed}: a.md"
    (quote,) = verify_quotes(document(exchange(GOATS)), lambda _: now)
    assert (quote.found, quote.changed, quote.line()) == (found, changed, told)
    (quote,) = verify_quotes(json.dumps(exchange(GOATS).answer), lambda _: now)
    assert quote.line() == told.replace("1.1", "1")
    assert quote.data() == {"number": 1, "path": "a.md", "found": found, **({"changed": True} if changed else {})}


def test_an_answer_kept_before_sums_were_is_checked_as_well() -> None:
    """Nothing is said of a change that cannot be known."""
    html = re.sub(r', "sha256": "\w+"', "", WHOLE)
    assert verify_quotes(html, FILES.get) == SOUND
    assert not any(quote.changed for quote in verify_quotes(html, lambda _: TEXT + " "))


def changed(old: str, new: str) -> Callable[[str], str]:
    """Change a document in one place."""

    def change(html: str) -> str:
        assert old in html
        return html.replace(old, new, 1)

    return change


QUOTE = '<blockquote data-quote="1.1" dir="auto">Goats climb&#46;</blockquote>'


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (changed(">Goats climb", ">Goats swim"), "[1.1] as given (the file shows other words): a.md"),
        (changed(">Goats climb", "> Goats climb"), "[1.1] as given (the file shows other words): a.md"),
        (
            changed('"text": "Goats climb."', '"text": "Goats swim."'),
            "[1.1] missing (the file shows other words): a.md",
        ),
        (changed(QUOTE, ""), "[1.1] as given (the file shows other words): a.md"),
        (changed(QUOTE, QUOTE * 2), "[1.1] as given (the file shows other words): a.md"),
        (
            changed(QUOTE, QUOTE + QUOTE.replace("1.1", "7.9")),
            "[7.9] unknown: the file shows a quote that is not among its answers",
        ),
    ],
    ids=["other words", "a space more", "data changed", "not shown", "shown twice", "one more"],
)
def test_a_file_that_shows_other_words_than_its_data_is_not_sound(change: Callable[[str], str], told: str) -> None:
    """The one that was changed is told, the others are as they were."""
    checked = verify_quotes(change(WHOLE), FILES.get)
    assert [quote.line() for quote in checked if not quote.sound] == [told]
    assert len(checked) == 3 + ("unknown" in told)


@pytest.mark.parametrize(
    "change",
    [
        changed("<section>", "<!-- --><section>"),
        changed("<section>", "<!--><section>"),
        changed("<section>", "<section hidden>"),
        changed("<section>", '<section style="display: none">'),
        changed("<section>", "<section><template>"),
        changed("<section>", "<section><![CDATA["),
        changed("<section>", "<section>&lt;"),
        changed("</main>", "<script>document.body.textContent = ''</script></main>"),
        changed("</main>", '<img src="x"></main>'),
        changed('<meta charset="utf-8">', '<meta http-equiv="refresh" content="0">'),
        changed(QUOTE, QUOTE.replace("Goats", "<b>Goats</b>")),
        changed(QUOTE, f"<title>{QUOTE}</title><p>Goats swim.</p>"),
        changed(QUOTE, QUOTE.replace(" dir", ' class="unseen" dir')),
        changed(QUOTE, QUOTE.replace("Goats", "Goats\x00")),
        changed("<!doctype html>", "<!DOCTYPE html>"),
        changed("<!doctype html>", "<p>Goats swim.</p>"),
    ],
    ids=range(16),
)
def test_a_file_that_was_changed_is_not_believed_to_show_what_it_seems_to(change: Callable[[str], str]) -> None:
    """Its data are checked all the same; the line says what could not be."""
    checked = verify_quotes(change(WHOLE), FILES.get)
    assert checked == [replace(quote, shown=None) for quote in SOUND]
    assert not any(quote.sound for quote in checked)
    assert checked[0].line() == (
        "[1.1] as given (what the file shows cannot be told: it was changed after it was exported): a.md"
    )


def block(text: str) -> str:
    """Write a document with nothing but this as its answers."""
    return f'<!doctype html><script type="application/json" id="answers">{text}</script>'


@pytest.mark.parametrize(
    "text",
    [
        "<", "<p>Goats climb.</p>", block(""), block("5"), block("[]"), block('{"exchanges": 5}'),
        block('{"exchanges": [5]}'), block('{"exchanges": [{"answer": 5}]}'), block('{"exchanges": [{"answer": {}}]}'),
        block('{"exchanges": [{"answer": {"quotes": [{}], "nearest": []}}]}'), block("[" * 100_000), WHOLE * 2,
        WHOLE.replace('"start": 0', '"start": "0"'),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_exported_conversation_is_refused(text: str) -> None:
    """One error, with what to do."""
    with pytest.raises(QAError, match="nor a conversation") as caught:
        verify_quotes(text, FILES.get)
    assert caught.value.remedy != ""
