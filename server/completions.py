"""The same answers for programs that speak to OpenAI: chat completions, whose citations are annotations.

Only the messages of a request are read, the last one as the question. What else such programs send says how a
language model should write, and there is none here to heed it.
"""

import re
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, Literal
from urllib.parse import quote as quoted

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse, StreamingResponse

from assistant import Answer, Event, QAError, QuestionError, Text
from server.desk import Desk
from server.desks import Desks
from server.faults import BROKEN, Fault, described, fault_of
from server.schema import MOST_MESSAGES, Message, Part
from server.streams import closing, event_line, fault_in_stream, streamed
from server.threads import Threads

MODEL = "article-assistant"
_OTHER = f"{MODEL}/"  # before the name of a collection
_CITED = re.compile(r"(?<!\\)\[(\d+)\]")  # one in an article's words is escaped


class Said(Message):
    """A message, which may have no words."""

    content: str | list[Part] | None = None  # type: ignore[assignment]  # wider than ours


class Completion(BaseModel):
    """What is asked: everything else is ignored, and so is a model that is none of ours."""

    messages: list[Said] = Field(min_length=1, max_length=MOST_MESSAGES)
    model: str = ""
    stream: bool = False
    n: Literal[1, None] = None


def build_completions(desks: Desks, threads: Threads) -> FastAPI:
    """Return the routes below `/v1`, to be mounted."""
    api = FastAPI(openapi_url=None)
    _tell_faults(api)

    @api.get("/models")
    async def models() -> dict[str, Any]:
        return {"object": "list", "data": [_model(MODEL), *(_model(f"{_OTHER}{name}") for name in desks.names[1:])]}

    @api.get("/models/{name:path}")
    async def model(name: str) -> dict[str, Any]:
        if name != MODEL and not name.startswith(_OTHER):
            raise StarletteHTTPException(404, f"There is no model of this name but {MODEL}")
        _desk(desks, name)
        return _model(name)

    @api.post("/chat/completions", response_model=None)
    async def complete(asked: Completion, request: Request) -> dict[str, Any] | StreamingResponse:
        question, history = _conversation(asked.messages)
        model, desk = _desk(desks, asked.model)
        articles = _articles_url(request, model)
        if not asked.stream:
            answer = await threads.run(desk.ask, question, history)
            message = {"role": "assistant", "content": answer.text, "refusal": None}
            message["annotations"] = annotations(answer, answer.text, articles)  # type: ignore[assignment]
            choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
            return {**_head("chat.completion", model), "choices": [choice]}
        events = threads.each(desk.stream(question, history))
        head = _head("chat.completion.chunk", model)
        return streamed(_chunks(await _first_said(events), events, head, articles))

    return api


def annotations(answer: Answer, text: str, articles: str) -> list[dict[str, Any]]:
    """Return where an answer's text cites which quote.

    Args:
        text: the answer's, as it was sent.
        articles: the address below which the articles are read.

    Returns:
        For each citation its place in the text, and the title and address of the quote in its article; beside them
        the article's path, the quote, and its offsets there.
    """
    return [
        {"type": "url_citation", "url_citation": _citation(answer, int(found[1]), found.span(), articles)}
        for found in _CITED.finditer(text)
        if 1 <= int(found[1]) <= len(answer.quotes)
    ]


def _citation(answer: Answer, number: int, place: tuple[int, int], articles: str) -> dict[str, Any]:
    quote = answer.quotes[number - 1]
    path = quote.article.path
    return {
        "start_index": place[0],
        "end_index": place[1],
        "title": quote.article.title or path,
        "url": f"{articles}/{quoted(path)}?offset={quote.start}&limit={quote.end - quote.start}",
        "path": path,
        "quote": quote.text,
        "start": quote.start,
        "end": quote.end,
    }


def _conversation(messages: list[Said]) -> tuple[str, list[dict[str, Any]]]:
    """Return the question and what was said before it."""
    *earlier, last = messages
    if last.role != "user":
        raise QuestionError("The last message is not the user's.", "End the messages with the question.")
    content = last.content
    question = content if isinstance(content, str) else " ".join(part.text for part in content or ())
    return question, [message.model_dump() for message in earlier]


async def _first_said(events: AsyncIterator[Event]) -> Event:
    """Return the first event with words of the answer: an error before it has a status of its own."""
    async for event in events:
        if isinstance(event, Text | Answer):
            return event
    raise TypeError("the stream ended without an answer")


async def _chunks(first: Event, rest: AsyncIterator[Event], head: dict[str, Any], articles: str) -> AsyncIterator[str]:
    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        return event_line(
            {**head, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]}
        )

    said: list[str] = []

    def told(event: Event) -> str:
        match event:
            case Text(delta):
                said.append(delta)
                return chunk({"content": delta})
            case Answer():
                return chunk({"annotations": annotations(event, "".join(said), articles)}, "stop")
        return ""

    async with closing(rest):
        yield chunk({"role": "assistant", "content": ""})
        yield told(first)
        try:
            async for event in rest:
                yield told(event)
        except Exception as error:  # noqa: BLE001 (told to whoever asked, and in the terminal)
            yield event_line(_fault_data(fault_in_stream(error)))
            return
        yield "data: [DONE]\n\n"


def _desk(desks: Desks, model: str) -> tuple[str, Desk]:
    """Return a model's name and the desk of its collection, the default one where the model is none of ours."""
    if not model.startswith(_OTHER):
        return MODEL, desks.default
    return model, desks.named(model.removeprefix(_OTHER))


def _articles_url(request: Request, model: str) -> str:
    prefix = request.scope.get("app_root_path", "")
    below = f"collections/{model.removeprefix(_OTHER)}/" if model.startswith(_OTHER) else ""
    return f"{request.url.scheme}://{request.url.netloc}{prefix}/api/{below}articles"


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": MODEL}


def _head(kind: str, model: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": model}


def _fault_data(fault: Fault) -> dict[str, Any]:
    kind = "invalid_request_error" if fault.status < 500 else "server_error"
    told = f"{fault.what} {fault.remedy}".strip()
    return {"error": {"message": told, "type": kind, "param": None, "code": None}}


def _tell_faults(api: FastAPI) -> None:
    """Tell every error as OpenAI does."""

    def told(fault: Fault) -> JSONResponse:
        return JSONResponse(_fault_data(fault), fault.status, dict(fault.headers))

    @api.exception_handler(QAError)
    async def expected(_: Request, error: QAError) -> JSONResponse:
        return told(fault_of(error))

    @api.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        return told(Fault(422, described(error.errors()), "Send messages with role and content, as text."))

    @api.exception_handler(StarletteHTTPException)
    async def unknown(_: Request, error: HTTPException) -> JSONResponse:
        return told(Fault(error.status_code, f"{error.detail}.", "There are /v1/models and /v1/chat/completions."))

    @api.exception_handler(Exception)
    async def unforeseen(_: Request, __: Exception) -> JSONResponse:
        return told(BROKEN)
