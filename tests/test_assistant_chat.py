"""A conversation in the terminal: in a pseudo-terminal as a person has it, and through a pipe."""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Folder
from window import Window, plain

from assistant import Assistant, SentenceTransformerEmbedder
from assistant.chat import Chat

CHILE = "Beekeepers in Chile harvested thirty tonnes of heather honey last summer."
ARTICLES: dict[str, str | bytes] = {
    "chile.md": f"---\ntitle: Heather [bold]honey[/bold]\npublisher: The Hive\ndate: 2021-05-04\n---\n\n{CHILE}\n",
    "peru.txt": "Beekeepers in Peru harvested nineteen tonnes of orange honey last summer.\n",
    "ferry.txt": "The ferry Aurora carries ninety cars across the strait of Norland.\n",
}
QUESTION = "How many tonnes of honey did beekeepers in Chile harvest?"
COMMANDS = ["/help", "/sources", "/open", "/json", "/new", "/quit"]
PROMPT = "\n> "


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    """A folder of articles with its index beside it."""
    base = tmp_path_factory.mktemp("chat")
    (base / "articles").mkdir()
    (base / "home").mkdir()
    for name, text in ARTICLES.items():
        (base / "articles" / name).write_text(str(text), encoding="utf-8")
    Assistant.open(base / "articles", base / "index", embedder=embedder)
    return base


def opened(place: Path, name: str, columns: int) -> Window:
    """Open a window of a command on the folder."""
    folders = ("--articles", f"{place}/articles", "--index-dir", f"{place}/index")
    words = (name, *folders, QUESTION) if name == "ask" else (name, *folders)
    return Window(*words, columns=columns, home=place / "home")


@pytest.fixture(scope="module")
def chat(place: Path) -> Iterator[Window]:
    """A chat of 72 columns that has greeted; the tests take turns in it."""
    window = opened(place, "chat", 72)
    try:
        assert "Ask about the articles; an empty line ends. /help lists the commands." in window.read_until(PROMPT)
        yield window
    finally:
        window.kill()


Say = Callable[[str], str]


@pytest.fixture
def say(chat: Window) -> Say:
    """Type a line in a new conversation; return what remains on the screen of what follows it."""

    def typed(line: str) -> str:
        chat.type(f"{line}\n")
        return plain(chat.read_until(PROMPT)).removesuffix(PROMPT)

    typed("/new")
    return typed


def test_ctrl_c_while_the_models_are_loaded(chat: Window, say: Say) -> None:
    """The prompt is back at once, and the next question is answered: nothing was left half loaded."""
    chat.type(f"{QUESTION}\n")
    chat.read_until("Searching the articles")
    chat.type("\x03")
    assert "Cancelled." in plain(chat.read_until(PROMPT, seconds=5))
    assert CHILE[:40] in say(QUESTION)
    assert chat.sent.count("\x1b[?25l") == chat.sent.count("\x1b[?25h") > 0  # the cursor is not left hidden


def test_an_answer_and_its_follow_up(say: Say) -> None:
    """Wrapped to the window; for the follow-up, what was searched is shown, and the progress is gone."""
    first, second = say(QUESTION), say("And Peru?")
    assert "[1] Beekeepers in Chile harvested thirty tonnes of heather honey last\n    summer.\n" in first
    assert "    -- Heather [bold]honey[/bold], The Hive, 2021-05-04, chile.md" in first
    assert re.search(r"\nThe articles (very likely|likely|may) answer this", first)
    assert re.search(r"Searched \d passages in 3 articles\.$", first.strip())
    assert "nineteen" in second
    assert "for “How many tonnes of honey did\nbeekeepers in Peru harvest?”." in second
    assert "Searching" not in first + second


def test_a_quote_is_opened_in_its_article(say: Say) -> None:
    """With its number and whether it stands in the file."""
    say(QUESTION)
    shown = say("/open 1")
    assert "chile.md, line 7" in shown
    assert "Verified: this quote stands in the file as it is on disk now." in shown
    assert "    date: 2021-05-04\n    ---\n\n[1] Beekeepers in Chile" in shown


def test_a_quote_whose_file_has_changed_since(say: Say, place: Path) -> None:
    """Is compared with the file as it is now."""
    say(QUESTION)
    path = place / "articles" / "chile.md"
    path.write_text(f"A new line.\n{ARTICLES['chile.md']!s}", encoding="utf-8")
    moved = say("/open 1")
    path.write_text(str(ARTICLES["chile.md"]), encoding="utf-8")
    assert "still stands in it, at another place." in " ".join(moved.split())
    assert "chile.md, line 8" in moved


def test_lines_are_edited_and_called_back(chat: Window, say: Say, place: Path) -> None:
    """The keys of any shell work; nothing of what was typed is written to disk."""
    assert "Hello!" in say("Hxllo\x1b[D\x1b[D\x1b[D\x7fe")
    chat.type("\x1b[A\n")
    assert "Hello!" in plain(chat.read_until(PROMPT))
    kept = [path for path in (place / "home").rglob("*") if path.is_file() and b"Hello" in path.read_bytes()]
    assert kept == []


