"""A server that speaks OpenAI's protocol on loopback, well or badly: the name of the model says how."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SAID = (
    "The ferry Aurora carries ninety cars [1]. It carries 641 dogs [1]."
    " The ferry Aurora carries ninety cars across the strait [1]."
)


@dataclass
class ModelServer:
    """What was asked of it, by its requests, and whether somebody hung up."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    dropped: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    """Answers as the model that is asked for does."""

    told: ModelServer

    def do_POST(self) -> None:
        """Answer, until somebody hangs up."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.told.asked.append(body)
        self.told.keys.append(self.headers.get("Authorization", ""))
        try:
            getattr(self, f"_{body['model']}")()
        except OSError:
            self.told.dropped.set()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def _event(self, text: str, **more: object) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [choice],
            **more,
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def _good(self) -> None:
        self._begin()
        for word in SAID.split():
            self._event(f"{word} ")
        self._event("", choices=[], usage={"prompt_tokens": 120, "completion_tokens": 17, "total_tokens": 137})
        self.wfile.write(b"data: [DONE]\n\n")

    def _silent(self) -> None:
        self.told.over.wait(60)

    def _drips(self) -> None:
        self._begin()
        while not self.told.over.is_set():
            self._event("goats ")
            time.sleep(0.1)

    def _goes_on(self) -> None:
        self._begin()
        while not self.told.over.is_set():
            self._event("The ferry Aurora carries ninety cars [1]. ")
            time.sleep(0.05)

    def _breaks(self) -> None:
        self._begin()
        for word in SAID.split()[:10]:
            self._event(f"{word} ")
        self.connection.shutdown(2)

    def _garbage(self) -> None:
        self._begin()
        self.wfile.write(b"data: {nonsense\n\n\xff\xfe<script>alert(1)</script>\n\n")

    def _page(self) -> None:
        self._begin(kind="text/html")
        self.wfile.write(b"<html><b>Welcome</b> to the router [1].</html>")

    def _refuses(self) -> None:
        self._begin(401, "application/json")
        wrong = f"Incorrect API key provided: {self.headers.get('Authorization')}"
        self.wfile.write(json.dumps({"error": {"message": wrong, "code": "invalid_api_key"}}).encode())

    def _unknown(self) -> None:
        self._begin(404, "application/json")
        self.wfile.write(b'{"error": {"message": "no such model"}}')

    def _failing(self) -> None:
        self._begin(500, "application/json")
        self.wfile.write(b'{"error": {"message": "out of memory"}}')


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """Serve as long as the context lasts."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    told = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
    handler.told = told  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
