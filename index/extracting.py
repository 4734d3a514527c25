"""The process in which files are read that could be hostile: requests on standard input, results on standard output.

A request is a line of JSON (`suffix`, `bytes`) with that many bytes after it; its result is a line
of JSON, the fields of `Extracted` or a `fault`. Memory and time are limited by the system, so that
the limits hold whatever a library does, and no connection can be made.
"""

import json
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO

from index.extracted import Extracted, UnreadableError

_REFUSED = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec")


def serve(memory_bytes: int, seconds: float) -> None:
    """Answer requests until there are no more; a request that takes more of a processor ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    results = sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not end up among the results
    sys.addaudithook(_refuse)
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        results.write(json.dumps(_result(request, sys.stdin.buffer)).encode() + b"\n")
        results.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)


def _result(request: dict[str, Any], source: BinaryIO) -> dict[str, Any]:
    try:
        return asdict(_reader(request["suffix"])(source.read(request["bytes"])))
    except UnreadableError as error:
        return {"fault": str(error)}
    except MemoryError:
        return {"fault": "it takes too much memory to read"}
    except RecursionError:
        return {"fault": "it is nested too deeply"}


def _reader(suffix: str) -> Callable[[bytes], Extracted]:
    """Import what reads a format only where a file of that format is there."""
    if suffix == ".pdf":
        from index.pdf_text import read_pdf as reader
    elif suffix == ".docx":
        from index.docx_text import read_docx as reader
    elif suffix == ".epub":
        from index.epub_text import read_epub as reader
    else:
        from index.html_text import read_html as reader
    return reader


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError(f"{event} is not for what reads files")
