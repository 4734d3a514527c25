"""What OpenAI's own client gets, unmodified."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from served import Served

from assistant import Assistant

openai = pytest.importorskip("openai")

QUESTION = "How many shells did North Korea deliver?"
MODEL = "article-assistant"


@pytest.fixture
def client(seeds_served: Served) -> Iterator[Any]:
    """Return OpenAI's client of the served articles."""
    with openai.OpenAI(base_url=f"{seeds_served.address}/v1", api_key="none", max_retries=0) as found:
        yield found


def check(citations: list[Any], text: str, assistant: Assistant, http: httpx.Client) -> None:
    """Check that each citation stands where it says, and leads to the very words of a quote."""
    quotes = assistant.ask(QUESTION).quotes
    cited = [text[one.url_citation.start_index : one.url_citation.end_index] for one in citations]
    assert {f"[{number}]" for number in range(1, len(quotes) + 1)} == set(cited)
    for one, mark in zip(citations, cited, strict=True):
        quote, citation = quotes[int(mark[1:-1]) - 1], one.url_citation
        assert one.type == "url_citation"
        assert (citation.title, citation.path) == (quote.article.title, quote.article.path)
        assert quote.article.text[citation.start : citation.end] == citation.quote == quote.text
        assert http.get(citation.url).json()["text"] == quote.text


def test_a_completion_is_the_answer_with_its_quotes_as_annotations(
    client: Any,  # noqa: ANN401 (OpenAI's client)
    seeds_assistant: Assistant,
    seeds_served: Served,
) -> None:
    """Every citation stands where it says, and its address gives the quote."""
    completion = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": QUESTION}])
    (choice,) = completion.choices
    assert (completion.object, completion.model, choice.finish_reason) == ("chat.completion", MODEL, "stop")
    assert choice.message.content == seeds_assistant.ask(QUESTION).text
    with seeds_served.client() as http:
        check(choice.message.annotations, choice.message.content, seeds_assistant, http)


def test_a_streamed_completion_says_the_same(
    client: Any,  # noqa: ANN401 (OpenAI's client)
    seeds_assistant: Assistant,
    seeds_served: Served,
) -> None:
    """Piece by piece, the annotations with the last one."""
    chunks = list(
        client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": QUESTION}], stream=True)
    )
    assert len({chunk.id for chunk in chunks}) == 1
    deltas = [chunk.choices[0].delta for chunk in chunks]
    text = "".join(delta.content or "" for delta in deltas)
    assert (deltas[0].role, chunks[-1].choices[0].finish_reason) == ("assistant", "stop")
    assert text.strip() == seeds_assistant.ask(QUESTION).text
    annotations = [openai.types.chat.chat_completion_message.Annotation(**one) for one in deltas[-1].annotations]
    with seeds_served.client() as http:
        check(annotations, text, seeds_assistant, http)


def test_the_messages_before_the_last_are_the_conversation(client: Any, seeds_assistant: Assistant) -> None:  # noqa: ANN401
    """What a system message says, or a message without words, changes nothing."""
    before = [
        {"role": "user", "content": [{"type": "text", "text": "How much trade does Russia do with China?"}]},
        {"role": "assistant", "content": "The articles tell."},
    ]
    asked = [{"role": "system", "content": "Be brief."}, *before, {"role": "user", "content": "And with Iran?"}]
    completion = client.chat.completions.create(model="any", messages=asked, temperature=0.2, max_tokens=50)
    assert completion.choices[0].message.content == seeds_assistant.ask("And with Iran?", before).text


def test_what_the_articles_do_not_answer_has_no_annotations(client: Any) -> None:  # noqa: ANN401
    """It says no, as ever."""
    question = "What does a kilogram of saffron cost in Lisbon?"
    completion = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": question}])
    assert completion.choices[0].message.content.startswith("The articles do not answer this.")
    assert completion.choices[0].message.annotations == []


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ([{"role": "user", "content": " "}], "The question is blank."),
        ([{"role": "user", "content": "?" * 5000}], "at most 4000"),
        ([{"role": "assistant", "content": "Yes."}], "The last message is not the user's."),
        ([], "messages"),
    ],
)
def test_a_refusal_is_an_error_of_the_client(client: Any, messages: list[object], told: str, stream: bool) -> None:  # noqa: ANN401
    """Streamed or not, with its status and in words."""
    with pytest.raises((openai.BadRequestError, openai.UnprocessableEntityError), match=told):
        client.chat.completions.create(model=MODEL, messages=messages, stream=stream)


def test_the_one_model_is_listed(client: Any) -> None:  # noqa: ANN401
    """Another name is not found."""
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).owned_by == MODEL
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("other")
