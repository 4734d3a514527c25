"""An index folder as one thing: open it, bring it up to date, search it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from index.database import FORMAT, Database
from index.embedder import Embedder, SentenceTransformerEmbedder
from index.errors import IndexDamagedError, IndexLockedError, IndexStoreError
from index.faiss_store import FaissStore
from index.files import remove_leftovers
from index.reader import SourceFile, folder_signature, read_file
from index.search import Searcher
from index.settings import IndexSettings
from index.snapshot import Snapshot
from index.sync import Changes, Progress, sync

logger = logging.getLogger(__name__)

_DATABASE = "articles.db"
_VECTORS = "vectors.faiss"
_LOCK = "lock"


class ArticleIndex:
    """The index of one folder of articles, kept in one index folder.

    Safe to share between threads: each reading has its own view of one generation. Only one
    process at a time changes the index; others wait for it.
    """

    def __init__(self, articles_dir: Path, index_dir: Path, embedder: Embedder, settings: IndexSettings) -> None:
        self.articles_dir = articles_dir
        self.index_dir = index_dir
        self._embedder = embedder
        self._settings = settings
        self._database = Database(index_dir / _DATABASE)
        self._vectors = index_dir / _VECTORS
        self._store: FaissStore | None = None
        self._saved_state = ""
        self._seen = 0
        self._store_lock = Lock()

    @classmethod
    def open(
        cls,
        articles_dir: Path,
        index_dir: Path,
        embedder: Embedder | None = None,
        settings: IndexSettings | None = None,
        progress: Progress | None = None,
    ) -> tuple["ArticleIndex", Changes]:
        """Open the index of a folder, and build it or bring it up to date.

        Args:
            articles_dir: the folder of articles; it is only read.
            index_dir: where the index is kept; made where it is missing.
            progress: called with (passages embedded, passages to embed).

        Raises:
            ArticlesError: there is nothing to read.
            IndexStoreError: the index folder cannot be used.
            EmbeddingError: the model cannot be loaded.
        """
        settings = settings or IndexSettings()
        embedder = embedder or SentenceTransformerEmbedder(settings.model)
        index = cls(Path(articles_dir), Path(index_dir), embedder, settings)
        folder_signature(index.articles_dir)  # a mistyped folder must not leave an index folder behind
        return index, index.refresh(progress)

    def refresh(self, progress: Progress | None = None, *, wait: bool = True) -> Changes:
        """Bring the index in line with the folder; see `sync`. A damaged or missing index is made anew.

        Args:
            wait: for another process that is changing the index; else give up at once.

        Raises:
            IndexLockedError: another process went on changing the index for too long.
        """
        self._make_folder()
        with self._locked(wait=wait):
            return self._refresh(progress)

    @contextmanager
    def _locked(self, *, wait: bool) -> Iterator[None]:
        lock = FileLock(self.index_dir / _LOCK, timeout=self._settings.lock_seconds if wait else 0)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLockedError(
                f"Another process has been changing the index in {self.index_dir} for"
                f" {self._settings.lock_seconds:g} seconds.",
                "Wait for it to end, or give another --index-dir.",
            ) from error
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            yield
        finally:
            lock.release()

    def _refresh(self, progress: Progress | None) -> Changes:
        self._seen = folder_signature(self.articles_dir, self.index_dir)  # before reading: a later edit is seen
        try:
            damage = self._prepare_database()
        except OSError as error:
            raise self._unwritable(error) from error
        changes = sync(self.articles_dir, self._database, self._embedder, self._settings, progress, damage)
        with self._database.reading() as snapshot:
            store = self._store_of(snapshot)
        if store.state != self._saved_state:
            self._save(store)
        try:
            self._database.seal.renew()
        except OSError as error:
            logger.warning("%s %s", self._unwritable(error), "The index is checked in full when it is next opened.")
        return changes

    def _save(self, store: FaissStore) -> None:
        """Keep the vectors beside the database; where that fails, they are made again at the next opening."""
        try:
            remove_leftovers(self._vectors)
            store.save(self._vectors)
            self._saved_state = store.state
        except IndexStoreError as error:
            logger.warning("%s %s", error, error.remedy)
        except OSError as error:
            logger.warning("%s", self._unwritable(error))

    @contextmanager
    def reading(self) -> Iterator[Searcher]:
        """Open the newest generation for searching.

        Raises:
            IndexDamagedError: what was read is not as it was written; the next refresh checks and repairs everything.
        """
        if not self._database.path.exists():
            raise self._not_built()
        try:
            with self._database.reading() as snapshot:
                if not snapshot.generation:
                    raise self._not_built()
                yield Searcher(snapshot, self._store_of(snapshot), self._embedder)
        except IndexDamagedError:
            self._database.seal.remove()
            raise

    def check(self) -> tuple[str, ...]:
        """Check every row, every full-text table and every vector; return what is wrong in words, empty when sound.

        Nothing is repaired here: the next refresh does that.

        Raises:
            IndexStoreError: there is no index, or it cannot be read.
            IndexLockedError: another process went on changing the index for too long.
        """
        if not self._database.path.exists():
            raise self._not_built()
        with self._locked(wait=True):
            faults = self._database.faults() or self._faults_of_vectors()
        if faults:
            self._database.seal.remove()
        return faults

    def _faults_of_vectors(self) -> tuple[str, ...]:
        with self._database.reading() as snapshot:
            if not snapshot.generation:
                return (f"the index in {self.index_dir} was never finished",)
            try:
                store = FaissStore.load(self._vectors)
            except IndexDamagedError as error:
                return (str(error),)
            if store.state != snapshot.state:
                return (f"{self._vectors} is of another state of the index",)
            if sorted(store.ids().tolist()) != snapshot.passage_ids():
                return (f"{self._vectors} does not hold the passages of the index",)
        return ()

    def folder_changed(self) -> bool:
        """Say whether the folder looks different from when it was last read; see `folder_signature`.

        Raises:
            ArticlesError: the folder is gone.
        """
        return folder_signature(self.articles_dir, self.index_dir) != self._seen

    def current_text(self, path: str) -> str | None:
        """Return what an article's file holds now, or None where it is gone or no longer an article."""
        source = read_file(self.articles_dir, path, self._settings.max_file_bytes)
        return source.data.decode("utf-8") if isinstance(source, SourceFile) else None

    def _prepare_database(self) -> str:
        """Make the tables; remove a database that cannot be used, and say why."""
        try:
            reason = self._why_unusable()
        except IndexDamagedError as error:
            reason = f"it was damaged ({error})"
        if reason:
            logger.warning("removing the index in %s: %s", self.index_dir, reason)
            self._vectors.unlink(missing_ok=True)
            self._database.set_aside()
            self._store = None
        self._database.create()
        return reason

    def _why_unusable(self) -> str:
        """Say why the database cannot go on being used, or nothing; looked into where it is not as it was sealed."""
        if self._database.path.is_dir():
            raise IndexStoreError(
                f"{self._database.path} is a folder, where the index is a file.", "Move it elsewhere."
            )
        if not self._database.path.exists() or self._database.seal.matches() or self._database.is_new():
            return ""
        with self._database.reading() as snapshot:
            if (found := snapshot.format() or FORMAT) != FORMAT:
                return f"its format is {found}, now {FORMAT}"
        faults = self._database.faults()
        return f"it was damaged ({faults[0]})" if faults else ""

    def _store_of(self, snapshot: Snapshot) -> FaissStore:
        """Return the vector index of a generation: at hand, from its file, or from the embeddings."""
        with self._store_lock:
            state = snapshot.state
            store = self._store
            if store is None or store.state != state:
                store = self._load_store(state) or FaissStore(*snapshot.embeddings(), state)
                self._store = store
            return store

    def _load_store(self, state: str) -> FaissStore | None:
        if not self._vectors.exists():
            return None
        try:
            store = FaissStore.load(self._vectors)
        except IndexDamagedError as error:
            logger.warning("%s It is made anew from the stored embeddings.", error)
            return None
        if store.state != state:
            return None
        self._saved_state = state
        return store

    def _make_folder(self) -> None:
        try:
            self.index_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def _not_built(self) -> IndexStoreError:
        return IndexStoreError(f"There is no index in {self.index_dir}.", "Make it: assistant index")

    def _unwritable(self, error: OSError) -> IndexStoreError:
        return IndexStoreError(
            f"The index folder {self.index_dir} cannot be written: {error.strerror or error}.",
            "Free some space, check its permissions, or give another --index-dir.",
        )
