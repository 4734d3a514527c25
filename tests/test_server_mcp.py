"""What the official MCP client gets, over standard input and output, and over HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import anyio
import pytest
from conftest import SEEDS
from served import ROOT, Served

from assistant import Assistant, answer_data

mcp = pytest.importorskip("mcp")
stdio = pytest.importorskip("mcp.client.stdio")

QUESTION = "How many shells did North Korea deliver?"
Talk = Callable[[Any], Awaitable[None]]


def command(*arguments: str, before: str = "") -> list[str]:
    """Return the command as a client starts it."""
    return [sys.executable, "-c", f"import sys; {before}from ui.cli import main; sys.exit(main())", "mcp", *arguments]


@pytest.fixture(params=["stdio", "http"])
def talk(
    request: pytest.FixtureRequest, seeds_assistant: Assistant, seeds_served: Served, tmp_path: Path
) -> Callable[[Talk], None]:
    """Return what connects the client and lets it talk."""
    program, *arguments = command("--articles", str(SEEDS), "--index-dir", str(seeds_assistant.index_dir))
    started = stdio.StdioServerParameters(command=program, args=arguments, env={"PYTHONPATH": str(ROOT)}, cwd=tmp_path)

    async def connected(said: Talk) -> None:
        server = stdio.stdio_client(started) if request.param == "stdio" else f"{seeds_served.address}/mcp"
        async with mcp.Client(server) as client:
            await said(client)

    return lambda said: anyio.run(connected, said)


def test_the_three_tools_answer(talk: Callable[[Talk], None], seeds_assistant: Assistant) -> None:
    """As Python does: the answer's text to read and all of it as data, passages, and an article in parts."""

    async def said(client: Any) -> None:  # noqa: ANN401 (the official client)
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search", "read_article"}
        assert all(tool.description and tool.annotations.read_only_hint for tool in tools.values())
        answer = await client.call_tool("ask", {"question": QUESTION})
        own = seeds_assistant.ask(QUESTION)
        assert answer.content[0].text == own.text
        assert answer.structured_content == answer_data(own)
        within = await client.call_tool("ask", {"question": "Who buys oil?", "within": ["india.md"]})
        assert {one["article"]["path"] for one in within.structured_content["quotes"]} == {"india.md"}
        found = await client.call_tool("search", {"query": "drones from Iran", "k": 2})
        first = found.structured_content["hits"][0]
        assert len(found.structured_content["hits"]) == 2
        assert found.content[0].text.startswith(f"{first['article']['path']}, characters {first['start']} to ")
        assert first["text"] in found.content[0].text
        read = {"path": first["article"]["path"], "offset": first["start"], "limit": first["end"] - first["start"]}
        part = await client.call_tool("read_article", read)
        assert part.content[0].text == part.structured_content["text"] == first["text"]
        assert part.structured_content["next"] == first["end"]

    talk(said)


def test_a_conversation_is_understood(talk: Callable[[Talk], None], seeds_assistant: Assistant) -> None:
    """A follow-up question leans on what was said."""
    history = [{"role": "user", "content": "How much trade does Russia do with China?"}]

    async def said(client: Any) -> None:  # noqa: ANN401 (the official client)
        answer = await client.call_tool("ask", {"question": "And with Iran?", "history": history})
        assert answer.structured_content["query"] == seeds_assistant.ask("And with Iran?", history).query

    talk(said)


def test_an_error_is_told_in_words(talk: Callable[[Talk], None]) -> None:
    """What is wrong, and what to do; nothing of this machine."""
    wrong = (
        ("ask", {"question": " "}, "The question is blank. Ask something about the articles."),
        ("read_article", {"path": "../../etc/passwd"}, "There is no such article."),
        ("read_article", {"path": "india.md", "limit": 10**9}, "less than or equal to 50000"),
        ("search", {"query": "oil", "k": 0}, "greater than or equal to 1"),
    )

    async def said(client: Any) -> None:  # noqa: ANN401 (the official client)
        for name, given, told in wrong:
            result = await client.call_tool(name, given)
            assert result.is_error
            assert told in result.content[0].text
            assert str(ROOT) not in result.content[0].text

    talk(said)


def run(command: Sequence[str], said: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, input=said, capture_output=True, text=True, timeout=120, check=False, env=environment
    )


def test_standard_output_is_the_protocol_and_nothing_else(tmp_path: Path) -> None:
    """Even while the articles are indexed, and some skipped; the end of the input is the end."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text("# Goats\n\nThe goats of Calder climb the hill.\n", "utf-8")
    (tmp_path / "articles" / "b.docx").write_bytes(b"PK")
    greeting = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
    }
    done = run(command("--articles", "articles", "--index-dir", "index"), json.dumps(greeting) + "\n")
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["result"]["serverInfo"]["name"] == "article-assistant"
    assert "skipped b.docx" in done.stderr


def test_a_missing_folder_ends_it_with_a_word() -> None:
    """As every command, on standard error."""
    done = run(command("--articles", "missing", "--index-dir", "index"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "missing" in done.stderr


def test_the_missing_package_is_named() -> None:
    """With the command that installs it."""
    done = run(command("--articles", str(SEEDS), before="sys.modules['mcp'] = None; "))
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'article-assistant[mcp]'" in done.stderr


def test_the_command_loads_no_page() -> None:
    """Nor does importing it load what speaks MCP or HTTP."""
    light = "import sys, ui.cli; print([n for n in sys.modules if n in ('gradio', 'mcp', 'fastapi', 'uvicorn')])"
    assert subprocess.check_output([sys.executable, "-c", light], cwd=ROOT, text=True) == "[]\n"
    heavy = (
        "import sys, server.mcp_tools; print([n for n in sys.modules if n in ('gradio', 'torch', 'langchain_core')])"
    )
    assert subprocess.check_output([sys.executable, "-c", heavy], cwd=ROOT, text=True) == "[]\n"
