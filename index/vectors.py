"""The vector index of one index folder: at hand, from its file, or made from the stored embeddings."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from index.errors import IndexDamagedError, IndexStoreError
from index.faiss_store import FaissStore
from index.files import remove_leftovers
from index.snapshot import Snapshot

logger = logging.getLogger(__name__)


class VectorIndex:
    """Keeps the store of the newest generation. Safe to share between threads.

    Args:
        path: the file.
        exact_passages: with more passages, the store is approximate.
    """

    def __init__(self, path: Path, exact_passages: int) -> None:
        self._path = path
        self._exact_passages = exact_passages
        self._store: FaissStore | None = None
        self._saved_state = ""
        self._lock = Lock()

    def of(self, snapshot: Snapshot) -> FaissStore:
        """Return the store of a generation."""
        with self._lock:
            store = self._store
            if store is None or store.state != snapshot.state:
                followed = (_followed(known, snapshot) for known in self._known())
                store = next(filter(None, followed), None) or FaissStore.of(
                    snapshot.passage_ids(), snapshot.vectors, snapshot.dimension, snapshot.state, self._exact_passages
                )
                self._store = store
            return store

    def save(self, store: FaissStore) -> bool:
        """Keep a store in the file, unless its base is there; say whether that was to be done.

        Where it fails, the store is made again at the next opening.
        """
        if store.base_state == self._saved_state:
            return False
        try:
            remove_leftovers(self._path)
            store.save(self._path)
            self._saved_state = store.base_state
        except IndexStoreError as error:
            logger.warning("%s %s", error, error.remedy)
        except OSError as error:
            logger.warning("The vector index %s could not be written: %s.", self._path, error.strerror or error)
        return True

    def remove(self) -> None:
        """Remove the file, and forget what is at hand."""
        if self._path.is_file():
            self._path.unlink()
        self._store, self._saved_state = None, ""

    def faults(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Compare the file with a generation; return what is wrong with it in words."""
        if not snapshot.generation:
            return (f"the index in {self._path.parent} was never finished",)
        try:
            store = FaissStore.load(self._path)
        except IndexDamagedError as error:
            return (str(error),)
        followed = _followed(store, snapshot)
        if followed is None:
            return (f"{self._path} is of another state of the index",)
        if followed.ids().tolist() != snapshot.passage_ids().tolist():
            return (f"{self._path} does not hold the passages of the index",)
        return ()

    def _known(self) -> Iterator[FaissStore]:
        """Yield the stores of other generations at hand, then that of the file."""
        if self._store is not None:
            yield self._store
            yield self._store.base
        if not self._path.exists():
            return
        try:
            store = FaissStore.load(self._path)
        except IndexDamagedError as error:
            logger.warning("%s It is made anew from the stored embeddings.", error)
            return
        self._saved_state = store.state
        yield store


def _followed(store: FaissStore, snapshot: Snapshot) -> FaissStore | None:
    """Return what a store of an earlier generation of the same index becomes, or None where that is not worth it."""
    if store.state == snapshot.state:
        return store
    if not snapshot.descends_from(store.state):
        return None
    added = snapshot.passage_ids(after=store.last)
    if store.would_be_worn_by(len(added)):
        return None
    removed = snapshot.removed_passages(store.first, store.last)
    followed = store.changed(snapshot.state, added, snapshot.vectors(added), removed)
    sound = len(followed) == snapshot.count()[1]
    return followed if sound and not followed.would_be_worn_by(0) else None
