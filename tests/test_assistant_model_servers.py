"""A server that fails in any way costs an answer its prose, never its quotes, and never much time."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from conftest import FakeEmbedder, Folder
from model_server import ModelServer, model_server

from assistant import Answer, Assistant, AssistantSettings, Text

QUESTION = "How many cars does the ferry Aurora carry?"
CANARY = "sk-canary-0123456789abcdef"
Ask = Callable[..., Assistant]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A server of models good and bad."""
    with model_server() as told:
        yield told


@pytest.fixture
def opened(folder: Folder, fake_embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Open an assistant that always speaks, with a model of the server."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)

    def open_with(model: str, url: str, seconds: float = 20.0) -> Assistant:
        settings = AssistantSettings(
            threshold=0, llm=f"openai:{model}" if model else "", llm_url=url, llm_timeout=seconds
        )
        place = folder({"a.md": "The ferry Aurora carries ninety cars across the strait.\n"})
        return Assistant.open(place, "index", embedder=fake_embedder, settings=settings)

    return open_with


def test_a_good_server_is_heard(opened: Ask, server: ModelServer) -> None:
    """It is sent the question, the quotes and the key, and tells its tokens."""
    answer = opened("good", server.url).ask(QUESTION)
    assert answer.writing is not None
    assert answer.writing.sentences == (
        "The ferry Aurora carries ninety cars [1].",
        "The ferry Aurora carries ninety cars across the strait [1].",
    )
    assert [removed.sentence for removed in answer.removed] == ["It carries 641 dogs [1]."]
    assert (answer.writing.input_tokens, answer.writing.output_tokens) == (120, 17)
    (asked,) = server.asked
    assert QUESTION in asked["messages"][1]["content"]
    assert answer.quotes[0].text in asked["messages"][1]["content"]
    assert server.keys == [f"Bearer {CANARY}"]


def test_a_server_that_asks_for_no_key_is_sent_none(
    opened: Ask, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of the environment's own is needed."""
    monkeypatch.delenv("OPENAI_API_KEY")
    answer = opened("good", server.url).ask(QUESTION)
    assert answer.writing is not None
    assert answer.writing.sentences
    assert server.keys == ["Bearer none"]


def test_no_proxy_stands_between_this_machine_and_itself(
    opened: Ask, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be told what is asked."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    answer = opened("good", server.url).ask(QUESTION)
    assert answer.writing is not None
    assert answer.writing.trouble == ""


@pytest.mark.parametrize(
    ("model", "trouble"),
    [
        ("silent", "took longer than 2 seconds"),
        ("drips", "took longer than 2 seconds"),
        ("garbage", "failed"),
        ("page", "failed"),
        ("refuses", "refused the key"),
        ("unknown", "is not known where it was looked for"),
        ("failing", "failed with status 500"),
    ],
)
def test_a_bad_server_costs_no_quote(
    model: str, trouble: str, opened: Ask, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer is that of the quotes alone, and says what happened; the key is nowhere."""
    plain = opened("", "").ask(QUESTION)
    began = time.monotonic()
    with caplog.at_level(logging.INFO):
        answer = opened(model, server.url, 2).ask(QUESTION)
    assert time.monotonic() - began < 15
    assert answer.writing is not None
    assert trouble in answer.writing.trouble
    assert replace(answer, writing=None) == plain
    assert CANARY not in f"{answer}{caplog.text}"


def test_a_server_that_is_down_costs_no_quote(opened: Ask) -> None:
    """Nor much time, though it is tried again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
    plain = opened("", "").ask(QUESTION)
    began = time.monotonic()
    answer = opened("good", url).ask(QUESTION)
    assert time.monotonic() - began < 15
    assert answer.writing is not None
    assert answer.writing.trouble == "openai:good could not be reached."
    assert replace(answer, writing=None) == plain


def test_a_server_that_breaks_off_was_heard_so_far(opened: Ask, server: ModelServer) -> None:
    """What it said is supported all the same."""
    answer = opened("breaks", server.url).ask(QUESTION)
    assert answer.writing is not None
    assert answer.writing.sentences == ("The ferry Aurora carries ninety cars [1].",)
    assert answer.quotes


def test_a_reader_who_stops_hangs_up(opened: Ask, server: ModelServer) -> None:
    """The server need not go on."""
    stream = opened("goes_on", server.url).stream(QUESTION)
    next(event for event in stream if isinstance(event, Text))
    stream.close()  # type: ignore[attr-defined]
    assert server.dropped.wait(20)


def test_nothing_is_traced(opened: Ask, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says, no other service hears of a question."""
    with model_server() as elsewhere:
        for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        for name in ("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):
            monkeypatch.setenv(name, elsewhere.url)
        for name in ("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"):
            monkeypatch.setenv(name, CANARY)
        assistant = opened("good", server.url)
        answers = [assistant.ask(QUESTION), assistant.invoke(QUESTION), *assistant.batch([QUESTION])]
        last = [*assistant.stream(QUESTION)][-1]
        assert isinstance(last, Answer)
        assert all(answer.writing and answer.writing.sentences for answer in (*answers, last))
        assert not [thread for thread in threading.enumerate() if "trac" in thread.name.lower()]
        time.sleep(1)  # what is sent is sent a moment later
        assert elsewhere.keys == []
    assert len(server.asked) == 4
