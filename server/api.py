"""The HTTP API of our own: ask, ask and be told as it goes, search, and read the articles."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse, StreamingResponse

from assistant import QAError, answer_data, article_data, hit_data
from server.desk import Desk
from server.desks import Desks
from server.faults import BROKEN, Fault, described, fault_of
from server.schema import AnswerGiven, ArticlePart, Articles, CollectionsListed, Hits, Question, Refusal, Search
from server.streams import EVENT_STREAM, told_events
from server.threads import Threads

_TOLD = {
    400: "The question cannot be asked.",
    401: "A token is missing or wrong.",
    403: "Another page sent this, or the token does not allow it.",
    413: "The request is too long.",
    422: "The request is not as it is described here.",
    429: "Too many requests.",
    503: "Not now: the articles are not open, or too many are asking.",
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": told} for status, told in _TOLD.items()
}
_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "There is no such article."}}
_UNNAMED: dict[int | str, dict[str, Any]] = {
    404: {"model": Refusal, "description": "There is no such collection, or no such article in it."}
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `progress` (message), `text` (delta), at the end `answer` or `error` (what, remedy).",
        "content": {
            EVENT_STREAM: {
                "schema": {
                    "type": "object",
                    "required": ["event", "data"],
                    "properties": {
                        "event": {"enum": ["progress", "text", "answer", "error"]},
                        "data": {"type": "string", "description": "JSON."},
                    },
                }
            }
        },
    }
}
_MOST_LISTED = 1000
_MOST_CHARS = 1_000_000
_MOST_OFFSET = 2**53


def build_api(desks: Desks, threads: Threads) -> FastAPI:
    """Return the API, to be mounted: what it answers of the first collection, and below their names of each."""
    api = FastAPI(
        title="article-assistant",
        version="1",
        description="Ask a folder of articles, and be answered in exact quotes.",
        docs_url=None,
        redoc_url=None,
        responses=_REFUSALS,
    )
    _tell_faults(api)

    async def first() -> Desk:
        return desks.default

    async def named(collection: Annotated[str, Path(description="The name of a collection.")]) -> Desk:
        return desks.named(collection)

    @api.get("/collections", response_model=CollectionsListed, response_model_exclude_unset=True)
    async def collections() -> dict[str, Any]:
        """List the collections, the default one first."""
        return {"collections": [await threads.run(_collection, desks, name) for name in desks.names]}

    api.include_router(_routes(first, threads))
    api.include_router(_routes(named, threads), prefix="/collections/{collection}", responses=_UNNAMED)
    return api


def _routes(desk_of: Callable[..., Awaitable[Desk]], threads: Threads) -> APIRouter:
    """Return what is answered of one collection.

    Args:
        desk_of: a dependency that returns its desk.
    """
    api = APIRouter()
    Asked = Annotated[Desk, Depends(desk_of)]  # noqa: N806 (a type)

    @api.post("/ask", response_model=AnswerGiven, response_model_exclude_unset=True)
    async def ask(desk: Asked, asked: Question) -> dict[str, Any]:
        """Answer a question in quotes, or say that the articles do not answer it."""
        return answer_data(await threads.run(desk.ask, asked.question, _history(asked), asked.within))

    @api.post("/ask/stream", response_class=StreamingResponse, responses=_EVENTS)
    async def ask_stream(desk: Asked, asked: Question) -> StreamingResponse:
        """Answer a question, and tell as server-sent events what is being done."""
        steps = threads.each(desk.stream(asked.question, _history(asked), asked.within))
        return await told_events(steps)

    @api.post("/search", response_model=Hits, response_model_exclude_unset=True)
    async def search(desk: Asked, asked: Search) -> dict[str, Any]:
        """Return the passages that best fit a question."""
        hits = await threads.run(desk.search, asked.question, _history(asked), asked.k, asked.within)
        return {"hits": [hit_data(hit) for hit in hits]}

    @api.get("/articles", response_model=Articles, response_model_exclude_unset=True)
    async def articles(
        desk: Asked,
        offset: Annotated[int, Query(ge=0, le=_MOST_OFFSET)] = 0,
        limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = _MOST_LISTED,
    ) -> dict[str, Any]:
        """List the articles."""
        return await threads.run(_listed, desk, offset, limit)

    @api.get("/articles/{path:path}", response_model=ArticlePart, response_model_exclude_unset=True, responses=_MISSING)
    async def article(
        desk: Asked,
        path: Annotated[str, Path(description="As the list has it.")],
        offset: Annotated[int, Query(ge=0, le=_MOST_OFFSET)] = 0,
        limit: Annotated[int, Query(ge=1, le=_MOST_CHARS)] = _MOST_CHARS,
    ) -> dict[str, Any]:
        """Return an article, or `limit` characters of it from `offset` on."""
        return await threads.run(desk.part, path, offset, limit)

    return api


def _history(asked: Question) -> list[dict[str, Any]]:
    return [message.model_dump() for message in asked.history]


def _collection(desks: Desks, name: str) -> dict[str, Any]:
    desk = desks.named(name)
    known = {"name": name, "default": desk is desks.default}
    if refusal := desk.refusal:
        return {**known, "state": refusal.state, "what": str(refusal), "remedy": refusal.remedy}
    passages = desk.asking.passage_counts()
    return {**known, "state": "open", "articles": len(passages), "passages": sum(passages.values())}


def _listed(desk: Desk, offset: int, limit: int) -> dict[str, Any]:
    asking = desk.asking
    articles, passages = asking.articles(), asking.passage_counts()
    return {
        "total": len(articles),
        "articles": [
            {**article_data(one), "characters": len(one.text), "passages": passages.get(one.path, 0)}
            for one in articles[offset : offset + limit]
        ],
    }


def _tell_faults(api: FastAPI) -> None:
    """Tell every error as a `Refusal`."""

    @api.exception_handler(QAError)
    async def expected(_: Request, error: QAError) -> JSONResponse:
        return fault_of(error).response()

    @api.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        return Fault(422, described(error.errors()), "See openapi.json.").response()

    @api.exception_handler(StarletteHTTPException)
    async def unknown(_: Request, error: HTTPException) -> JSONResponse:
        return Fault(error.status_code, f"{error.detail}.", "See openapi.json.", error.headers or {}).response()

    @api.exception_handler(Exception)
    async def unforeseen(_: Request, __: Exception) -> JSONResponse:
        return BROKEN.response()
