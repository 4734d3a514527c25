"""A folder of articles that is open: what is in it, and how its index keeps up with it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from assistant.following import FollowingIndex
from index import Article, ArticleIndex, Changes
from index import Progress as IndexProgress


class OpenFolder:
    """The articles of a folder, as its index has them. Safe to share between threads."""

    def __init__(self, index: ArticleIndex, changes: Changes) -> None:
        self._following = FollowingIndex(index, changes)

    @property
    def articles_dir(self) -> Path:
        """The folder of articles."""
        return self._following.index.articles_dir

    @property
    def changes(self) -> Changes:
        """What the last look at the folder found that changed something."""
        return self._following.changes

    @property
    def index_dir(self) -> Path:
        """The folder where the index is kept."""
        return self._following.index.index_dir

    def refresh(self, progress: IndexProgress | None = None) -> Changes:
        """Bring the index in line with the folder now, and say what changed.

        `progress` and the errors are as in `Asking.open`.
        """
        return self._following.refresh(progress)

    def catch_up(self, progress: IndexProgress | None = None) -> Changes:
        """Do so after a hint of `looks`: where nothing changed, `changes` stays what it was."""
        return self._following.catch_up(progress)

    def looks(self, stop: threading.Event) -> Iterator[None]:
        """Yield whenever something may have changed in the folder, until `stop` is set; `catch_up` then reads it."""
        return self._following.looks(stop)

    def updated_by(self, begin: Callable[[], threading.Thread]) -> AbstractContextManager[None]:
        """Have questions that find the folder changed call `begin`, as long as the context lasts.

        It begins a `catch_up` in a thread of its own. They wait for that for two seconds; then they are put
        to the index as it is.
        """
        return self._following.updated_by(begin)

    @property
    def generation(self) -> int:
        """The generation of the index that the next question is put to; see `Answer.generation`."""
        return self._following.read(lambda searcher: searcher.generation)

    def articles(self) -> list[Article]:
        """Return every article of the index, in the order of their paths."""
        return self._following.read(lambda searcher: searcher.articles())

    def article(self, path: str) -> Article | None:
        """Return an article by its path, relative to the folder and with forward slashes, or None."""
        return self._following.read(lambda searcher: searcher.article(path))

    def passage_counts(self) -> dict[str, int]:
        """Return how many passages each article has, by path."""
        return self._following.read(lambda searcher: searcher.passage_counts())

    def current_text(self, path: str) -> str | None:
        """Return what an article's file holds now, or None where it is gone or no longer an article."""
        return self._following.index.current_text(path)
