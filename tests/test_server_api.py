"""The HTTP API: a real server process, a real index, the real model."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import Served, served

from assistant import Assistant, answer_data

QUESTION = "How many shells did North Korea deliver?"
HISTORY = [
    {"role": "user", "content": "How much trade does Russia do with China?"},
    {"role": "assistant", "content": "The articles tell."},
]


@pytest.fixture
def client(seeds_served: Served) -> Iterator[httpx.Client]:
    """Return a client of the served articles."""
    with seeds_served.client() as found:
        yield found


def events(text: str) -> list[tuple[str, object]]:
    """Return the events of a stream, with their names."""
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


@pytest.mark.parametrize(
    "asked",
    [
        {"question": QUESTION},
        {"question": "And with Iran?", "history": HISTORY},
        {"question": "Who buys oil?", "within": ["india.md", "china-trade.md"]},
        {"question": "What does a kilogram of saffron cost in Lisbon?"},
    ],
)
def test_an_answer_is_that_of_the_command_line(
    client: httpx.Client, seeds_assistant: Assistant, asked: dict[str, object]
) -> None:
    """Field by field, with a conversation, with some articles only, and without an answer."""
    response = client.post("/api/ask", json=asked)
    own = seeds_assistant.ask(str(asked["question"]), asked.get("history", ()), within=asked.get("within"))  # type: ignore[arg-type]
    assert (response.status_code, response.json()) == (200, answer_data(own))


def test_a_stream_tells_what_happens_then_the_text_then_the_answer(
    client: httpx.Client, seeds_assistant: Assistant
) -> None:
    """The pieces of text make the answer's."""
    response = client.post("/api/ask/stream", json={"question": QUESTION})
    told = events(response.text)
    names = [name for name, _ in told]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert names == sorted(names, key=["progress", "text", "answer"].index)
    answer = answer_data(seeds_assistant.ask(QUESTION))
    assert "".join(one["delta"] for name, one in told if name == "text").strip() == answer["text"]  # type: ignore[index]
    assert told[-1] == ("answer", answer)


def test_a_stream_that_fails_says_so_at_its_end(client: httpx.Client) -> None:
    """Its status was told before that was known."""
    told = events(client.post("/api/ask/stream", json={"question": "?" * 5000}).text)
    assert told[-1][0] == "error"
    assert told[-1][1] == {
        "what": "The question has 5000 characters; at most 4000 are read.",
        "remedy": "Ask it more briefly.",
    }


def test_passages_are_found(client: httpx.Client, seeds_assistant: Assistant) -> None:
    """As by `Assistant.search`, and exact."""
    found = client.post("/api/search", json={"question": "drones from Iran", "k": 3}).json()["hits"]
    own = seeds_assistant.search("drones from Iran", k=3)
    assert [one["text"] for one in found] == [hit.passage.text for hit in own]
    article = client.get(f"/api/articles/{found[0]['article']['path']}").json()
    assert article["text"][found[0]["start"] : found[0]["end"]] == found[0]["text"]


def test_articles_are_listed_and_read_in_parts(client: httpx.Client, seeds_assistant: Assistant) -> None:
    """All of them, in order; the parts of one make its text."""
    listed = client.get("/api/articles").json()
    assert [one["path"] for one in listed["articles"]] == [one.path for one in seeds_assistant.articles()]
    assert listed["total"] == len(listed["articles"])
    assert client.get("/api/articles", params={"offset": 3, "limit": 2}).json() == {
        "total": listed["total"],
        "articles": listed["articles"][3:5],
    }
    text, offset = "", 0
    while offset is not None:
        part = client.get("/api/articles/india.md", params={"offset": offset, "limit": 1500}).json()
        text, offset = text + part["text"], part["next"]
    article = seeds_assistant.article("india.md")
    assert article
    assert text == article.text


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/ask", b'{"question": " "}', 400),
        ("POST", "/api/ask", b'{"question": "Who?", "within": ["none.md"]}', 400),
        ("POST", "/api/ask", b'{"question": "\\ud800?"}', 422),
        ("POST", "/api/ask", b'{"question": 7}', 422),
        ("POST", "/api/ask", b'{"question": "Who?", "wihtin": []}', 422),
        ("POST", "/api/ask", b'{"question": "Who?", "history": [{"role": "user"}]}', 422),
        ("POST", "/api/ask", b"{", 422),
        ("POST", "/api/ask", b"[" * 100_000, 400),
        ("POST", "/api/search", b'{"question": "Who?", "k": 0}', 422),
        ("GET", "/api/articles/none.md", None, 404),
        ("GET", "/api/articles/india.md?offset=99999999", None, 400),
        ("GET", "/api/articles?limit=0", None, 422),
        ("GET", "/api/none", None, 404),
        ("GET", "/api/ask", None, 405),
        ("DELETE", "/api/articles", None, 405),
    ],
)
def test_a_refusal_says_what_and_what_to_do(
    client: httpx.Client, method: str, path: str, body: bytes | None, status: int
) -> None:
    """In JSON, with the fitting status, and nothing of this machine."""
    response = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == status, response.text
    assert set(response.json()) == {"what", "remedy"}
    assert all(response.json().values())
    assert "Traceback" not in response.text
    assert str(Path.home()) not in response.text


