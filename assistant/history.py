"""From the history that a caller hands in to the questions asked so far.

OpenAI, Gradio and LangChain all keep a conversation as messages with a role and content; the
content is a string or a list of parts. LangChain's own message objects are taken too.
"""

from collections.abc import Mapping, Sequence

from index import QuestionError

_TURN_CHARS = 1000
_USER_ROLES = ("user", "human")


def earlier_questions(history: Sequence[object]) -> list[str]:
    """Return what the person asked so far, in order; what was answered is not needed.

    Raises:
        QuestionError: the history is not a list of messages with role and content.
    """
    if isinstance(history, str | Mapping) or not isinstance(history, Sequence):
        raise _malformed(history)
    asked = []
    for message in history:
        role, content = _parts(message)
        if role in _USER_ROLES and (text := _text(content).strip()):
            asked.append(text[:_TURN_CHARS].encode("utf-8", "replace").decode())
    return asked


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
