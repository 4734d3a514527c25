"""The same answers for programs that speak MCP: the tools `ask`, `search` and `read_article`."""

from collections.abc import Awaitable
from typing import Annotated, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from assistant import Hit, QAError, answer_data, hit_data
from server.desk import Desk
from server.desks import Desks
from server.faults import fault_of
from server.schema import AnswerGiven, ArticlePart, Hits, Message
from server.threads import Threads

_ABOUT = (
    "Answers questions from a folder of articles, in exact quotes with their sources. `ask` first; where its quotes"
    " do not tell enough, `search` for passages, and `read_article` for what stands around them. Where the articles do"
    " not answer, `ask` says so: do not answer from elsewhere as if they did. Quote the words as they are given."
)
_MOST_CHARS = 50_000
_CHARS = 20_000
_MOST_HITS = 50
_READING = ToolAnnotations(read_only_hint=True, open_world_hint=False)

Collection = Annotated[
    str | None, Field(description="The name of the collection to ask, where there are several; the first without.")
]
Within = Annotated[list[str] | None, Field(description="The paths of the articles to ask; all where none are given.")]
T = TypeVar("T")


def build_mcp(desks: Desks, threads: Threads) -> MCPServer[None]:
    """Return the MCP server; it is not run yet."""
    there = f" There are several collections of articles: {', '.join(desks.names)}." if desks.several else ""
    mcp: MCPServer[None] = MCPServer("article-assistant", instructions=_ABOUT + there, log_level="WARNING")

    @mcp.tool(title="Ask the articles", annotations=_READING)
    async def ask(
        question: str,
        history: Annotated[list[Message], Field(description="What was said before the question.")] = [],  # noqa: B006
        within: Within = None,
        collection: Collection = None,
    ) -> Annotated[CallToolResult, AnswerGiven]:
        """Answer a question in exact quotes from the articles, or say that they do not answer it."""
        desk, said = _desk(desks, collection), [message.model_dump() for message in history]
        answer = await _told(threads.run(desk.ask, question, said, within))
        return _result(answer.text, answer_data(answer))

    @mcp.tool(title="Search the articles", annotations=_READING)
    async def search(
        query: str,
        k: Annotated[int, Field(ge=1, le=_MOST_HITS, description="How many passages at most.")] = 10,
        within: Within = None,
        collection: Collection = None,
    ) -> Annotated[CallToolResult, Hits]:
        """Find the passages of the articles that fit a question or some words best."""
        desk = _desk(desks, collection)
        hits = await _told(threads.run(desk.search, query, (), k, within))
        return _result("\n\n".join(map(_shown, hits)), {"hits": [hit_data(hit) for hit in hits]})

    @mcp.tool(title="Read an article", annotations=_READING)
    async def read_article(
        path: Annotated[str, Field(description="As `ask` and `search` give it.")],
        offset: Annotated[int, Field(ge=0, description="The first character.")] = 0,
        limit: Annotated[int, Field(ge=1, le=_MOST_CHARS, description="How many characters at most.")] = _CHARS,
        collection: Collection = None,
    ) -> Annotated[CallToolResult, ArticlePart]:
        """Read an article, or a part of it; `next` is the offset to go on from."""
        part = await _told(threads.run(_desk(desks, collection).part, path, offset, limit))
        return _result(str(part["text"]), part)

    return mcp


def _desk(desks: Desks, name: str | None) -> Desk:
    """Return the desk of a collection, the first where none is named."""
    try:
        return desks.named(name) if name else desks.default
    except QAError as error:
        raise _tool_error(error) from error


async def _told(answer: Awaitable[T]) -> T:
    """Return what is waited for; an expected error is told to whoever called."""
    try:
        return await answer
    except QAError as error:
        raise _tool_error(error) from error


def _tool_error(error: QAError) -> ToolError:
    fault = fault_of(error)
    return ToolError(f"{fault.what} {fault.remedy}".strip())


def _result(text: str, data: dict[str, object]) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=data)


def _shown(hit: Hit) -> str:
    passage = hit.passage
    article = passage.article
    known = ", ".join(filter(None, (article.title, article.publisher, article.published)))
    return f"{article.path}, characters {passage.start} to {passage.end} ({known}):\n{passage.text}"