def test_ctrl_c_at_the_prompt_begins_the_line_anew(chat: Window, say: Say) -> None:
    """And tells how to end. As long as a key is still being echoed, Python hears none: it is pressed until it is."""
    chat.type("half a quest")
    chat.read_until("half a quest")
    assert "An empty line ends the conversation." in plain(chat.press("\x03", PROMPT))
    assert "/sources" in say("/help")


def test_errors_are_told_and_the_conversation_goes_on(say: Say) -> None:
    """With what mends them."""
    assert "at most 4000 are read.\nAsk it more briefly." in say("goat " * 801)
    assert "There is no command /nix.\nThere are /help, " in say("/nix")
    assert CHILE[:40] in say(QUESTION)


@pytest.mark.parametrize("key", ["\n", "\x04", "/quit\n"], ids=["an empty line", "Ctrl-D", "/quit"])
def test_the_end(place: Path, key: str) -> None:
    """At once, even while the models are being loaded; the shell's prompt comes on a line of its own."""
    window = opened(place, "chat", 100)
    window.read_until(PROMPT)
    window.type(key)
    assert window.close() == 0
    assert window.sent.endswith("\n")
    assert "Traceback" not in window.sent


def test_ask_in_a_window_of_50_columns(place: Path) -> None:
    """The question, how sure it is, and the quote, in colour and wrapped."""
    window = opened(place, "ask", 50)
    assert window.close() == 0
    shown = plain(window.sent)
    assert f"{QUESTION[:49]}".rsplit(" ", 1)[0] in shown
    assert "[1] Beekeepers in Chile harvested thirty tonnes of\n    heather honey last summer.\n" in shown
    assert "\x1b[1;36m[1] \x1b[0m" in window.sent
    assert max(map(len, shown.split("\n"))) <= 50
    assert "Searching the articles" in window.sent
    assert "Searching" not in shown


@pytest.fixture
def piped(
    folder: Folder,
    embedder: SentenceTransformerEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., list[str]]:
    """Hold a conversation through a pipe; return what each line was answered, after the greeting."""
    assistant = Assistant.open(folder(ARTICLES), "index", embedder=embedder)

    def typed(*lines: str) -> list[str]:
        keys = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(keys), "utf-8"))
        Chat(assistant).run()
        greeting, *answers = re.split("(?m)^> ", capsys.readouterr().out)
        assert greeting == "Ask about the articles; an empty line ends.\n"
        return answers

    return typed


Piped = Callable[..., list[str]]


def test_commands_through_a_pipe(piped: Piped) -> None:
    """Are plain text, too."""
    helped, sources, answer, data, found, forgotten, nothing, ended = piped(
        "/help", "/sources", QUESTION, "/JSON", "/open 1", "/new", "/open 1", "/quit", "not read"
    )
    assert [line.split()[0] for line in helped.splitlines()] == COMMANDS
    assert sources.splitlines() == [
        "Heather [bold]honey[/bold]", "    The Hive, 2021-05-04, chile.md",
        "ferry", "    ferry.txt", "peru", "    peru.txt",
    ]  # fmt: skip
    assert answer.startswith(f"[1] {CHILE}\n    -- Heather [bold]honey[/bold], The Hive, 2021-05-04, chile.md\n")
    assert json.loads(data)["quotes"][0]["text"] == CHILE
    assert f"\n[1] {CHILE}\n" in found
    assert forgotten == "What was said so far is forgotten.\n"
    assert nothing == "There is no answer yet. Ask something first.\n"
    assert ended == ""


def test_a_new_conversation_knows_nothing_of_the_one_before(piped: Piped) -> None:
    """What would be a follow-up stands alone."""
    _, _, leaning, _, _, alone, _ = piped(QUESTION, "And Peru?", "/json", "/new", "And Peru?", "/json")
    assert "honey" in json.loads(leaning)["query"]
    assert json.loads(alone)["query"] == "And Peru?"


def test_opening_what_is_not_there(piped: Piped) -> None:
    """Says what there is."""
    _, none, wrong, _, small, _ = piped(QUESTION, "/open", "/open 99", "hello", "/open 1")
    assert none == wrong
    assert re.fullmatch(r"/open takes the number of a quote\. Give one of 1(, \d)*, as in /open 1\.\n", none)
    assert small == "The last answer has no quotes. Ask something about the articles.\n"


def test_the_nearest_passages_can_be_opened(piped: Piped) -> None:
    """Though they are no quotes that answer."""
    refused, opened_one, _ = piped("Who painted the ceiling of the Sistine Chapel?", "/open 1")
    assert refused.startswith("The articles do not answer this.")
    assert "\n1. " in opened_one


def test_bytes_that_are_not_text(piped: Piped) -> None:
    """Are an error like any other."""
    refused, answer, _ = piped("caf\udce9 honey", QUESTION)
    assert refused == "The question has characters that are not text. Type it again, in UTF-8.\n"
    assert answer.startswith(f"[1] {CHILE}")
