"""From the history that a caller hands in to the questions asked so far, and the last answer.

OpenAI, Gradio and LangChain all keep a conversation as messages with a role and content; the
content is a string or a list of parts. LangChain's own message objects are taken too.
"""

from collections.abc import Mapping, Sequence

from index import QuestionError

_TURN_CHARS = 1000
_USER_ROLES = ("user", "human")
_ANSWER_ROLES = ("assistant", "ai")


def earlier_questions(history: Sequence[object]) -> list[str]:
    """Return what the person asked so far, in order.

    Raises:
        QuestionError: the history is not a list of messages with role and content.
    """
    return _said(history, _USER_ROLES)


def last_answer(history: Sequence[object]) -> str:
    """Return what the last question was answered, or nothing where the history does not tell.

    Raises:
        QuestionError: the history is not a list of messages with role and content.
    """
    return next(reversed(_said(history, _ANSWER_ROLES)), "")


def _said(history: Sequence[object], roles: Sequence[str]) -> list[str]:
    if isinstance(history, str | Mapping) or not isinstance(history, Sequence):
        raise _malformed(history)
    said = []
    for message in history:
        role, content = _parts(message)
        if role in roles and (text := _text(content).strip()):
            said.append(text[:_TURN_CHARS].encode("utf-8", "replace").decode())
    return said


def _parts(message: object) -> tuple[object, object]:
    if isinstance(message, Mapping):
        if "role" not in message or "content" not in message:
            raise _malformed(message)
        return message["role"], message["content"]
    if not hasattr(message, "type") or not hasattr(message, "content"):
        raise _malformed(message)
    return message.type, message.content


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):
        parts = (part.get("text", "") if isinstance(part, Mapping) else part for part in content)
        return " ".join(part for part in parts if isinstance(part, str))
    return ""


def _malformed(value: object) -> QuestionError:
    return QuestionError(
        f"The history holds {type(value).__name__} where a message was expected.",
        'Give a list of {"role": "user", "content": "..."} and {"role": "assistant", "content": "..."}.',
    )
