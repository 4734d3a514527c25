"""Several collections in one server process: each is asked for itself, by every interface, and guarded alike."""

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from served import ROOT, Served, served
from test_server_hostile import hosts, origins, probes, target

from assistant import ArticlesError
from ui.cli import main

PORTS = "# The ferry\n\nThe ferry of Calder crosses the sound twelve times a day in summer.\n"
FARMS = "# The goats\n\nThe old goats of Calder climb the steep hill every morning before the rain.\n"
FERRY, GOATS = "How often does the ferry cross the sound?", "When do the goats climb the steep hill?"
TOKEN = "a secret to ask with"  # noqa: S105
NAMES = ("ports", "farms", "gone")


def fill(place: Path) -> list[str]:
    """Make two folders of an article each, and return the options that serve them, with one that is not there."""
    for folder, name, text in (("quay", "ferry.md", PORTS), ("hill", "goats.md", FARMS)):
        (place / folder).mkdir()
        (place / folder / name).write_text(text, "utf-8")
    folders = (place / "quay", place / "hill", place / "missing")
    return [option for name, at in zip(NAMES, folders, strict=True) for option in ("--collection", f"{name}={at}")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for those of the articles and the indexes."""
    return tmp_path_factory.mktemp("collections")


@pytest.fixture(scope="module")
def options(place: Path) -> list[str]:
    """Return what names the collections."""
    return fill(place)


@pytest.fixture(scope="module")
def server(place: Path, options: list[str]) -> Iterator[Served]:
    """Serve them, for whoever is on this machine."""
    with served(None, place / "index", *options, errors=place / "told") as found:
        yield found


@pytest.fixture
def client(server: Served) -> Iterator[httpx.Client]:
    """Return a client of the server."""
    with server.client() as found:
        yield found


def paths(answer: dict[str, Any]) -> set[str]:
    """Return which articles are quoted."""
    return {quote["article"]["path"] for quote in answer["quotes"]}


def test_the_api_answers_from_the_right_folder_only(client: httpx.Client) -> None:
    """From the first where none is named; a question about the other's subject is not answered."""
    for at, own, other, file in (
        ("/api", FERRY, GOATS, "ferry.md"),
        ("/api/collections/ports", FERRY, GOATS, "ferry.md"),
        ("/api/collections/farms", GOATS, FERRY, "goats.md"),
    ):
        assert paths(client.post(f"{at}/ask", json={"question": own}).json()) == {file}
        refused = client.post(f"{at}/ask", json={"question": other}).json()
        assert refused["abstained"]
        assert {quote["article"]["path"] for quote in refused["nearest"]} <= {file}
        streamed = client.post(f"{at}/ask/stream", json={"question": own}).text.strip().rpartition("data: ")[2]
        assert paths(json.loads(streamed)) == {file}
        hits = client.post(f"{at}/search", json={"question": other}).json()["hits"]
        assert {hit["article"]["path"] for hit in hits} == {file}
        listed = client.get(f"{at}/articles").json()["articles"]
        assert [one["path"] for one in listed] == [file]
        assert client.get(f"{at}/articles/{file}").json()["text"] in (PORTS, FARMS)
        absent = {"ferry.md": "goats.md", "goats.md": "ferry.md"}[file]
        assert client.get(f"{at}/articles/{absent}").status_code == 404
        within = client.post(f"{at}/ask", json={"question": other, "within": [absent]})
        assert within.status_code == 400


def test_the_collections_are_listed_with_their_state(client: httpx.Client, place: Path) -> None:
    """One that cannot be opened does not keep the others; what is told of it names no folder of this machine."""
    listed = client.get("/api/collections").json()["collections"]
    assert [(one["name"], one["default"], one["state"]) for one in listed] == [
        ("ports", True, "open"), ("farms", False, "open"), ("gone", False, "failed"),
    ]  # fmt: skip
    assert [one.get("articles") for one in listed] == [1, 1, None]
    assert listed[2]["what"] == "The articles cannot be opened."
    assert listed[2]["remedy"]
    told = client.post("/api/collections/gone/ask", json={"question": FERRY})
    assert (told.status_code, told.json()["what"]) == (503, "The articles cannot be opened.")
    assert str(place) not in told.text + json.dumps(listed)
    assert f"gone: There is no folder {place / 'missing'}." in (place / "told").read_text("utf-8")


@pytest.mark.parametrize("path", ["ask", "articles", "articles/ferry.md"])
def test_an_unknown_collection_is_told_with_the_closest(client: httpx.Client, path: str) -> None:
    """And with all there are."""
    method, sent = ("POST", {"question": FERRY}) if path == "ask" else ("GET", None)
    response = client.request(method, f"/api/collections/prots/{path}", json=sent)
    assert response.status_code == 404
    assert response.json() == {
        "what": "There is no such collection.", "remedy": "Did you mean ports? There are: ports, farms, gone.",
    }  # fmt: skip


def test_an_address_with_a_line_break_is_refused_like_others(client: httpx.Client) -> None:
    """No part of the server takes it."""
    for path in ("/api/articles/a%0Ab", "/api/collections/farms/articles/a%0Ab", "/c/farms/a%0Ab"):
        response = client.get(path)
        assert (response.status_code, set(response.json())) == (404, {"what", "remedy"})


def test_health_and_metrics_tell_of_each(client: httpx.Client) -> None:
    """By name; those who wait are counted together, for they stand in one line."""
    health = client.get("/health").json()
    assert health == {"alive": True, "open": True, "collections": {"ports": True, "farms": True, "gone": False}}
    told = client.get("/metrics").text
    for name, is_open in (("ports", 1), ("farms", 1), ("gone", 0)):
        assert f'assistant_index_open{{collection="{name}"}} {is_open}.0' in told
    assert 'assistant_articles{collection="farms"} 1.0' in told
    assert 'assistant_articles{collection="gone"}' not in told
    assert "assistant_questions_present 0.0" in told


def counted(client: httpx.Client) -> dict[str, dict[str, float]]:
    """Return by collection what was asked of it."""
    lines = [COUNTED.fullmatch(line) for line in client.get("/metrics").text.splitlines()]
    found: dict[str, dict[str, float]] = {}
    for line in filter(None, lines):
        found.setdefault(line["collection"], {})[line["name"]] = float(line["value"])
    return found


COUNTED = re.compile(
    r"assistant_(?P<name>(?:questions|abstentions|errors|given_up)_total|answer_seconds_count)"
    r'(?:\{collection="(?P<collection>\w+)"\})? (?P<value>\S+)'
)


def test_what_is_asked_is_counted_for_each_collection(client: httpx.Client) -> None:
    """By whatever interface; what nobody asked yet is told as zero, and no other label comes to be."""
    asked = {"messages": [{"role": "user", "content": GOATS}], "model": "article-assistant/farms"}
    before = counted(client)
    assert set(before) == set(NAMES)
    assert set(before["gone"].values()) == {0}
    client.post("/api/ask", json={"question": FERRY})
    client.post("/api/collections/ports/ask", json={"question": GOATS})
    client.post("/api/collections/farms/ask", json={"question": " "})
    client.post("/api/collections/prots/ask", json={"question": FERRY})
    client.post("/v1/chat/completions", json=asked)
    config = client.get("/c/farms/config").json()
    box = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "question")
    submit = next(one["id"] for one in config["dependencies"] if [box, "submit"] in one["targets"])
    call = {"data": [[], GOATS, [], ""], "fn_index": submit, "session_hash": "counted"}
    client.post("/c/farms/gradio_api/queue/join", json=call).raise_for_status()
    deadline = time.monotonic() + 60
    while (after := counted(client))["farms"]["questions_total"] < before["farms"]["questions_total"] + 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    grown = {name: {key: after[name][key] - value for key, value in before[name].items()} for name in NAMES}
    assert set(after) == set(NAMES)
    assert grown == {
        name: {
            "questions_total": questions, "answer_seconds_count": answers, "abstentions_total": abstentions,
            "errors_total": questions - answers, "given_up_total": 0,
        } for name, questions, answers, abstentions in (("ports", 2, 2, 1), ("farms", 3, 2, 0), ("gone", 0, 0, 0))
    }  # fmt: skip


