"""What is refused is counted: requests by the status of their answer, and questions for which there is no room."""

import contextlib

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant import ArticlesError, Asking, QAError
from server import DESKS, LONGEST_LINE, Office
from server.refusals import Refusals


def nothing_open() -> Asking:
    """Stand for articles that are not open."""
    raise ArticlesError("They are not open.")


def test_a_question_without_room_is_counted() -> None:
    """The line of a server tells its counters."""
    office = Office({"one": nothing_open})
    for _ in range(DESKS + LONGEST_LINE):
        office.line.join()
    assert "assistant_turned_away_total 0.0" in office.metrics.text()
    with pytest.raises(QAError, match="waiting already"):
        office.line.join()
    assert "assistant_turned_away_total 1.0" in office.metrics.text()


async def fine(_: Request) -> Response:
    """Answer."""
    return PlainTextResponse("yes")


async def failing(_: Request) -> Response:
    """Fail before there is an answer."""
    raise ZeroDivisionError


def test_what_fails_before_it_answers_is_a_500() -> None:
    """It is counted where others make an answer of it only later; what goes well is not."""
    counted: list[int] = []
    routes = [Route("/fine", fine), Route("/failing", failing)]
    app = Starlette(routes=routes, middleware=[Middleware(Refusals, count=counted.append)])
    client = TestClient(app, raise_server_exceptions=False)
    assert [client.get(path).status_code for path in ("/fine", "/nowhere", "/failing")] == [200, 404, 500]
    assert counted == [404, 500]
    with contextlib.suppress(ZeroDivisionError):
        TestClient(app).get("/failing")
    assert counted == [404, 500, 500]
