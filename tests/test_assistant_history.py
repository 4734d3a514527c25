"""Whatever keeps the conversation, the questions asked so far come out of it."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from assistant import QuestionError
from assistant.history import earlier_questions, last_answer


def user(content: object) -> dict[str, object]:
    """Return what a person said, as a message."""
    return {"role": "user", "content": content}


@pytest.mark.parametrize(
    ("history", "asked"),
    [
        ([], []),
        ((), []),
        ([user("Who sails?"), {"role": "assistant", "content": "Ana [1]"}, user("When?")], ["Who sails?", "When?"]),
        ((user("Who sails?"),), ["Who sails?"]),
        ([{"role": "system", "content": "Be brief."}, user("Who sails?")], ["Who sails?"]),
        ([{"role": "tool", "content": "42"}], []),
        ([user("  Who sails?\n")], ["Who sails?"]),
        ([user(""), user("   "), user(None), user(7), user(b"raw")], []),
        ([{**user("Who?"), "name": "Bo", "refusal": None}], ["Who?"]),
    ],
    ids=["none", "none in a tuple", "two turns", "a tuple", "system", "tool", "blanks", "nothing said", "more keys"],
)
def test_openai_messages(history: list[object], asked: list[str]) -> None:
    """Role and content are read; only what the person said counts."""
    assert earlier_questions(history) == asked


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        ([{"type": "text", "text": "Who sails?"}], ["Who sails?"]),
        ([{"type": "text", "text": "Who sails"}, {"type": "text", "text": "today?"}], ["Who sails today?"]),
        (["Who sails", "today?"], ["Who sails today?"]),
        (
            [{"type": "text", "text": "Who is this?"}, {"type": "image_url", "image_url": {"url": "x"}}],
            ["Who is this?"],
        ),
        ([{"type": "file", "file": {"path": "a.png"}}], []),
        ([{"type": "text", "text": None}], []),
        ([3, None], []),
        ([], []),
        ({"path": "a.png"}, []),
    ],
    ids=["one", "two", "plain strings", "with an image", "a file", "no text", "no parts", "empty", "a mapping"],
)
def test_content_in_parts(content: object, asked: list[str]) -> None:
    """Gradio and OpenAI give content as parts; the text of them is the question."""
    assert earlier_questions([{"role": "user", "metadata": None, "options": None, "content": content}]) == asked


def test_langchain_messages() -> None:
    """Message objects are taken as they are, and may be mixed with dictionaries."""
    history = [
        SystemMessage("Be brief."),
        HumanMessage("Who sails?"),
        AIMessage("Ana."),
        HumanMessage([{"type": "text", "text": "And when?"}]),
        user("Why?"),
    ]
    assert earlier_questions(history) == ["Who sails?", "And when?", "Why?"]


def test_a_turn_is_read_up_to_a_limit() -> None:
    """A pasted book in an earlier turn does not drown the question; its beginning is kept."""
    (asked,) = earlier_questions([user("ferry " * 50_000)])
    assert asked.startswith("ferry ferry")
    assert len(asked) <= 4000


@pytest.mark.parametrize(
    "history",
    [
        "Who sails?",
        user("Who sails?"),
        b"Who sails?",
        ["Who sails?"],
        [("user", "Who sails?")],
        [["Who sails?", "Ana."]],
        [{"role": "user"}],
        [{"content": "Who sails?"}],
        [user("Who sails?"), None],
        [{}],
        5,
        iter([user("Who sails?")]),
    ],
    ids=[
        "a string", "one message", "bytes", "strings", "tuples", "pairs", "no content", "no role", "None among them",
        "an empty message", "a number", "an iterator",
    ],
)  # fmt: skip
def test_a_malformed_history_is_refused_with_an_example(history: list[object]) -> None:
    """What is not a list of messages is an error that shows what one looks like."""
    with pytest.raises(QuestionError, match="where a message was expected") as caught:
        earlier_questions(history)
    assert '{"role": "user", "content": "..."}' in caught.value.remedy


def test_the_history_is_left_as_it_was() -> None:
    """The caller's conversation is a value: nothing is written into it."""
    history = [user([{"type": "text", "text": " Who? "}]), user("  When? ")]
    assert earlier_questions(history) == ["Who?", "When?"]
    assert history == [user([{"type": "text", "text": " Who? "}]), user("  When? ")]


@pytest.mark.parametrize(
    ("history", "answer"),
    [
        ([], ""),
        ([{"role": "user", "content": "Who?"}], ""),
        ([{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Ana."}], "Ana."),
        ([{"role": "assistant", "content": "Ana."}, {"role": "assistant", "content": "Bo."}], "Bo."),
        ([{"role": "assistant", "content": "Ana."}, {"role": "user", "content": "Why?"}], "Ana."),
        ([{"role": "assistant", "content": [{"type": "text", "text": "Ana."}]}], "Ana."),
    ],
    ids=["none", "not answered", "answered", "the last", "asked since", "parts"],
)
def test_the_last_answer(history: list[object], answer: str) -> None:
    """What the assistant said last, if it said anything."""
    assert last_answer(history) == answer
