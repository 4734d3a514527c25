"""What a caller hands in, checked: a question, the conversation before it, and which articles to ask."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.history import earlier_questions, last_answer
from assistant.smalltalk import real_questions
from index import QuestionError

Question = str | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """A question that can be asked.

    `earlier` are the questions before it, in order, and `answered` is what the last of them was
    answered. `within` has the paths of the articles to ask, or is None for all.
    """

    question: str
    earlier: tuple[str, ...]
    answered: str
    within: frozenset[str] | None


def read_request(value: Question, history: Sequence[object], within: Collection[str] | None, longest: int) -> Request:
    """Check what was handed in, and put it in one form.

    Args:
        value: the question, or a mapping that has it as `question`, and optionally `history` and `within`.
        history: role/content messages, instead of those in the mapping.
        within: paths of articles, instead of those in the mapping.
        longest: the most characters of a question.

    Raises:
        QuestionError: the question is missing, blank or too long, or something else is not what it should be.
    """
    given: Mapping[str, Any] = value if isinstance(value, Mapping) else {"question": value}
    if "question" not in given:
        raise QuestionError("There is no question.", 'Give {"question": "...", "history": [...]}.')
    said = history or given.get("history") or ()
    chosen = given.get("within") if within is None else within
    return Request(
        _checked(given["question"], longest),
        tuple(real_questions(earlier_questions(said))),
        last_answer(said),
        None if chosen is None else _paths(chosen),
    )


def _checked(question: object, longest: int) -> str:
    if not isinstance(question, str) or not question.strip():
        raise QuestionError("The question is blank.", "Ask something about the articles.")
    if len(question) > longest:
        raise QuestionError(
            f"The question has {len(question)} characters; at most {longest} are read.", "Ask it more briefly."
        )
    if question.encode("utf-8", "ignore").decode() != question:
        raise QuestionError("The question has characters that are not text.", "Type it again, in UTF-8.")
    return question.strip()


def _paths(chosen: object) -> frozenset[str]:
    if isinstance(chosen, str | Mapping) or not isinstance(chosen, Collection):
        raise QuestionError(
            f"The articles to ask are given as {type(chosen).__name__}, not as a list of paths.",
            'Give their paths, as in ["a.md", "b.md"], or None for all of the articles.',
        )
    return frozenset(path for path in chosen if isinstance(path, str))
