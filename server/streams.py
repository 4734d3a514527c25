"""The events of an answer in, server-sent events out."""

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from starlette.responses import StreamingResponse

from assistant import Answer, Event, Progress, QAError, Text, answer_data
from server.faults import BROKEN, Fault, fault_of

logger = logging.getLogger(__name__)

EVENT_STREAM = "text/event-stream"


async def told_events(steps: AsyncIterator[Event]) -> StreamingResponse:
    """Return the events as a response; its status is that of the first one.

    Raises:
        QAError: there is not even a first event.
    """
    return streamed(_events(await anext(steps), steps))


def streamed(lines: AsyncIterator[str]) -> StreamingResponse:
    """Return what is sent as it comes; proxies are told not to keep it back."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines, media_type=EVENT_STREAM, headers=headers)


def event_line(data: object, name: str = "") -> str:
    """Return a server-sent event of one JSON value."""
    named = f"event: {name}\n" if name else ""
    return f"{named}data: {json.dumps(data)}\n\n"


def fault_in_stream(error: Exception) -> Fault:
    """Return what is told of an error when the response has begun already."""
    if isinstance(error, QAError):
        return fault_of(error)
    logger.exception("an answer broke off", exc_info=error)
    return BROKEN


@asynccontextmanager
async def closing(rest: AsyncIterator[Event]) -> AsyncIterator[None]:
    """Close the events at the end of the context, whatever ends it: who asked may have gone away."""
    try:
        yield
    finally:
        if isinstance(rest, AsyncGenerator):
            await rest.aclose()


async def _events(first: Event, rest: AsyncIterator[Event]) -> AsyncIterator[str]:
    async with closing(rest):
        yield _told(first)
        try:
            async for event in rest:
                yield _told(event)
        except Exception as error:  # noqa: BLE001 (told to whoever asked, and in the terminal)
            fault = fault_in_stream(error)
            yield event_line({"what": fault.what, "remedy": fault.remedy}, "error")


def _told(event: Event) -> str:
    match event:
        case Progress(message):
            return event_line({"message": message}, "progress")
        case Text(delta):
            return event_line({"delta": delta}, "text")
        case Answer():
            return event_line(answer_data(event), "answer")
