"""An index folder as one thing: open it, bring it up to date, search it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from index.changes import Changes
from index.database import Database
from index.embedder import Embedder, SentenceTransformerEmbedder
from index.embedding import Progress
from index.errors import IndexDamagedError, IndexStoreError
from index.extraction import RecentTexts, is_extracted
from index.lock import locked, unwritable
from index.reader import SourceFile, folder_signature, read_file
from index.schema import FORMAT
from index.search import Searcher
from index.settings import IndexSettings
from index.snapshot import Snapshot
from index.sync import Stored, plan, sync
from index.vectors import VectorIndex
from index.watching import looks

logger = logging.getLogger(__name__)

_DATABASE = "articles.db"
_VECTORS = "vectors.faiss"
_ASKED_FOR = "this was asked for"


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
        self._vectors = VectorIndex(index_dir / _VECTORS, settings.exact_passages)
        self._seen = 0
        self._texts = RecentTexts()

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
        return index, index.refresh(progress)

    def refresh(
        self,
        progress: Progress | None = None,
        *,
        wait: bool = True,
        rebuild: bool = False,
    ) -> Changes:
        """Bring the index in line with the folder; see `sync`. A damaged or missing index is made anew.

        Args:
            wait: for another process that is changing the index; else give up at once.
            rebuild: read and embed everything anew; until that is done, the old generation answers.

        Raises:
            IndexLockedError: another process went on changing the index for too long.
        """
        self._make_folder()
        with locked(self.index_dir, self._settings.lock_seconds if wait else 0):
            return self._refresh(progress, rebuild)

    def _refresh(self, progress: Progress | None, rebuild: bool) -> Changes:
        self._seen = folder_signature(self.articles_dir, self.index_dir)  # before reading: a later edit is seen
        try:
            reason = self._prepare_database() or (_ASKED_FOR if rebuild else "")
        except OSError as error:
            raise unwritable(self.index_dir, error) from error
        changes = sync(
            self.articles_dir, self._database, self._embedder, self._settings, progress, reason, embed_all=rebuild
        )
        with self._database.reading() as snapshot:
            store = self._vectors.of(snapshot)
        if self._vectors.save(store) and not store.exact:
            with self._database.writing() as transaction:
                transaction.count_frequent_terms()
        try:
            self._database.seal.renew()
        except OSError as error:
            logger.warning(
                "%s %s", unwritable(self.index_dir, error), "The index is checked in full when it is next opened."
            )
        return changes

    def preview(self, *, rebuild: bool = False) -> Changes:
        """Return what `refresh` would find and do; nothing is written, locked or embedded.

        Raises:
            ArticlesError: there is nothing to read.
        """
        folder_signature(self.articles_dir)
        reason = _ASKED_FOR if rebuild else ""
        if not self._database.path.exists():
            return self._preview(Stored(), reason)
        try:
            with self._database.peeking() as snapshot:
                if fault := _fault(snapshot):
                    return self._preview(Stored(), fault)
                stored = Stored.of(snapshot)
                return self._preview(stored.without_embeddings() if rebuild else stored, reason)
        except IndexDamagedError as error:
            return self._preview(Stored(), f"it was damaged ({error})")

    def _preview(self, stored: Stored, reason: str) -> Changes:
        return plan(self.articles_dir, self.index_dir, stored, self._embedder, self._settings, reason).changes

    def looks(self, stop: Event) -> Iterator[bool]:
        """Yield whenever the folder is to be looked at, until `stop` is set; see `index.watching.looks`."""
        return looks(self.articles_dir, self.index_dir, stop)

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
                yield Searcher(snapshot, self._vectors.of(snapshot), self._embedder)
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
        with locked(self.index_dir, self._settings.lock_seconds):
            faults = self._database.faults()
            if not faults:
                with self._database.reading() as snapshot:
                    faults = self._vectors.faults(snapshot)
        if faults:
            self._database.seal.remove()
        return faults

    def folder_changed(self) -> bool:
        """Say whether the folder looks different from when it was last read; see `folder_signature`.

        Raises:
            ArticlesError: the folder is gone.
        """
        return folder_signature(self.articles_dir, self.index_dir) != self._seen

    def current_text(self, path: str) -> str | None:
        """Return what an article's file holds now, or None where it is gone or no longer an article."""
        source = read_file(self.articles_dir, path, self._settings.max_file_bytes)
        if not isinstance(source, SourceFile):
            return None
        return self._texts.text(path, source.data, source.sha256) if is_extracted(path) else source.data.decode("utf-8")

    def _prepare_database(self) -> str:
        """Make the tables; remove a database that cannot be used, and say why."""
        try:
            reason = self._why_unusable()
        except IndexDamagedError as error:
            reason = f"it was damaged ({error})"
        if reason:
            logger.warning("removing the index in %s: %s", self.index_dir, reason)
            self._vectors.remove()
            self._database.set_aside()
        self._database.create()
        return reason

    def _why_unusable(self) -> str:
        """Say why the database cannot go on being used, or nothing; looked into where it is not as it was sealed."""
        if self._database.path.is_dir():
            raise IndexStoreError(
                f"{self._database.path} is a folder, where the index is a file.",
                "Move it elsewhere, or give another --index-dir.",
            )
        if not self._database.path.exists() or self._database.seal.matches() or self._database.is_new():
            return ""
        with self._database.reading() as snapshot:
            if fault := _fault(snapshot):
                return fault
        if faults := self._database.faults():
            return f"it was damaged ({faults[0]})"
        self._vectors.remove()
        with self._database.writing() as transaction:
            transaction.forget_derived()
        return ""

    def _make_folder(self) -> None:
        if not self.index_dir.exists():
            folder_signature(self.articles_dir)  # a mistyped folder must not leave an index folder behind
        try:
            self.index_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.index_dir, error) from error

    def _not_built(self) -> IndexStoreError:
        return IndexStoreError(f"There is no index in {self.index_dir}.", "Make it: assistant index")


def _fault(snapshot: Snapshot) -> str:
    """Say why a database cannot be used at all, or nothing."""
    found = snapshot.format() or FORMAT
    return f"its format is {found}, now {FORMAT}" if found != FORMAT else ""
