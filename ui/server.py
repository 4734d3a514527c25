"""An assistant in, a served page out, on this machine only unless a token is asked for, and answers for programs."""

import ipaddress
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial

from assistant import ALONE, Asking, QAError, ServerSettings
from server import Serving
from ui.opening import Opening
from ui.updates import Updates

_ALONE = Serving()

DEFAULT_HOST, DEFAULT_PORT = ServerSettings().host, ServerSettings().port
_LOOK_SECONDS = 0.5
_LAST_SECONDS = 30  # for answers in flight when the server ends


def serve(  # noqa: PLR0913 (each is a choice of whoever starts it)
    assistant: Asking | Opening | Mapping[str, Opening],
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    ready: Callable[[str], None] = lambda _: None,
    *,
    allow_changes: bool = False,
    watch: bool = True,
    serving: Serving = _ALONE,
) -> None:
    """Serve the page until it is interrupted.

    Args:
        assistant: the open assistant, or one that is being opened; or several by the names of their collections,
            the first of which has its page at `/`, and NAME at `/c/NAME/`.
        host: a name or address of this machine's own loopback interface; with tokens, any address of it.
        port: 0 takes any free one.
        ready: called with the page's address once it can be opened.
        allow_changes: whether the page may add articles to the folder, and remove them from it.
        watch: whether the folder is followed, so that what changes is read before anyone asks.
        serving: by which names it is reached, and by whom.

    Raises:
        QAError: the host is not loopback and no token is needed, or the port cannot be had; or what `ready` raises.
    """
    with running(assistant, host, port, allow_changes=allow_changes, watch=watch, serving=serving) as address:
        try:
            ready(address)
            while not threading.Event().wait(_LOOK_SECONDS):
                pass  # a signal that comes just before a wait without end would be heard at its end
        except KeyboardInterrupt:
            return


@contextmanager
def running(
    assistant: Asking | Opening | Mapping[str, Opening],
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    *,
    allow_changes: bool = False,
    watch: bool = True,
    serving: Serving = _ALONE,
) -> Iterator[str]:
    """Serve the page in the background as long as the context lasts; gives its address.

    Raises:
        QAError: as for `serve`.
    """
    with _bound(host, port, bool(serving.tokens)) as bound:
        _stay_private()
        from server import Office, build_server, listening
        from ui.pages import put_pages  # Gradio takes seconds to load

        openings = assistant if isinstance(assistant, Mapping) else {ALONE: Opening.of(assistant)}
        updates = {name: Updates(opening) for name, opening in openings.items()}
        office = Office({name: partial(_opened, opening) for name, opening in openings.items()})
        server = build_server(office, replace(serving, hosts=serving.hosts | {host}))
        ending = put_pages(server, openings, updates, office.line, allow_changes, serving.prefix)
        address = f"http://{host}:{bound.getsockname()[1]}"
        with listening(server, bound, ending), ExitStack() as following:
            for one in updates.values() if watch else ():
                following.enter_context(one.following())
            try:
                yield address
            finally:
                office.line.close(_LAST_SECONDS)


def _opened(opening: Opening) -> Asking:
    return opening.assistant


def check_address(host: str, port: int, protected: bool = False) -> int:
    """Return the port to serve on, with 0 replaced by one that is free.

    Args:
        protected: whether a token is needed, so that others may reach the server.

    Raises:
        QAError: as for `serve`.
    """
    with _bound(host, port, protected) as probe:
        return int(probe.getsockname()[1])


def _bound(host: str, port: int, protected: bool) -> socket.socket:
    _refuse_open_host(host, protected)
    found = socket.socket()
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
    except (OSError, OverflowError) as error:
        found.close()
        raise _unavailable(port) from error
    return found


def _refuse_open_host(host: str, protected: bool) -> None:
    if host == "localhost":
        return
    try:
        address = ipaddress.IPv4Address(host)
    except ipaddress.AddressValueError:
        address = None
    if address is None or not (address.is_loopback or protected):
        raise QAError(
            f"The page has no login, so it is not served on {host}, where others could reach it."
            if not protected
            else f"{host} is no IPv4 address to serve on.",
            "Leave --host at 127.0.0.1. From another machine, use a tunnel: ssh -L 7860:127.0.0.1:7860 NAME; or set"
            " ASSISTANT_TOKEN to a secret that is asked for, and give an address of this machine, or 0.0.0.0 for all.",
        )


def _unavailable(port: int) -> QAError:
    return QAError(
        f"Port {port} cannot be used; another program may have it.",
        "Give another with --port, or --port 0 for any that is free.",
    )


def _stay_private() -> None:
    """Keep Gradio from calling home, and from asking a proxy for this machine."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    for name in ("NO_PROXY", "no_proxy"):
        known = os.environ.get(name, "")
        os.environ[name] = ",".join(filter(None, (known, "127.0.0.1", "localhost")))
