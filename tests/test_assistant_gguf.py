"""A real language model in a GGUF file, from the question to the answer: what it invents is not read."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from conftest import ROOT
from small_model import small_model

from assistant import Answer, Assistant, AssistantSettings, Text, run_command
from assistant.gguf import GgufServer
from index import SentenceTransformerEmbedder

QUESTIONS = (
    "Which court has a warrant for Putin?",
    "What share of Russian crude do China, India and Turkey buy?",
)


@pytest.fixture(scope="module")
def with_model(seeds_assistant: Assistant, embedder: SentenceTransformerEmbedder) -> Iterator[Assistant]:
    """The shipped articles with the small model."""
    settings = AssistantSettings(llm=str(small_model()), llm_timeout=240)
    assistant = Assistant.open(
        seeds_assistant.articles_dir, seeds_assistant.index_dir, embedder=embedder, settings=settings
    )
    yield assistant
    assistant.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_real_model_is_held_to_the_quotes(question: str, with_model: Assistant, seeds_assistant: Assistant) -> None:
    """It is heard; what of it is read cites quotes, and these are the ones that are found without it."""
    plain = seeds_assistant.ask(question)
    events = list(with_model.stream(question))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert answer.writing is not None
    assert answer.writing.trouble == ""
    assert answer.writing.output_tokens > 0
    assert answer.writing.input_tokens > 50
    assert answer.writing.sentences or answer.removed
    assert set(answer.quotes) == set(plain.quotes)
    assert answer.quotes[0] == plain.quotes[0]
    assert all("[" in sentence for sentence in answer.writing.sentences)
    assert "".join(event.delta for event in events if isinstance(event, Text)).rstrip() == answer.text


def test_it_needs_no_place_but_this_machine(with_model: Assistant) -> None:
    """Nothing is said at the start, for nothing leaves."""
    assert with_model.notice == ""


def test_others_on_this_machine_are_not_answered() -> None:
    """A request has to bring the key, which only this process and its child know."""
    server = GgufServer(small_model())
    try:
        request = urllib.request.Request(  # noqa: S310 (our own address)
            f"{server.address}/v1/chat/completions", b'{"messages": [{"role": "user", "content": "Hi"}]}'
        )
        with pytest.raises(HTTPError) as caught:
            urllib.request.urlopen(request, timeout=20)  # noqa: S310
        assert caught.value.code == 401
        caught.value.close()
    finally:
        server.close()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{server.address}/health", timeout=20)  # noqa: S310


def test_the_command_writes_and_leaves_no_process(
    seeds_assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is below the quotes tells of the model."""
    folders = ["--articles", str(seeds_assistant.articles_dir), "--index-dir", str(seeds_assistant.index_dir)]
    assert run_command(["ask", QUESTIONS[0], "--llm", str(small_model()), *folders]) == 0
    printed = capsys.readouterr().out
    assert "ICC" in printed
    assert "SmolLM2" in printed or "removed" in printed


_PROGRAM = """
import sys, time
from pathlib import Path
from assistant.gguf import GgufServer
server = GgufServer(Path(sys.argv[1]))
print(server._process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_child_outlives_its_parent(number: signal.Signals, tmp_path: Path) -> None:
    """Even where that is killed."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(small_model())],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert _runs(child)
    parent.send_signal(number)
    parent.communicate(timeout=60)
    until = time.monotonic() + 20
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return False