def test_the_openapi_document_has_exactly_the_api(client: httpx.Client) -> None:
    """With a typed answer; the page's own routes are not in it."""
    document = client.get("/api/openapi.json").json()
    assert document["servers"] == [{"url": "/api"}]
    assert {path: set(operations) for path, operations in document["paths"].items()} == {
        "/ask": {"post"},
        "/ask/stream": {"post"},
        "/search": {"post"},
        "/articles": {"get"},
        "/articles/{path}": {"get"},
        "/collections": {"get"},
        "/collections/{collection}/ask": {"post"},
        "/collections/{collection}/ask/stream": {"post"},
        "/collections/{collection}/search": {"post"},
        "/collections/{collection}/articles": {"get"},
        "/collections/{collection}/articles/{path}": {"get"},
    }
    fields = document["components"]["schemas"]["AnswerGiven"]["properties"]
    assert set(fields) == {*client.post("/api/ask", json={"question": QUESTION}).json(), "writing"}
    assert not {"HTTPValidationError", "ValidationError"} & document["components"]["schemas"].keys()


def numbers(client: httpx.Client) -> dict[str, float]:
    """Return the metrics that have no labels."""
    lines = [line.split() for line in client.get("/metrics").text.splitlines() if line[0] != "#"]
    return {name: float(value) for name, value in lines if "{" not in name}


def test_what_was_asked_is_counted(client: httpx.Client, seeds_assistant: Assistant) -> None:
    """Answers, abstentions and errors, with their time, and what the index holds."""
    before = numbers(client)
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/ask", json={"question": "What does a kilogram of saffron cost in Lisbon?"})
    client.post("/api/ask", json={"question": " "})
    after = numbers(client)
    grown = {name: after[f"assistant_{name}"] - before[f"assistant_{name}"] for name in COUNTED}
    assert grown == {"questions_total": 3, "abstentions_total": 1, "errors_total": 1, "answer_seconds_count": 2}
    assert after["assistant_questions_present"] == 0
    counts = seeds_assistant.passage_counts()
    assert (after["assistant_articles"], after["assistant_passages"]) == (len(counts), sum(counts.values()))
    assert (after["assistant_index_open"], after["assistant_generation"]) == (1, seeds_assistant.generation)


COUNTED = ("questions_total", "abstentions_total", "errors_total", "answer_seconds_count")


def test_the_server_lives_before_there_is_anything_to_ask(tmp_path: Path) -> None:
    """An empty folder: the health says so, and a question is told to come again."""
    (tmp_path / "articles").mkdir()
    with served(tmp_path / "articles", tmp_path / "index", waits=True) as found, found.client() as client:
        assert client.get("/health").json() == {"alive": True, "open": False}
        assert numbers(client)["assistant_index_open"] == 0
        response = client.post("/api/ask", json={"question": QUESTION})
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        assert response.json()["what"] == "The articles are not open yet."
        (tmp_path / "articles" / "a.md").write_text("# Goats\n\nThe goats of Calder climb the hill.\n", "utf-8")
        while not client.get("/health").json()["open"]:
            pass
        assert client.post("/api/ask", json={"question": "What do the goats of Calder climb?"}).json()["quotes"]
