"""An index that follows its folder: a question first looks whether that has changed, and asks the newest state.

A watcher may follow it as well, so that what is new is read before anyone asks. A question then waits
for what it finds new only as long as it is short; otherwise it is put to the generation at hand.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import TypeVar

from index import ArticleIndex, Changes, IndexStoreError, QAError, Searcher
from index import Progress as IndexProgress

logger = logging.getLogger(__name__)

# Each question looks at the folder; where that takes long, at most a twentieth of the time is spent on it.
_LONG_LOOK = 0.2
_REST_FACTOR = 20
_REST_AFTER_FAILURE = 2.0
_PATIENCE = 2.0  # seconds that a question waits for an update that another thread makes

_T = TypeVar("_T")


class FollowingIndex:
    """An index with what its last refresh found. Safe to share between threads."""

    def __init__(self, index: ArticleIndex, changes: Changes) -> None:
        self.index = index
        self.changes = changes
        self._folder_lock = Lock()
        self._look_again = 0.0
        self._begin: Callable[[], Thread] | None = None

    def ask(self, use: Callable[[Searcher], _T]) -> _T:
        """Use the newest generation; an index that has been damaged or removed meanwhile is first made anew."""
        self._follow_folder()
        try:
            return self.read(use)
        except IndexStoreError as error:
            logger.warning("repairing the index: %s", error)
            self.refresh()
        return self.read(use)

    def read(self, use: Callable[[Searcher], _T]) -> _T:
        """Use the index as it is."""
        with self.index.reading() as searcher:
            return use(searcher)

    def refresh(self, progress: IndexProgress | None = None) -> Changes:
        """Bring the index in line with the folder now, and say what changed."""
        with self._folder_lock:
            self.changes = self.index.refresh(progress)
            return self.changes

    def catch_up(self, progress: IndexProgress | None = None) -> Changes:
        """Do so without being asked to: what was found before stays told where there is nothing new."""
        with self._folder_lock:
            return self._keep(self.index.refresh(progress))

    def looks(self, stop: Event) -> Iterator[None]:
        """Yield whenever the folder is to be read, until `stop` is set: it looks changed, or some minutes have gone."""
        for thorough in self.index.looks(stop):
            if thorough or self._looks_changed():
                yield

    def _looks_changed(self) -> bool:
        try:
            return self.index.folder_changed()
        except QAError:
            return True

    @contextmanager
    def updated_by(self, begin: Callable[[], Thread]) -> Iterator[None]:
        """Have a question that finds the folder changed begin an update in another thread, as long as this lasts."""
        self._begin = begin
        try:
            yield
        finally:
            self._begin = None

    def _follow_folder(self) -> None:
        """Bring the index up to date when the folder looks changed; go on with what there is when that fails."""
        now = time.monotonic()
        if now < self._look_again or not self._folder_lock.acquire(blocking=False):
            return
        begin = self._begin
        try:
            changed = self.index.folder_changed()
            taken = time.monotonic() - now
            self._look_again = now + taken * _REST_FACTOR if taken > _LONG_LOOK else 0.0
            if changed and not begin:
                self._keep(self.index.refresh(wait=False))
        except QAError as error:
            changed = False
            self._look_again = time.monotonic() + _REST_AFTER_FAILURE
            logger.warning("answering from the index as it was: %s", error)
        finally:
            self._folder_lock.release()
        if changed and begin:
            begin().join(_PATIENCE)

    def _keep(self, found: Changes) -> Changes:
        if found:
            self.changes = found
        elif found.skipped != self.changes.skipped:
            self.changes = replace(self.changes, skipped=found.skipped)
        return found
