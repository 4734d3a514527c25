"""What a model makes of a follow-up, checked: one question, made of words that the conversation has already."""

import re

from assistant.prompts import readable
from assistant.request import Request
from index import terms

_LONGEST = 300
_LABEL = re.compile(
    r"^(?:the last question on its own|(?:standalone |rewritten |last )?question|person)\s*:\s*", re.IGNORECASE
)
_WRAPPING = " \"“”'‘’*`"


def checked_standalone(reply: str, request: Request) -> str:
    """Return the question that a model replied, or nothing where it is not this question put more fully.

    It may only put in what was said before. So it can search for nothing that the person did not speak of, or read
    in the last answer; and it is a search, nothing else.
    """
    first = next((line for line in reply.splitlines() if line.strip()), "")
    question = _LABEL.sub("", readable(first).strip(_WRAPPING)).strip(_WRAPPING)
    if not question or len(question) > _LONGEST or question == request.question:
        return ""
    asked, said = set(terms(request.question)), set(terms(" ".join((*request.earlier, request.answered))))
    wanted = set(terms(question))
    return question if asked < wanted <= asked | said else ""
