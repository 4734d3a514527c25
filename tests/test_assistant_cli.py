"""The command line: what it prints, what it returns, and how it fails."""

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from assistant import Assistant, SentenceTransformerEmbedder, run_command
from ui.exchange import Exchange
from ui.export import as_html
from ui.store import Conversation

COMMANDS = ["ask", "chat", "index", "eval", "verify", "doctor", "config", "completion"]
QUESTION = "How many cars does the ferry Aurora carry?"
FERRY = "The ferry Aurora carries ninety cars across the strait of Norland."
ARTICLES = {
    "ferry.md": f"---\ntitle: Ferries\npublisher: Hafenblatt Süd\ndate: 2021-05-04\n---\n\n{FERRY} Its crew sings.\n",
    "honey/chile.txt": "Beekeepers in Chile harvested thirty tonnes of heather honey last summer.\n",
    "honey/peru.txt": "Beekeepers in Peru harvested nineteen tonnes of orange honey last summer.\n",
    "notes.csv": "a,b\n",
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    """A folder of articles with its index beside it."""
    base = tmp_path_factory.mktemp("cli")
    for name, text in ARTICLES.items():
        (base / "articles" / name).parent.mkdir(parents=True, exist_ok=True)
        (base / "articles" / name).write_text(text, encoding="utf-8")
    Assistant.open(base / "articles", base / "index", embedder=embedder)
    return base


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process; return its exit status, output and errors."""

    def command(
        name: str, *words: str, articles: Path | None = None, index: Path | None = None
    ) -> tuple[int, str, str]:
        folders = ["--articles", str(articles or place / "articles"), "--index-dir", str(index or place / "index")]
        capsys.readouterr()
        status = run_command([name, *folders, *words])
        return status, *capsys.readouterr()

    return command


def start(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m assistant` as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words], input=typed, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=240,
    )  # fmt: skip


def test_ask_prints_the_quote_and_its_source(run: Run) -> None:
    """The words as they stand, then title, outlet, date and file; skipped files are named apart."""
    status, out, err = run("ask", *QUESTION.split())
    assert (status, out.splitlines()[0][: len(FERRY) + 4]) == (0, f"[1] {FERRY}")
    assert out.splitlines()[1] == "    -- Ferries, Hafenblatt Süd, 2021-05-04, ferry.md"
    assert err.splitlines() == ["skipped notes.csv: not a .txt, .md, .html, .htm, .pdf, .docx or .epub file"]


def test_ask_says_no_and_shows_the_nearest(run: Run) -> None:
    """That is an answer: the status is 0."""
    status, out, _ = run("ask", "Who painted the ceiling of the Sistine Chapel?")
    assert (status, out.splitlines()[0]) == (0, "The articles do not answer this.")
    assert out.count("  - ") == 3
    assert "[1]" not in out


ANSWER_KEYS = ["question", "text", "abstained", "confidence", "query", "agreement", "quotes", "nearest"]
QUOTE_KEYS = ["number", "text", "start", "end", "score", "speaker", "article", "copies"]


def test_ask_json_is_the_schema_of_the_design(run: Run, place: Path, embedder: SentenceTransformerEmbedder) -> None:
    """Its names, its types and nothing else; the same answer as the API's."""
    status, out, _ = run("ask", "--json", QUESTION)
    data = json.loads(out)
    assert (status, list(data)) == (0, ANSWER_KEYS)
    answer = Assistant.open(place / "articles", place / "index", embedder=embedder).ask(QUESTION)
    for key in ("question", "text", "abstained", "query"):
        assert data[key] == getattr(answer, key)
    assert data["confidence"] == pytest.approx(answer.confidence, abs=0.001)
    assert (data["nearest"], len(data["quotes"])) == ([], len(answer.quotes))
    quote = data["quotes"][0]
    assert list(quote) == QUOTE_KEYS
    text = ARTICLES["ferry.md"]
    assert (quote["number"], text[quote["start"] : quote["end"]]) == (1, quote["text"])
    assert quote["score"] == pytest.approx(answer.quotes[0].score, abs=0.001)
    assert quote["article"] == {
        "path": "ferry.md", "title": "Ferries", "author": "", "publisher": "Hafenblatt Süd", "published": "2021-05-04",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip


def test_ask_json_of_an_abstention(run: Run) -> None:
    """No quotes; the nearest have the same form."""
    data = json.loads(run("ask", "--json", "Who painted the ceiling of the Sistine Chapel?")[1])
    assert (data["abstained"], data["quotes"]) == (True, [])
    assert [(list(quote), quote["number"]) for quote in data["nearest"]] == [(QUOTE_KEYS, n) for n in (1, 2, 3)]


ONLY = [
    (["peru*"], 1),
    (["honey/*"], 2),
    (["peru.txt", "chile*"], 2),
    (["hafenblatt sud", "peru*"], 2),
    (["2021-05"], 1),
]


@pytest.mark.parametrize(("patterns", "number"), ONLY)
def test_ask_only_some_articles(run: Run, patterns: list[str], number: int) -> None:
    """By file name, outlet or date; the number of them is told apart from the answer."""
    only = [word for pattern in patterns for word in ("--only", pattern)]
    status, out, err = run("ask", "--json", *only, "Who harvested honey in Peru?")
    assert status == 0
    assert err.splitlines()[1:] == [f"asking {number} of 3 articles"]
    answer = json.loads(out)
    paths = {quote["article"]["path"] for quote in (*answer["quotes"], *answer["nearest"])}
    assert answer["abstained"] is ("2021-05" in patterns)
    assert ("honey/peru.txt" in paths) is not answer["abstained"]
    assert "honey/chile.txt" not in paths or number == 2
    assert "ferry.md" not in paths or {"hafenblatt sud", "2021-05"} & set(patterns)


def test_a_chat_with_only_some_articles(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is put to them."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"Who harvested honey in Peru?\n{QUESTION}\n"))
    status, out, err = run("chat", "--only", "peru*")
    assert (status, err.splitlines()[1:]) == (0, ["asking 1 of 3 articles"])
    assert ARTICLES["honey/peru.txt"].strip() in out
    assert FERRY not in out


def test_chat_from_end_to_end_with_a_follow_up(place: Path) -> None:
    """As a program of its own, with what is typed piped in."""
    typed = "How many tonnes of honey did beekeepers in Chile harvest?\nAnd Peru?\n\nnot read\n"
    done = start("chat", "--articles", f"{place}/articles", "--index-dir", f"{place}/index", typed=typed)
    assert (done.returncode, done.stderr.splitlines()) == (
        0,
        ["skipped notes.csv: not a .txt, .md, .html, .htm, .pdf, .docx or .epub file"],
    )
    first, second, rest = done.stdout.split("> ")[1:]
    assert first.startswith("[1] " + ARTICLES["honey/chile.txt"].strip())
    assert second.startswith("[1] " + ARTICLES["honey/peru.txt"].strip())
    assert rest.strip() == ""


def test_chat_goes_on_after_a_question_that_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in a line; the end of input ends it."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{'goat ' * 1000}\n{QUESTION}\n"))
    status, out, _ = run("chat")
    assert status == 0
    assert "at most 4000 are read" in out
    assert FERRY in out


def test_index_lists_what_changed(run: Run, tmp_path: Path) -> None:
    """Line by line, or as JSON."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("b.txt", "a.txt"):
        (folder / name).write_text(f"---\ntitle: News\n---\nThe goat of {name} climbs the hill every morning.\n")
    status, out, err = run("index", articles=folder, index=tmp_path / "i")
    assert (status, out.splitlines(), err) == (
        0,
        ["added a.txt", "added b.txt", "0 unchanged, 2 passages embedded"],
        err,
    )
    (folder / "a.txt").rename(folder / "c.txt")
    (folder / "b.txt").write_text("The cow of the valley stays in the barn today.\n")
    (folder / "d.txt").write_bytes(b"\xff")
    data = json.loads(run("index", "--json", articles=folder, index=tmp_path / "i")[1])
    assert data == {
        "added": [], "edited": ["b.txt"], "renamed": [["a.txt", "c.txt"]], "deleted": [], "unchanged": [],
        "skipped": [{"path": "d.txt", "reason": "not UTF-8 (byte 0); save it as UTF-8"}], "embedded": 1, "rebuilt": "",
        "aliases": False,
    }  # fmt: skip
    (folder / "b.txt").unlink()
    out = run("index", articles=folder, index=tmp_path / "i")[1]
    assert out.splitlines() == ["deleted b.txt", "1 unchanged, 0 passages embedded"]


@pytest.mark.parametrize(
    ("change", "found", "status"),
    [
        (lambda _: None, "as given", 0),
        (lambda quote: quote.update(start=quote["start"] + 1), "moved", 10),
        (lambda quote: quote.update(text="The ferry sank."), "missing", 10),
        (lambda quote: quote["article"].update(path="x"), "missing", 10),
    ],
    ids=["as given", "moved", "missing", "no such article"],
)
def test_verify(run: Run, tmp_path: Path, change: Callable[[dict[str, Any]], None], found: str, status: int) -> None:
    """What `ask --json` printed is checked; the status tells whether all of it still stands."""
    answer = json.loads(run("ask", "--json", QUESTION)[1])
    change(answer["quotes"][0])
    (tmp_path / "answer.json").write_text(json.dumps({**answer, "quotes": answer["quotes"][:1]}))
    path = answer["quotes"][0]["article"]["path"]
    assert run("verify", "answer.json")[:2] == (status, f"[1] {found}: {path}\n")
    given, out, _ = run("verify", "--json", "answer.json")
    assert (given, json.loads(out)) == (status, [{"number": 1, "path": path, "found": found}])


def test_verify_an_exported_conversation(run: Run, tmp_path: Path) -> None:
    """Each quote by question and number; a file that shows other words does not pass."""
    answer = json.loads(run("ask", "--json", QUESTION)[1])
    path = answer["quotes"][0]["article"]["path"]
    html = as_html(Conversation("", "Ferries", False, "", "", (Exchange("Hm?", None, ""), Exchange("", answer, ""))))
    (tmp_path / "kept.html").write_text(html, "utf-8")
    status, out, err = run("verify", "kept.html")
    lines = [f"[2.{quote['number']}] as given: {quote['article']['path']}" for quote in answer["quotes"]]
    assert (status, out.splitlines()) == (0, lines)
    assert f"Quotes checked: {len(lines)}. Nothing else" in err
    (tmp_path / "kept.html").write_text(html.replace(">The ferry Aurora", ">The ferry Borealis"), "utf-8")
    status, out, _ = run("verify", "--json", "kept.html")
    first = {"question": 2, "number": 1, "path": path, "found": "as given", "shown": False}
    assert (status, json.loads(out)[0]) == (10, first)
