"""An error in, what a program is told of it out: a status, a sentence and a remedy, and nothing of this machine."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse

from assistant import QAError, QuestionError
from server.desk import NoArticleError
from server.desks import NoCollectionError
from server.line import BusyError
from server.states import NotOpenError

logger = logging.getLogger(__name__)

_SOON = 5  # seconds


@dataclass(frozen=True, slots=True)
class Fault:
    """What is told: the HTTP status, what happened, and what to do."""

    status: int
    what: str
    remedy: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> JSONResponse:
        """Return it as JSON."""
        return JSONResponse({"what": self.what, "remedy": self.remedy}, self.status, dict(self.headers))


BROKEN = Fault(500, "The answer broke off.", "The terminal in which the server runs says what happened.")


def fault_of(error: QAError) -> Fault:
    """Return what is told of an error; one that may name folders is told in the terminal only."""
    match error:
        case QuestionError():
            return Fault(400, str(error), error.remedy)
        case NoArticleError() | NoCollectionError():
            return Fault(404, str(error), error.remedy)
        case NotOpenError() | BusyError():
            return Fault(503, str(error), error.remedy, {"Retry-After": str(_SOON)})
    logger.error("%s %s", error, error.remedy)
    return Fault(
        503,
        "The articles cannot be asked now.",
        "The terminal in which the server runs says what happened.",
        {"Retry-After": str(_SOON)},
    )


def described(errors: Sequence[Any]) -> str:
    """Say which part of a request is wrong, without repeating what was sent.

    Args:
        errors: those of Pydantic.
    """
    first = errors[0]
    place = ".".join(step for step in first["loc"] if isinstance(step, str) and step.isidentifier())
    return f"The request is not as it should be: {place or 'body'}: {first['msg']}."
