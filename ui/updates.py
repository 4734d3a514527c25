"""The index being brought in line with its folder, in a thread of its own: how far it is, and what came of it.

Whoever asks for it on the page, or asks a question after the folder changed, and the watcher of the folder take
the same way; so the page tells what changed, whoever saw it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from assistant import QAError
from ui.library import describe_changes
from ui.opening import Opening

logger = logging.getLogger(__name__)

_BROKEN = "The update broke off. The terminal in which the assistant runs says what happened."


class Updates:
    """Updates of an open index, one at a time; questions are answered meanwhile. Safe to share between threads.

    Attributes:
        progress: the passages read and to read; None while nothing is under way.
        ended: how many updates have ended that were asked for, found something or failed.
    """

    def __init__(self, opening: Opening) -> None:
        self.progress: tuple[int, int] | None = None
        self.ended = 0
        self._opening = opening
        self._lock = Lock()
        self._thread: Thread | None = None
        self._wanted = False
        self._asked = False
        self._changed = False
        self._failure = ""
        self._failed_at = 0

    def begin(self, asked: bool = True, changed: bool = False) -> Thread:
        """Begin an update, or have another follow the one under way: it may have missed the latest change.

        Args:
            asked: whether a person wants to know what came of it even when nothing did.
            changed: whether that person has just changed the folder. The watcher may have been quicker to see it:
                what it found is told then.
        """
        with self._lock:
            self._wanted = True
            self._asked |= asked
            self._changed |= changed
            if asked and self.progress is None:
                self.progress = (0, 0)
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True)
                self._thread.start()
            return self._thread

    @contextmanager
    def following(self) -> Iterator[None]:
        """Follow the folder as long as the context lasts: what changes is read before anyone asks."""
        stop = Event()
        watcher = Thread(target=self._follow, args=(stop,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            stop.set()

    def _follow(self, stop: Event) -> None:
        try:
            assistant = self._opening.result()
        except QAError:  # told where it was opened
            return
        with assistant.updated_by(lambda: self.begin(asked=False)):
            for _ in assistant.looks(stop):
                self.begin(asked=False).join()

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
        while (wanted := self._take()) is not None:
            asked, changed = wanted
            found = True
            try:
                assistant = self._opening.assistant
                update = assistant.refresh if asked and not changed else assistant.catch_up
                found = bool(update(self._watch))
                self._failure = ""
            except QAError as error:
                self._fail(f"{error} {error.remedy}".strip())
            except Exception:
                logger.exception("an update broke off")
                self._fail(_BROKEN)
            self.ended += asked or found

    def _take(self) -> tuple[bool, bool] | None:
        """Take the next update to make; say whether it was asked for, and whether by who changed the folder."""
        with self._lock:
            wanted, how = self._wanted, (self._asked, self._changed)
            self._wanted = self._asked = self._changed = False
            if not wanted:
                self.progress = self._thread = None
                return None
            return how

    def _fail(self, told: str) -> None:
        self._failed_at = self._opening.standing.changes
        self._failure = told

    def _watch(self, done: int, total: int) -> None:
        self.progress = (done, total)
