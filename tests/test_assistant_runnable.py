"""The assistant as a LangChain runnable, its stream, and its search as a retriever."""

import asyncio
from collections.abc import Generator

import pytest
from conftest import FakeEmbedder, Folder
from langchain_core.documents import Document
from langchain_core.messages import HumanMessage
from langchain_core.runnables import Runnable, RunnableLambda, RunnableParallel

from assistant import Answer, Assistant, AssistantSettings, PassageRetriever, Progress, QuestionError, Text

QUESTION = "How many cars does the ferry Aurora carry?"
FOLLOW_UP = {"question": "Who built it?", "history": [{"role": "user", "content": QUESTION}]}
FERRY = "The ferry Aurora carries ninety cars across the strait. It was built by Ana Ruiz at the Calder yard."


@pytest.fixture
def assistant(folder: Folder, fake_embedder: FakeEmbedder) -> Assistant:
    """An assistant over two short articles, that always speaks."""
    place = folder(
        {
            "ferry.md": f"---\ntitle: Ferries\nauthor: Bo Lund\npublisher: Post\ndate: 2021-05-04\n---\n\n{FERRY}\n",
            "sub/bees.txt": "Beekeepers in Peru harvested nineteen tonnes of orange honey last winter.\n",
        }
    )
    return Assistant.open(place, "index", embedder=fake_embedder, settings=AssistantSettings(threshold=0.0))


def test_invoke_takes_a_question_or_a_mapping(assistant: Assistant) -> None:
    """Both give what `ask` gives."""
    assert isinstance(assistant, Runnable)
    expected = assistant.ask(QUESTION)
    assert assistant.invoke(QUESTION) == expected
    assert assistant.invoke({"question": QUESTION}) == expected
    assert assistant.invoke({"question": QUESTION, "history": []}, {"tags": ["test"]}) == expected
    assert assistant.invoke({"question": QUESTION, "history": None, "other": 1}) == expected
    assert "ninety cars" in expected.quotes[0].text


def test_invoke_with_a_history(assistant: Assistant) -> None:
    """A follow-up leans on it; message objects will do."""
    answer = assistant.invoke(FOLLOW_UP)
    assert answer == assistant.ask("Who built it?", history=[HumanMessage(QUESTION)])
    assert (answer.question, answer.query) == ("Who built it?", f"{QUESTION} Who built it?")


@pytest.mark.parametrize("value", [{}, {"history": []}, {"query": "Who?"}])
def test_a_mapping_without_a_question_is_refused(assistant: Assistant, value: dict[str, object]) -> None:
    """The error shows the mapping that is wanted."""
    with pytest.raises(QuestionError) as caught:
        assistant.invoke(value)
    assert '"question"' in caught.value.remedy


def test_batch_keeps_the_order(assistant: Assistant) -> None:
    """Questions and mappings mixed; a refused one can be had as its error."""
    answers = assistant.batch([QUESTION, FOLLOW_UP, "Who harvested honey in Peru?"])
    assert answers == [assistant.invoke(q) for q in (QUESTION, FOLLOW_UP, "Who harvested honey in Peru?")]
    errors = assistant.batch([QUESTION, " "], return_exceptions=True)
    assert [type(result) for result in errors] == [Answer, QuestionError]


def test_asynchronous_calls(assistant: Assistant) -> None:
    """`ainvoke`, `abatch` and `astream` end in the same answer."""

    async def ask() -> tuple[Answer, list[Answer], list[Answer]]:
        streamed = [event async for event in assistant.astream(QUESTION)]
        return await assistant.ainvoke(QUESTION), await assistant.abatch([QUESTION, FOLLOW_UP]), streamed

    one, several, streamed = asyncio.run(ask())
    assert one == assistant.invoke(QUESTION)
    assert several == [one, assistant.invoke(FOLLOW_UP)]
    assert streamed[-1] == one


def test_it_composes_with_other_runnables(assistant: Assistant) -> None:
    """Before, after and beside; streaming a pipe hands the finished answer on."""

    def paths(answer: Answer) -> list[str]:
        return [quote.article.path for quote in answer.quotes]

    quoted = assistant | RunnableLambda(paths)
    assert quoted.invoke(QUESTION)[0] == "ferry.md"
    assert list(quoted.stream(QUESTION)) == [quoted.invoke(QUESTION)]
    assert (RunnableLambda(str.strip) | assistant).invoke(f"  {QUESTION} ") == assistant.ask(QUESTION)
    both = RunnableParallel(answer=assistant, passages=assistant.retriever(k=1)).invoke(QUESTION)
    assert both["answer"] == assistant.ask(QUESTION)
    assert both["passages"][0].metadata["path"] == "ferry.md"