def test_each_collection_is_a_model_of_openai(server: Served) -> None:
    """The first has the plain name; a citation's address leads to the article of its own collection."""
    openai = pytest.importorskip("openai")
    with openai.OpenAI(base_url=f"{server.address}/v1", api_key="none", max_retries=0) as client:
        assert [one.id for one in client.models.list()] == [
            "article-assistant", "article-assistant/farms", "article-assistant/gone",
        ]  # fmt: skip
        assert client.models.retrieve("article-assistant/farms").id == "article-assistant/farms"
        for model, question, file in (
            ("article-assistant", FERRY, "ferry.md"),
            ("gpt-4o", FERRY, "ferry.md"),
            ("article-assistant/ports", FERRY, "ferry.md"),
            ("article-assistant/farms", GOATS, "goats.md"),
        ):
            asked = [{"role": "user", "content": question}]
            completion = client.chat.completions.create(model=model, messages=asked)
            assert completion.model == (model if model != "gpt-4o" else "article-assistant")
            (annotation, *_) = completion.choices[0].message.annotations
            assert annotation.url_citation.path == file
            with server.client() as http:
                assert http.get(annotation.url_citation.url).json()["text"] == annotation.url_citation.quote
            chunks = client.chat.completions.create(model=model, messages=asked, stream=True)
            assert {chunk.model for chunk in chunks} == {completion.model}
        for unknown in (
            lambda: client.models.retrieve("article-assistant/farm"),
            lambda: client.chat.completions.create(model="article-assistant/farm", messages=asked),
        ):
            with pytest.raises(openai.NotFoundError, match="Did you mean farms"):
                unknown()


