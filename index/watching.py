"""When to look at the folder: soon after something happened in it, once it is quiet again.

What the system tells of the folder are hints only: what changed is found out by reading it. Hints can
be lost, so it is looked at every few minutes all the same.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event

from watchfiles import watch

from index.errors import ArticlesError
from index.reader import folder_signature

logger = logging.getLogger(__name__)

_QUIET_SECONDS = 1.0
_LONGEST_SECONDS = 10.0
_EVERY_SECONDS = 300.0
_TICK_MS = 250
_POLL_SECONDS = 1.0
_REST_FACTOR = 20  # of polling, at most a twentieth of the time is spent on it
_REMOTE = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.rclone", "vboxsf", "afs", "ceph", "glusterfs", "lustre")


def looks(folder: Path, leave_out: Path, stop: Event) -> Iterator[bool]:
    """Yield at once, and then whenever the folder is to be looked at, until `stop` is set.

    That is one second after the last of several things that happened, ten after the first at the
    latest, and every five minutes whatever happened. Hidden files do not count. Yields whether it is
    to be read even where it looks as before.

    Args:
        leave_out: a folder in which nothing counts, such as the index itself.
    """
    while not stop.is_set():
        yield from _due(_ticks(folder, leave_out, stop), stop)
        while not stop.wait(_POLL_SECONDS) and _identity(folder) is None:
            pass


def _due(ticks: Iterable[bool], stop: Event, clock: Callable[[], float] = time.monotonic) -> Iterator[bool]:
    """Yield when it is time to look. Each tick says whether something happened since the last one."""
    first = last = looked = 0.0
    for happened in ticks:
        if stop.is_set():
            return
        now = clock()
        if happened:
            first, last = first or now, now
        quiet = first and (now - last >= _QUIET_SECONDS or now - first >= _LONGEST_SECONDS)
        thorough = not looked or now - looked >= _EVERY_SECONDS
        if thorough or quiet:
            first, looked = 0.0, now if thorough else looked
            yield thorough
    if not stop.is_set():
        yield True  # the folder is gone, or is another one now


def _ticks(folder: Path, leave_out: Path, stop: Event) -> Iterator[bool]:
    """Say several times a second whether something happened; ends when the folder is no longer the same."""
    reason = _why_not_watched(folder)
    if not reason:
        try:
            yield from _watched(folder, leave_out, stop)
            return
        except OSError as error:
            if _identity(folder) is None:
                return
            reason = error.strerror or str(error)
    _tell_once(f"The folder {folder} cannot be watched ({reason}): it is looked at every few seconds instead.")
    yield from _polled(folder, leave_out, stop)


def _watched(folder: Path, leave_out: Path, stop: Event) -> Iterator[bool]:
    identity, root, skip = _identity(folder), folder.resolve(), leave_out.resolve()

    def counts(path: Path) -> bool:
        inside = path.relative_to(root).parts if path.is_relative_to(root) else ()
        return not (path.is_relative_to(skip) or any(part.startswith(".") for part in inside))

    events = watch(
        root,
        watch_filter=None,  # it would say nothing at all for as long as only what does not count happens
        debounce=_TICK_MS,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        ignore_permission_denied=True,
        force_polling=False,
    )
    for found in events:
        if _identity(folder) != identity:
            return
        yield any(counts(Path(name)) for _, name in found)


def _polled(folder: Path, leave_out: Path, stop: Event) -> Iterator[bool]:
    seen: int | None = None
    wait = 0.0
    while not stop.wait(wait):
        began = time.monotonic()
        try:
            signature = folder_signature(folder, leave_out)
        except ArticlesError:
            return
        yield signature != seen and seen is not None
        seen = signature
        wait = max(_POLL_SECONDS, _REST_FACTOR * (time.monotonic() - began))


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _why_not_watched(folder: Path) -> str:
    """Say why nothing would be told of a folder: what others change on a network is not."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()]
    except OSError:
        return ""
    place = folder.resolve()
    over = [(len(Path(mount[1]).parts), mount[2]) for mount in mounts if place.is_relative_to(mount[1])]
    kind = max(over, default=(0, ""))[1]
    return f"it lies on {kind}" if kind.startswith(_REMOTE) else ""


_told: set[str] = set()


def _tell_once(message: str) -> None:
    if message not in _told:
        _told.add(message)
        logger.warning(message)
