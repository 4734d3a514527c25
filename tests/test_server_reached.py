"""A server that others can reach: who gets in, from where, how often, and how it ends."""

import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import SEEDS
from served import Served, served

from assistant import Assistant, QAError
from ui.cli import main

ASK, MANAGE = "a secret to ask with", "a secret to manage with"
TOKENS = {"ASSISTANT_TOKEN": ASK, "ASSISTANT_MANAGE_TOKEN": MANAGE}
QUESTION = {"question": "Who buys Russian oil?"}
EVERYWHERE = "0.0.0.0"  # noqa: S104


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two articles."""
    place = tmp_path_factory.mktemp("reached") / "articles"
    place.mkdir()
    for name in ("india.md", "china-trade.md"):
        shutil.copy(SEEDS / name, place / name)
    return place


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    """Serve the folder to others, with tokens and a name."""
    options = ("--host", EVERYWHERE, "--allowed-host", "Articles.example", "--allow-changes")
    with served(folder, folder.parent / "index", *options, environment=TOKENS) as found:
        yield found


def bearer(token: str) -> dict[str, str]:
    """Return the header with a token."""
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    "path", ["/api/articles", "/api/openapi.json", "/metrics", "/v1/models", "/mcp", "/config", "/x"]
)
def test_nothing_is_told_without_a_token(server: Served, path: str) -> None:
    """But that the server lives, and where to log in."""
    with server.client() as client:
        response = client.get(path)
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert response.json()["what"] == "A token is needed."
        assert client.get("/health").json() == {"alive": True, "open": True}
        page = client.get("/", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["location"]) == (303, "/login")
        assert 'name="token"' in client.get("/login").text


@pytest.mark.parametrize("token", [ASK, MANAGE])
def test_a_token_opens_the_api(server: Served, token: str) -> None:
    """Both do."""
    with server.client(headers=bearer(token)) as client:
        assert client.post("/api/ask", json=QUESTION).json()["quotes"]
        assert client.get("/v1/models").status_code == 200


def test_the_login_gives_a_cookie_that_scripts_cannot_read(server: Served) -> None:
    """It opens the page, and is gone after logging out."""
    with server.client() as client:
        response = client.post("/login", data={"token": ASK})
        assert (response.status_code, response.headers["location"]) == (303, "/")
        kept = response.headers["set-cookie"].lower()
        assert "httponly" in kept
        assert "samesite=lax" in kept
        assert ASK not in kept
        assert client.get("/config").status_code == 200
        assert "Article Assistant" in client.get("/", headers={"Accept": "text/html"}).text
        client.post("/logout")
        assert client.get("/config").status_code == 401


def changed(client: httpx.Client) -> dict[str, Any]:
    """Send an article as the page does, and return what came of it."""
    components = client.get("/config").json()["components"]
    (panel,) = (one["id"] for one in components if one["props"].get("elem_id") == "source")
    sent = {"name": "goats.md", "content": "IyBHb2F0cwoKVGhlIGdvYXRzIGNsaW1iIHRoZSBoaWxsLgo="}
    call = {"data": sent, "fn_name": "add_article", "component_id": panel, "session_hash": "s"}
    return dict(client.post("/gradio_api/component_server", json=call).json())


def test_only_the_token_to_manage_changes_the_folder(server: Served, folder: Path) -> None:
    """Whoever may only ask is told so."""
    with server.client(headers=bearer(ASK)) as client:
        assert "Log in with the one to manage" in changed(client)["refused"]
    assert not (folder / "goats.md").exists()
    with server.client(headers=bearer(MANAGE)) as client:
        assert unescape(changed(client)["added"]) == "goats.md"
    assert (folder / "goats.md").exists()


def test_wrong_tokens_are_counted(folder: Path) -> None:
    """After ten in a minute, from one address, no other is looked at; who has the right one is still let in."""
    with (
        served(folder, folder.parent / "index", "--host", EVERYWHERE, environment=TOKENS) as server,
        server.client() as logged_in,
        server.client() as client,
    ):
        logged_in.post("/login", data={"token": ASK})
        tried = [client.get("/api/articles", headers=bearer("wrong")).status_code for _ in range(5)]
        tried += [client.post("/login", data={"token": "wrong"}).status_code for _ in range(5)]
        assert tried == [401] * 10
        wrong = bearer("wrong again")
        for response in (client.get("/api/articles", headers=wrong), client.post("/login", data={"token": ASK})):
            assert response.status_code == 429
            assert 0 < int(response.headers["retry-after"]) <= 6
        assert logged_in.get("/api/articles").status_code == 200
        assert client.get("/api/articles", headers=bearer(ASK)).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("articles.example", 200),
        ("ARTICLES.example:80", 200),
        ("192.168.7.7:7860", 200),
        ("evil.example", 400),
        ("", 400),
    ],
)
def test_the_server_answers_to_its_names_and_to_addresses(server: Served, host: str, status: int) -> None:
    """A foreign name that points here gets nothing, whatever token it has."""
    with server.client(headers={**bearer(ASK), "Host": host}) as client:
        assert client.get("/api/articles").status_code == status


def test_too_many_questions_are_told_to_wait(folder: Path) -> None:
    """Others from the same address have to, too; reading the list is no question."""
    options = ("--questions-a-minute", "2")
    with served(folder, folder.parent / "index", *options) as server, server.client() as client:
        found = [client.post("/api/search", json={"question": "oil"}) for _ in range(4)]
        assert [one.status_code for one in found] == [200, 200, 429, 429]
        assert 0 < int(found[-1].headers["retry-after"]) <= 30
        assert set(found[-1].json()) == {"what", "remedy"}
        assert client.get("/api/articles").status_code == 200
        told = client.get("/metrics").text
        assert 'assistant_refusals_total{status="429"} 2.0' in told


def test_refusals_are_counted_by_status(server: Served) -> None:
    """Whatever stands in the way: the name of the server, the token, the length, the address or the request itself."""
    with server.client(headers=bearer(ASK)) as client:
        before = refusals(client)
        client.get("/api/articles", headers={"Host": "evil.example"})
        client.get("/api/articles", headers={"Authorization": ""})
        client.post("/api/ask", json={"question": "?" * 5_000_000})
        client.get("/api/nowhere")
        client.post("/api/ask", json={"queston": "Who buys Russian oil?"})
        client.post("/api/ask", json=QUESTION)
        after = refusals(client)
    grown = {status: after[status] - before[status] for status in after}
    assert grown == {400: 1, 401: 1, 403: 0, 404: 1, 413: 1, 422: 1, 429: 0, 500: 0, 503: 0}


def refusals(client: httpx.Client) -> dict[int, float]:
    """Return how many requests were refused, by status."""
    found = re.findall(r'assistant_refusals_total\{status="(\d+)"\} (\S+)', client.get("/metrics").text)
    return {int(status): float(count) for status, count in found}


def test_what_is_too_long_is_refused_at_once(server: Served) -> None:
    """Told by its length, or found out while it is sent."""
    with server.client(headers=bearer(ASK)) as client:
        began = time.monotonic()
        told = client.post("/api/ask", json={"question": "?" * 10_000_000})
        assert time.monotonic() - began < 5
        found = client.post("/api/ask", content=(b" " * 1_000_000 for _ in range(10)))
        for response in (told, found):
            assert (response.status_code, response.json()["what"]) == (413, "The request is too long.")


@pytest.mark.parametrize("strips", [True, False])
def test_a_proxy_may_pass_it_on_below_a_path(folder: Path, strips: bool) -> None:
    """Whether or not it takes the path off: page, API and login know it."""
    options = ("--root-path", "/library")
    with (
        served(folder, folder.parent / "index", *options, environment=TOKENS) as server,
        server.client(headers=bearer(ASK)) as client,
    ):
        before = "" if strips else "/library"
        address = f"{server.address}/library"
        assert client.get(f"{before}/config").json()["root"] == address
        assert client.get(f"{before}/api/openapi.json").json()["servers"] == [{"url": "/library/api"}]
        asked = {"messages": [{"role": "user", "content": QUESTION["question"]}]}
        message = client.post(f"{before}/v1/chat/completions", json=asked).json()["choices"][0]["message"]
        url = message["annotations"][0]["url_citation"]["url"]
        assert url.startswith(f"{address}/api/articles/")
        assert client.get(url).json()["text"] == message["annotations"][0]["url_citation"]["quote"]
        client.headers.pop("Authorization")
        page = client.get(f"{before}/", headers={"Accept": "text/html"})
        assert page.headers["location"] == "/library/login"
        kept = client.post(f"{before}/login", data={"token": ASK})
        assert kept.headers["location"] == "/library"
        assert "Path=/library" in kept.headers["set-cookie"]


def test_others_are_not_served_without_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    """The command says what to set, before anything is read."""
    assert main(["serve", "--articles", "missing", "--host", EVERYWHERE]) == QAError.exit_code
    told = capsys.readouterr().err
    assert "no login" in told
    assert "ASSISTANT_TOKEN" in told


def test_answers_in_flight_are_finished_when_the_server_is_stopped(seeds_assistant: Assistant, tmp_path: Path) -> None:
    """Whoever asks after that is told; the process ends by itself, and says nothing of an error."""
    answers: list[httpx.Response] = []
    with served(SEEDS, seeds_assistant.index_dir, errors=tmp_path / "errors") as server:

        def ask() -> None:
            with server.client() as client:
                answers.append(client.post("/api/ask", json=QUESTION))

        asking = [threading.Thread(target=ask) for _ in range(24)]
        for thread in asking:
            thread.start()
        with server.client() as client:
            while "assistant_questions_total 0.0" in client.get("/metrics").text:
                time.sleep(0.01)
        server.process.send_signal(signal.SIGTERM)
        for thread in asking:
            thread.join()
        assert server.process.wait(60) == 0
    told = {response.status_code for response in answers}
    assert told <= {200, 503}
    assert sum(response.status_code == 200 for response in answers) >= 2
    assert all(response.json()["quotes"] for response in answers if response.status_code == 200)
    assert "Traceback" not in (tmp_path / "errors").read_text("utf-8")
