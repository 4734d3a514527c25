"""A question of another program in, its answer out: in turn with all others, and counted with them."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from assistant import Answer, Asking, Event, Hit, Progress, QAError, QuestionError, article_data
from server.line import Entrance, Line
from server.metrics import Opened
from server.states import NotOpenError, State

_LOOK_SECONDS = 0.3
_NOT_OPEN = ("The articles are not open yet.", "Ask again in a minute.")
_FAILED = ("The articles cannot be opened.", "The terminal in which the server runs says what happened.")


class NoArticleError(QAError):
    """There is no such article in the index."""


class Desk:
    """Where programs ask. Safe to share between threads.

    Args:
        opened: returns the open assistant, or raises a QAError as long as there is none.
        line: in which every question waits for its turn, those of the page too.
    """

    def __init__(self, opened: Opened, line: Line | Entrance) -> None:
        self._opened = opened
        self._line = line

    @property
    def asking(self) -> Asking:
        """The open assistant.

        Raises:
            NotOpenError: it is not open; tells nothing of this machine.
        """
        try:
            return self._opened()
        except QAError as error:
            state: State = error.state if isinstance(error, NotOpenError) else "failed"
            raise NotOpenError(*(_FAILED if state == "failed" else _NOT_OPEN), state) from error

    @property
    def refusal(self) -> NotOpenError | None:
        """Why the articles cannot be asked now, or None where they can."""
        try:
            _ = self.asking
        except NotOpenError as error:
            return error
        return None

    def stream(
        self, question: str, history: Sequence[object] = (), within: Collection[str] | None = None
    ) -> Iterator[Event]:
        """Yield what happens: how many questions are before this one, too.

        Raises:
            QAError: the question cannot be asked, or not now.
        """
        asking = self.asking
        with self._line.join() as place:
            while ahead := place.ahead(_LOOK_SECONDS):
                yield Progress(f"{ahead} {'question is' if ahead == 1 else 'questions are'} before this one")
            for event in asking.stream(question, history=history, within=within):
                if isinstance(event, Answer):
                    place.answer = event
                yield event

    def ask(self, question: str, history: Sequence[object] = (), within: Collection[str] | None = None) -> Answer:
        """Return the answer, the last of the stream."""
        *_, answer = self.stream(question, history, within)
        if not isinstance(answer, Answer):
            raise TypeError(f"the stream ended with {answer!r}")
        return answer

    def search(
        self, question: str, history: Sequence[object] = (), k: int = 10, within: Collection[str] | None = None
    ) -> list[Hit]:
        """Return the `k` best passages, best first."""
        return self.asking.search(question, history, k, within=within)

    def part(self, path: str, offset: int, most: int) -> dict[str, Any]:
        """Return an article with some of its text.

        Args:
            path: as the list of articles has it.
            offset: the first character.
            most: how many characters at most.

        Returns:
            The facts of the article, with `characters` in all, the `offset` and the `text` from there, and `next`,
            the offset of what follows, or None at the end.

        Raises:
            NoArticleError: there is no such article.
            QuestionError: the offset is beyond the end.
        """
        article = self.asking.article(path)
        if article is None:
            raise NoArticleError("There is no such article.", "Take a path of the list of articles.")
        length = len(article.text)
        if offset > length:
            raise QuestionError(f"The article has {length} characters.", "Give an offset up to that.")
        end = min(offset + most, length)
        return {
            **article_data(article),
            "characters": length,
            "offset": offset,
            "text": article.text[offset:end],
            "next": end if end < length else None,
        }
