"""The server under fire: made-up requests, ways out of the folder, foreign names and foreign pages."""

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from served import ROOT, Served

from assistant import ALONE

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "negative_data_rejection,unsupported_method"
)
REJECTED = [400, 401, 403, 404, 406, 413, 422, 428, "5xx"]  # a body that is too long is rejected for that alone
SEED = os.environ.get("SCHEMATHESIS_SEED", "1")


@pytest.mark.timeout(600)
def test_the_api_survives_what_can_be_made_of_its_own_description(seeds_served: Served, tmp_path: Path) -> None:
    """Schemathesis finds no server error, and no answer that is not as described; it is answered on every path."""
    pytest.importorskip("schemathesis")
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(
        f"[checks.negative_data_rejection]\nexpected-statuses = {json.dumps(REJECTED)}\n"
        f'[parameters]\n"path.collection" = "{ALONE}"\n',  # made-up names lead nowhere
        "utf-8",
    )
    options = {
        "--seed": SEED,
        "--phases": "examples,coverage,fuzzing",
        "--max-examples": "25",
        "--checks": CHECKS,
        "--max-time": "120",
        "--report-har-path": "sent.har",
    }
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{seeds_served.address}/api/openapi.json"]
    given = [part for option in options.items() for part in option]
    done = subprocess.run(
        [*command, *given, "--continue-on-failure"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout
    sent = json.loads((tmp_path / "sent.har").read_text("utf-8"))["log"]["entries"]
    answered = {urlsplit(one["request"]["url"]).path for one in sent if one["response"]["status"] == 200}
    for below in ("/api", f"/api/collections/{ALONE}"):
        assert {f"{below}/{name}" for name in ("ask", "ask/stream", "search", "articles")} <= answered
    assert len(sent) > 400
    print(f"{len(sent):,} requests made of the OpenAPI document: 0 server errors")  # noqa: T201


def target(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    """Send a path as it stands, which no ordinary client does; return status and body."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        if method == "POST":
            connection.putheader("Content-Length", "0")
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


ROUTES = (
    "/gradio_api/file=",
    "/file=",
    "/static/",
    "/assets/",
    "/svelte/",
    "/api/articles/",
    "/gradio_api/file/",
    "/gradio_api/stream/x/",
    "/theme.css/",
    "/",
)
UP = ("../" * 12, "..%2f" * 12, "%2e%2e/" * 12, "..%252f" * 12, "..\\" * 12, "....//" * 12)


REFUSED = re.compile(b"This host is not known here|Only this page's own requests are answered")


def probes() -> Iterator[str]:
    """Yield 60 ways to ask for a file of this machine."""
    for route in ROUTES:
        for up in UP:
            yield f"{route}{up}etc/passwd"


def test_no_path_leads_out_of_the_articles(seeds_served: Served) -> None:
    """Neither by the page's routes nor by ours, however it is written."""
    sent = list(probes())
    found = {path: target(seeds_served.address, path) for path in sent}
    assert len(sent) == len(found) == 60
    assert [path for path, (_, body) in found.items() if b"root:" in body] == []
    assert {path: status for path, (status, _) in found.items() if not 300 <= status < 500} == {}


@pytest.mark.parametrize("file", [ROOT / "pyproject.toml", ROOT / "seeds" / "india.md", Path("/etc/hostname")])
def test_no_file_is_served_by_its_name(seeds_served: Served, file: Path) -> None:
    """Articles neither: their texts go through the index."""
    for name in (str(file), quote(str(file), safe=""), f"file://{file}"):
        for route in ("/gradio_api/file=", "/api/articles/"):
            assert target(seeds_served.address, f"{route}{quote(name)}")[0] in (403, 404)


def hosts(port: int) -> list[tuple[str, bool]]:
    """Return ten names that a request may be sent to, and whether they are the server's."""
    return [
        (f"127.0.0.1:{port}", True),
        (f"localhost:{port}", True),
        ("LOCALHOST", True),
        ("evil.example", False),
        (f"127.0.0.1.evil.example:{port}", False),
        (f"evil.example:{port}", False),
        (f"192.168.1.2:{port}", False),
        ("[::1]", False),
        ("", False),
        (f"localhost@evil.example:{port}", False),
    ]


def origins(host: str) -> list[tuple[str | None, bool]]:
    """Return ten pages that may send a request, and whether they are the server's own; no page is a program."""
    return [
        (None, True),
        (f"http://{host}", True),
        (f"https://{host}", True),
        ("null", False),
        ("http://evil.example", False),
        (f"http://evil.example/{host}", False),
        (f"http://{host}.evil.example", False),
        (f"http://evil{host}", False),
        ("http://localhost:1", False),
        ("file://", False),
    ]


def test_only_the_own_names_and_the_own_page_are_answered(seeds_served: Served) -> None:
    """Of ten times ten, on every part of the server."""
    port = urlsplit(seeds_served.address).port or 0
    for path in ("/api/search", "/v1/chat/completions", "/mcp", "/login", "/gradio_api/queue/join"):
        for host, known in hosts(port):
            for origin, own in origins(host):
                headers = {"Host": host, **({} if origin is None else {"Origin": origin})}
                status, body = target(seeds_served.address, path, "POST", **headers)
                refused = (400 if b"This host is not known" in body else 403) if REFUSED.search(body) else None
                expected = None if known and own else 403 if known else 400
                assert refused == expected, (path, host, origin, status, body)
                assert refused in (None, status)
    page = {host: target(seeds_served.address, "/", Host=host)[0] for host, _ in hosts(port)}
    assert page == {host: 200 if known else 400 for host, known in hosts(port)}