@pytest.mark.parametrize("way", ["http", "stdio"])
def test_the_tools_of_mcp_take_a_collection(server: Served, options: list[str], place: Path, way: str) -> None:
    """Without one, they ask the first; an unknown one is told with those there are."""
    mcp = pytest.importorskip("mcp")
    stdio = pytest.importorskip("mcp.client.stdio")
    code = "import sys; from ui.cli import main; sys.exit(main())"
    started = stdio.StdioServerParameters(
        command=sys.executable,
        args=["-c", code, "mcp", *options, "--index-dir", str(place / "index")],
        env={"PYTHONPATH": str(ROOT)},
        cwd=place,
    )

    async def said() -> None:
        async with mcp.Client(stdio.stdio_client(started) if way == "stdio" else f"{server.address}/mcp") as client:
            for collection, question, file in ((None, FERRY, "ferry.md"), ("farms", GOATS, "goats.md")):
                given = {"collection": collection} if collection else {}
                answer = await client.call_tool("ask", {"question": question, **given})
                assert paths(answer.structured_content) == {file}
                found = await client.call_tool("search", {"query": "Calder", **given})
                assert {hit["article"]["path"] for hit in found.structured_content["hits"]} == {file}
                read = await client.call_tool("read_article", {"path": file, **given})
                assert read.structured_content["path"] == file
            for tool, sent in (
                ("ask", {"question": FERRY}),
                ("search", {"query": "x"}),
                ("read_article", {"path": "x"}),
            ):
                unknown = await client.call_tool(tool, {**sent, "collection": "farm"})
                assert unknown.is_error
                assert "There are: ports, farms, gone." in unknown.content[0].text
            failed = await client.call_tool("ask", {"question": FERRY, "collection": "gone"})
            assert "cannot be opened" in failed.content[0].text

    anyio.run(said)


def test_the_page_of_each_is_where_it_is_told(client: httpx.Client) -> None:
    """The first one's is at `/` only; a name that is none is told, and not taken for the first one's page."""
    for path, leads in (("/c/ports", "/"), ("/c/ports/", "/"), ("/c/farms", "/c/farms/")):
        response = client.get(path)
        assert (response.status_code, response.headers["location"]) == (307, leads)
    for path in ("/", "/c/farms/", "/c/gone/"):
        assert "Article Assistant" in client.get(path).text
    for path in ("/c/farm", "/c/farm/", "/c/farm/config", "/c/FARMS/"):
        response = client.get(path)
        assert (response.status_code, response.json()["what"]) == (404, "There is no such collection.")
        assert "farms" in response.json()["remedy"]


