"""Courtesy and questions about the assistant get a reply of their own; questions never do."""

from pathlib import Path

import pytest
from conftest import FakeEmbedder, Folder

from assistant import Answer, Assistant, AssistantSettings, Progress, Text
from assistant.smalltalk import SmallTalk, real_questions, reply, small_talk, without_courtesy
from assistant.terminal import answer_lines

FERRY = "The ferry of Calder carries forty goats across the lake every morning at dawn.\n"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Hello!", SmallTalk.GREETING),
        ("hi there", SmallTalk.GREETING),
        ("Good morning, how are you today?", SmallTalk.GREETING),
        ("Thanks!", SmallTalk.THANKS),
        ("Ok, thanks a lot for your help :)", SmallTalk.THANKS),
        ("thank you so much 🙏", SmallTalk.THANKS),
        ("Thanks, bye!", SmallTalk.GOODBYE),
        ("Goodbye then.", SmallTalk.GOODBYE),
        ("Great, that's very helpful.", SmallTalk.PRAISE),
        ("You are the best!", SmallTalk.PRAISE),
        ("ok", SmallTalk.PRAISE),
        ("What can you do?", SmallTalk.ABOUT),
        ("hello who are you", SmallTalk.ABOUT),
        ("Hi! What can I ask you about?", SmallTalk.ABOUT),
        ("Are you a robot?", SmallTalk.ABOUT),
        ("help", SmallTalk.ABOUT),
        ("How does this work?", SmallTalk.ABOUT),
    ],
)
def test_small_talk(said: str, kind: SmallTalk) -> None:
    """Several courtesies count as the one that wants an answer most."""
    assert small_talk(said, first=True) is kind


@pytest.mark.parametrize(
    "said",
    [
        "hello world program",
        "Thanks to whom did the deal come about?",
        "thanks to the ferry",
        "Hi-tech exports",
        "Who are you quoting?",
        "What can you do with drones?",
        "Help for Ukraine",
        "How does this work for Iran?",
        "Good morning Vietnam",
        "Great Britain",
        "Good",
        "goods",
        "Okayama",
        "Is it good?",
        "Cool storage",
        "Thank you letters",
        "Bye-laws",
        "Thanks! And how many shells?",
        "hi, who pays?",
        "yes",
        "Why?",
        "?!",
        "",
    ],
)
def test_questions_are_no_small_talk(said: str) -> None:
    """Whatever they begin with; a single word of praise alone is the exception."""
    assert small_talk(said, first=True) is (SmallTalk.PRAISE if said == "Good" else None)


@pytest.mark.parametrize("said", ["How does this work?", "help", "What is this?"])
def test_what_may_mean_the_subject_is_a_question_later_on(said: str) -> None:
    """Once something was asked, "this" may be what was spoken of."""
    assert (small_talk(said, first=True), small_talk(said, first=False)) == (SmallTalk.ABOUT, None)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("Thanks! And how many shells?", "And how many shells?"),
        ("Hi, who is Ana Ruiz?", "who is Ana Ruiz?"),
        ("Hello! Good morning. Thank you very much - what now?", "what now?"),
        ("Thanks and how many shells?", "how many shells?"),
        ("How many shells? Thanks!", "How many shells?"),
        ("How many shells, thank you very much.", "How many shells"),
        ("hello world program", "hello world program"),
        ("Thanks to whom did the deal come about?", "Thanks to whom did the deal come about?"),
        ("Great, and when?", "and when?"),
        ("Good, bad or ugly ships?", "Good, bad or ugly ships?"),
        ("Great! Ships?", "Ships?"),
        ("Great Britain?", "Great Britain?"),
        ("Hi-tech exports", "Hi-tech exports"),
        ("Whom does he give thanks", "Whom does he give thanks"),
    ],
)
def test_a_question_without_its_courtesy(said: str, question: str) -> None:
    """Only what punctuation, or a question after "and", sets apart is taken off."""
    assert without_courtesy(said) == question


def test_what_was_asked_of_the_articles() -> None:
    """Courtesy is no question to lean on."""
    asked = ["Hi!", "Hello, who is Ana?", "Thanks!", "What can you do?", "Why is that?"]
    assert real_questions(asked) == ["who is Ana?", "Why is that?"]


@pytest.mark.parametrize("kind", SmallTalk)
def test_every_kind_has_a_reply_that_cites_nothing(kind: SmallTalk) -> None:
    """Plain sentences, in which nothing is markup."""
    told = reply(kind, 1_488)
    assert told.endswith((".", "?"))
    assert not set(told) & set("[]<>*_`#\\")
    assert ("1,488 articles" in told) == (kind in (SmallTalk.ABOUT, SmallTalk.GREETING))
    assert "1 articles" not in reply(kind, 1)


@pytest.fixture
def assistant(folder: Folder, tmp_path: Path, fake_embedder: FakeEmbedder) -> Assistant:
    """An assistant that always speaks."""
    place = folder({"a.txt": FERRY})
    return Assistant.open(place, tmp_path / "index", embedder=fake_embedder, settings=AssistantSettings(threshold=0.0))


def test_a_reply_comes_without_a_search(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is embedded, quoted or near, and the answer says that it is small talk."""
    monkeypatch.setattr(FakeEmbedder, "embed_queries", lambda *_: pytest.fail("it was searched"))
    answer = assistant.ask("What can you do?")
    assert answer.text == reply(SmallTalk.ABOUT, 1)
    assert (answer.quotes, answer.nearest, answer.abstained, answer.confidence) == ((), (), True, 0.0)
    assert (answer.small_talk, answer.searched) == (True, (1, 1))
    assert list(answer_lines(answer)) == answer.text.split("\n")


def test_a_reply_is_streamed_without_a_word_of_searching(assistant: Assistant) -> None:
    """Its text, and the answer."""
    events = list(assistant.stream("Thanks!"))
    answer = assistant.ask("Thanks!")
    assert events == [Text(answer.text), answer]
    begun = next(assistant.stream("Thanks! How many goats?"))
    assert isinstance(begun, Progress)


def test_a_courteous_question_is_answered(assistant: Assistant) -> None:
    """As it is without the courtesy; what was asked is kept as it was typed."""
    polite, plain = (assistant.ask(text) for text in ("Hello! How many goats?", "How many goats?"))
    assert (polite.question, polite.query, polite.quotes) == ("Hello! How many goats?", plain.query, plain.quotes)
    assert not polite.small_talk


def test_a_follow_up_leans_on_the_question_before_the_thanks(assistant: Assistant) -> None:
    """Thanks in between change nothing."""

    def follow_up(*earlier: str) -> Answer:
        return assistant.ask("Why is that?", history=[{"role": "user", "content": text} for text in earlier])

    assert follow_up("How many goats?", "Thanks!").query == follow_up("How many goats?").query
    assert assistant.ask("help", history=[{"role": "user", "content": "How many goats?"}]).small_talk is False
