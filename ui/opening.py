"""A folder that is being opened in, an assistant out once there is one: the page is served meanwhile.

The first indexing takes a while, and an empty folder has nothing to open yet. Both are told as a
standing, and the assistant is there as soon as the articles are. So is one of several folders that cannot be
opened: it is tried again, and the others are asked meanwhile.
"""

import logging
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from assistant import ArticlesError, Asking, Changes, QAError, default_index_dir
from server import NotOpenError, State
from ui.store import ConversationStore

_LOOK_SECONDS = 1.0
_RETRY_SECONDS = 10.0
_END_SECONDS = 20.0
_CONVERSATIONS = "conversations.db"
_OPENING = "The articles are being opened."
_BROKEN = ("The opening broke off.", "The terminal in which the assistant runs says what happened.")

logger = logging.getLogger(__name__)

Watch = Callable[[int, int], None]  # called with (passages read, passages to read)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the opening is, in words for a person, and what to do where it waits for them.

    `changes` differs whenever the index may hold other articles than before.
    """

    state: State
    told: str = ""
    remedy: str = ""
    changes: int = 0


class Opening:
    """An assistant that may not be open yet. Safe to share between threads.

    Args:
        folder: the folder of articles.
        open_folder: opens it, and reports to the function that it is given.
        index_dir: where its index is kept; its conversations are kept there, too.
        patient: whether it is tried again where the folder cannot be opened, instead of an error.

    Attributes:
        starters: questions to begin with, once it is open.
        failure: why a patient one could not be opened the last time, if so.
    """

    def __init__(
        self,
        folder: Path,
        open_folder: Callable[[Watch], Asking],
        index_dir: Path | None = None,
        *,
        patient: bool = False,
    ) -> None:
        self.folder = folder
        self.conversations = ConversationStore((index_dir or default_index_dir(folder)).absolute() / _CONVERSATIONS)
        self.starters: tuple[str, ...] = ()
        self.failure: QAError | None = None
        self._open_folder = open_folder
        self._patient = patient
        self._assistant: Future[Asking] = Future()
        self._standing = Standing("reading", _OPENING)
        self._seen: Changes | None = None
        self._number = 0
        self._news = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @classmethod
    def of(cls, assistant: "Asking | Opening") -> "Opening":
        """Return an opening that is done, or the given one as it is."""
        if isinstance(assistant, Opening):
            return assistant
        opening = cls(assistant.articles_dir, lambda _: assistant, assistant.index_dir)
        opening._done(assistant)
        return opening

    @property
    def assistant(self) -> Asking:
        """The open assistant.

        Raises:
            NotOpenError: it is not open; says why, and what to do.
        """
        if self._standing.state != "open":
            raise NotOpenError(self._standing.told, self._standing.remedy, self._standing.state)
        return self._assistant.result()

    @property
    def standing(self) -> Standing:
        """How far the opening is now."""
        if self._standing.state != "open":
            return self._standing
        if (changes := self._assistant.result().changes) is not self._seen:
            self._seen, self._number = changes, self._number + 1
        return Standing("open", changes=self._number)

    def __enter__(self) -> "Opening":
        """Open the folder in the background; where it is empty, again whenever something in it changes."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give up what is not open yet; what is indexed so far is kept."""
        self._ended.set()
        self._thread.join(_END_SECONDS)

    def wait_for_news(self) -> None:
        """Wait until the assistant is open, or until it is known that this will take longer.

        Raises:
            QAError: it cannot be opened.
        """
        self._news.wait()
        if self._assistant.done():
            self._assistant.result()

    def result(self) -> Asking:
        """Wait for the assistant, and return it.

        Raises:
            QAError: it cannot be opened.
        """
        return self._assistant.result()

    def _run(self) -> None:
        try:
            self._done(self._open_when_filled())
        except BaseException as error:  # raised again where the assistant is waited for
            if not isinstance(error, QAError):
                logger.exception("the opening broke off")
            self._standing = Standing(
                "failed", *((str(error), error.remedy) if isinstance(error, QAError) else _BROKEN)
            )
            self._assistant.set_exception(error)
        self._news.set()

    def _open_when_filled(self) -> Asking:
        while True:
            seen = _listing(self.folder)
            try:
                return self._open_folder(self._watch)
            except QAError as error:
                empty = isinstance(error, ArticlesError) and self.folder.is_dir()
                if not (empty or self._patient):
                    raise
                self.failure = None if empty else error
                self._tell(Standing("empty" if empty else "failed", str(error), error.remedy))
            self._wait_for_change(seen, math.inf if empty else _RETRY_SECONDS)
            self._tell(Standing("reading", _OPENING))

    def _wait_for_change(self, seen: object, seconds: float) -> None:
        """Wait until the folder is another than was seen, for some seconds at most."""
        until = time.monotonic() + seconds
        while _listing(self.folder) == seen and time.monotonic() < until:
            self._go_on(_LOOK_SECONDS)

    def _watch(self, done: int, total: int) -> None:
        self._go_on(0)
        self._tell(Standing("reading", f"The articles are being read: {done:,} of {total:,} passages."))

    def _go_on(self, seconds: float) -> None:
        if self._ended.wait(seconds):
            raise QAError("The opening was given up.")

    def _tell(self, standing: Standing) -> None:
        self._standing = standing
        self._news.set()

    def _done(self, assistant: Asking) -> None:
        self.starters = tuple(assistant.starter_questions())
        self._assistant.set_result(assistant)
        self._tell(Standing("open"))


def _listing(folder: Path) -> object:
    """Return what tells that a file of the folder was added, edited or removed."""
    found = []
    for path in sorted(folder.rglob("*")):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path, status.st_size, status.st_mtime_ns))
    return found