def test_no_path_of_another_page_leads_out_of_the_articles(server: Served) -> None:
    """Nor does any way into the folder of another collection."""
    sent = [f"/c/farms{path}" for path in probes()]
    found = {path: target(server.address, path) for path in sent}
    assert len(found) == 60
    assert [path for path, (_, body) in found.items() if b"root:" in body] == []
    assert {path: status for path, (status, _) in found.items() if not 300 <= status < 500} == {}


def test_another_page_is_guarded_like_the_first(server: Served) -> None:
    """Against foreign names and pages, uploads, and Gradio's way past the line; its answers carry the headers."""
    port = int(server.address.rpartition(":")[2])
    for path in ("/c/farms/gradio_api/queue/join", "/c/farms/login", "/api/collections/farms/search"):
        for host, known in hosts(port):
            for origin, own in origins(host):
                headers = {"Host": host, **({} if origin is None else {"Origin": origin})}
                status, body = target(server.address, path, "POST", **headers)
                if known and own:
                    assert b"Only this page" not in body
                else:
                    assert (status, b'"what"' in body) == (403 if known else 400, True)
    for page in ("", "/c/farms"):
        assert target(server.address, f"{page}/gradio_api/upload", "POST")[0] == 404
        for past in ("call/ask", "call/v2/ask", "%63all/ask"):
            status, body = target(server.address, f"{page}/gradio_api/{past}", "POST")
            assert (status, b"Programs ask at /api/ask." in body) == (404, True), (page, past)
    assert target(server.address, "/%63/farms/gradio_api/call/ask", "POST")[0] == 404
    with server.client() as client:
        headers = client.get("/c/farms/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_another_page_is_behind_the_token_and_the_limit(place: Path, options: list[str]) -> None:
    """Below the path of a proxy, too."""
    limits = ("--root-path", "/library", "--questions-a-minute", "2", "--allow-changes")
    with (
        served(None, place / "index", *options, *limits, environment={"ASSISTANT_TOKEN": TOKEN}) as server,
        server.client() as client,
    ):
        for path in (
            "config",
            "theme.css",
            "gradio_api/info",
            "health",
            "login",
            "gradio_api/queue/data?session_hash=s",
        ):
            assert client.get(f"/c/farms/{path}").status_code == 401, path
            assert client.get(f"/library/c/farms/{path}").status_code == 401, path
        page = client.get("/c/farms/", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["location"]) == (303, "/library/login")
        client.post("/login", data={"token": TOKEN})
        client.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        assert client.get("/c/farms/config").json()["root"] == f"{server.address}/library/c/farms"
        assert client.get("/library/c/farms/config").json()["root"] == f"{server.address}/library/c/farms"
        assert client.get("/c/farms").headers["location"] == "/library/c/farms/"
        assert client.get("/c/ports/").headers["location"] == "/library/"
        components = client.get("/c/farms/config").json()["components"]
        (source,) = (one["id"] for one in components if one["props"].get("elem_id") == "source")
        sent = {"name": "cows.md", "content": "IyBDb3dzCg=="}
        call = {"data": sent, "fn_name": "add_article", "component_id": source, "session_hash": "s"}
        changed = client.post("/c/farms/gradio_api/component_server", json=call).json()
        assert "Log in with the one to manage" in changed["refused"]
        joined = [client.post("/c/farms/gradio_api/queue/join", json={}).status_code for _ in range(3)]
        assert joined[0] != 429
        assert joined[2] == 429
        assert client.post("/gradio_api/queue/join", json={}).status_code == 429


def test_a_server_of_which_nothing_opens_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """With the first one's error; an unknown name is told before anything is opened."""
    assert (
        main(["serve", "--port", "0", "--collection", "a=missing", "--collection", "b=lost"]) == ArticlesError.exit_code
    )
    assert "There is no folder missing." in capsys.readouterr().err
    assert main(["serve", "--port", "0", "--collection", "a"]) == 13
    assert "There is no collection a." in capsys.readouterr().err
