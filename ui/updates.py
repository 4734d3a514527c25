"""The index being brought in line with its folder, in a thread of its own: how far it is, and what came of it."""

import logging
from threading import Lock, Thread

from assistant import QAError
from ui.library import describe_changes
from ui.opening import Opening

logger = logging.getLogger(__name__)

_BROKEN = "The update broke off. The terminal in which the assistant runs says what happened."


class Updates:
    """Updates of an open index, one at a time; questions are answered meanwhile. Safe to share between threads.

    Attributes:
        progress: the passages read and to read; None while nothing is under way.
        ended: how many updates have ended.
    """

    def __init__(self, opening: Opening) -> None:
        self.progress: tuple[int, int] | None = None
        self.ended = 0
        self._opening = opening
        self._lock = Lock()
        self._thread: Thread | None = None
        self._wanted = False
        self._failure = ""
        self._failed_at = 0

    def begin(self) -> Thread:
        """Begin an update, or have another follow the one under way: it may have missed the latest change."""
        with self._lock:
            self._wanted = True
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True)
                self.progress = (0, 0)
                self._thread.start()
            return self._thread

    def run(self) -> str:
        """Update, wait for the end, and return what came of it."""
        self.begin().join()
        return self.outcome

    @property
    def outcome(self) -> str:
        """What the last change of the index was, or why there was none; empty where there is nothing to tell."""
        standing = self._opening.standing
        if self._failure and self._failed_at == standing.changes:
            return self._failure
        if standing.state != "open":
            return ""
        changes = self._opening.assistant.changes
        return describe_changes(changes) if changes or self.ended else ""

    def _work(self) -> None:
        while self._is_wanted():
            self._failure = ""
            try:
                self._opening.assistant.refresh(self._watch)
            except QAError as error:
                self._fail(f"{error} {error.remedy}".strip())
            except Exception:
                logger.exception("an update broke off")
                self._fail(_BROKEN)
            self.ended += 1

    def _is_wanted(self) -> bool:
        with self._lock:
            wanted, self._wanted = self._wanted, False
            if not wanted:
                self.progress = self._thread = None
            return wanted

    def _fail(self, told: str) -> None:
        self._failed_at = self._opening.standing.changes
        self._failure = told

    def _watch(self, done: int, total: int) -> None:
        self.progress = (done, total)