@pytest.mark.parametrize("threshold", [0.0, 1.0], ids=["answers", "abstains"])
def test_a_stream_is_progress_then_text_then_the_answer(assistant: Assistant, threshold: float) -> None:
    """The pieces of text put together are the answer's text."""
    settings = AssistantSettings(threshold=threshold)
    other = Assistant.open(assistant.articles_dir, "other", embedder=FakeEmbedder(), settings=settings)
    events = list(other.stream(QUESTION))
    kinds = [type(event) for event in events]
    assert kinds == sorted(kinds, key=[Progress, Text, Answer].index)
    assert (kinds[0], kinds.count(Answer)) == (Progress, 1)
    assert all(event.message for event in events if isinstance(event, Progress))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert answer == other.ask(QUESTION)
    assert answer.abstained is (threshold == 1.0)
    text = "".join(event.delta for event in events if isinstance(event, Text))
    assert text.rstrip() == answer.text != ""


def test_a_stream_takes_the_history_either_way(assistant: Assistant) -> None:
    """In the mapping or by name."""
    by_name = list(assistant.stream("Who built it?", history=FOLLOW_UP["history"]))
    assert by_name == list(assistant.stream(FOLLOW_UP))
    assert by_name[-1] == assistant.invoke(FOLLOW_UP)


def test_a_stream_that_is_left_early_holds_nothing(assistant: Assistant) -> None:
    """The index can be changed and asked at once."""
    stream = assistant.stream(QUESTION)
    assert isinstance(stream, Generator)
    assert isinstance(next(stream), Progress)
    stream.close()
    (assistant.articles_dir / "goats.txt").write_text("The old goats of Calder climb the steep hill every morning.\n")
    assert assistant.refresh().added == ("goats.txt",)
    assert assistant.ask("Which goats climb the hill?").quotes[0].article.path == "goats.txt"


def test_a_stream_sees_one_generation(assistant: Assistant) -> None:
    """An article that is deleted while an answer is streamed is still quoted in it, and not in the next."""
    stream = assistant.stream(QUESTION)
    begun = [next(stream), next(stream)]
    (assistant.articles_dir / "ferry.md").unlink()
    assert assistant.refresh().deleted == ("ferry.md",)
    *_, answer = stream
    assert all(isinstance(event, Progress) for event in begun)
    assert isinstance(answer, Answer)
    assert (answer.quotes[0].article.path, answer.generation) == ("ferry.md", 1)
    assert {quote.article.path for quote in assistant.ask(QUESTION).quotes} == {"sub/bees.txt"}


def test_the_retriever_gives_documents(assistant: Assistant) -> None:
    """What `search` finds, as LangChain keeps it, with everything needed to cite it."""
    retriever = assistant.retriever(k=2)
    assert isinstance(retriever, PassageRetriever)
    documents = retriever.invoke(QUESTION)
    hits = assistant.search(QUESTION, k=2)
    text = (assistant.articles_dir / "ferry.md").read_text("utf-8")
    assert documents[0] == Document(
        page_content=FERRY,
        metadata={
            "path": "ferry.md", "title": "Ferries", "author": "Bo Lund", "publisher": "Post",
            "published": "2021-05-04", "start": text.index(FERRY), "end": text.index(FERRY) + len(FERRY),
            "score": hits[0].score,
        },
    )  # fmt: skip
    assert [document.metadata["path"] for document in documents] == ["ferry.md", "sub/bees.txt"]
    assert asyncio.run(retriever.ainvoke(QUESTION)) == documents
    assert len(assistant.retriever(k=1).invoke(QUESTION)) == 1


def test_the_retriever_refuses_what_the_search_refuses(assistant: Assistant) -> None:
    """The same error."""
    with pytest.raises(QuestionError):
        assistant.retriever().invoke("  ")
    with pytest.raises(QuestionError, match="k must be"):
        assistant.retriever(k=0).invoke(QUESTION)
