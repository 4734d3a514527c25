"""Ask and search: every quoted word is in its file, and what the articles do not say is not said."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import SEEDS, FakeEmbedder, Folder

from assistant import (
    Answer,
    Assistant,
    AssistantSettings,
    QuestionError,
    SentenceTransformerEmbedder,
    default_index_dir,
)

FACTS = [
    ("How many shells has North Korea delivered to Russia?", "five million"),
    ("How much crude did India buy in July 2023?", "two million barrels"),
    ("How much is trade between China and Russia worth?", "$240 billion"),
    ("When were the national payment systems of Russia and Iran integrated?", "July 2024"),
    ("Which fighter jets does Iran want from Russia?", "Su-35"),
    ("Who is the president of the National Rally?", "Marine Le Pen"),
    ("Who mediated between Putin and Prigozhin?", "Lukashenko"),
    ("For which project did Beijing refuse to provide equipment?", "Arctic LNG 2"),
    ("How much did trade between Russia and North Korea grow in 2023?", "ninefold"),
    ("What do EL PAÍS and Riddle say about the price of Chinese support?", ""),
]
OFF_TOPIC = [
    "How do I bake sourdough bread?",
    "Who won the 1998 football World Cup?",
    "How do I train a puppy to sit?",
    "What is photosynthesis?",
    "Which chords does a blues in A use?",
]
SPEAKS = AssistantSettings(threshold=0.0)
TINY: dict[str, str | bytes] = {
    "ferry.md": "---\ntitle: Ferries\npublisher: Harbour Post\n---\n\nThe ferry Aurora carries ninety cars across the"
    " strait of Norland. It was built in 1998 at the Calder yard by Ana Ruiz. Tickets cost twelve crowns.\n",
    "bees.txt": "Bees of the valley\n\nBeekeepers in Chile harvested thirty tonnes of heather honey last summer."
    " Beekeepers in Peru harvested nineteen tonnes of orange honey last winter.\n",
}


@pytest.fixture(scope="module")
def answers(seeds_assistant: Assistant) -> list[Answer]:
    """What the shipped articles say to clear questions and to questions on other things."""
    return [seeds_assistant.ask(question) for question in [*(question for question, _ in FACTS), *OFF_TOPIC]]


@pytest.fixture
def tiny(folder: Folder, fake_embedder: FakeEmbedder) -> Assistant:
    """An assistant over two short articles, with exact word matches, that always speaks."""
    return Assistant.open(folder(TINY), "index", embedder=fake_embedder, settings=SPEAKS)


def test_clear_questions_are_answered_with_the_words_that_answer(answers: list[Answer]) -> None:
    """The answer stands in the first quote or, for a few, in another one."""
    assert [answer.question for answer in answers if answer.abstained] == OFF_TOPIC
    for answer, (_, wanted) in zip(answers, FACTS, strict=False):
        assert wanted in " ".join(quote.text for quote in answer.quotes), answer.question
    assert sum(wanted in answer.quotes[0].text for answer, (_, wanted) in zip(answers, FACTS, strict=False)) >= 8


def test_every_quote_is_verbatim_in_its_article_and_in_the_file(answers: list[Answer]) -> None:
    """Offsets hold in the decoded file as it lies on disk; so do the marks in the quote."""
    quotes = [quote for answer in answers for quote in (*answer.quotes, *answer.nearest)]
    assert len(quotes) > 25
    for quote in quotes:
        decoded = (SEEDS / quote.article.path).read_bytes().decode("utf-8")
        assert decoded == quote.article.text
        assert decoded[quote.start : quote.end] == quote.text == quote.text.strip()
        assert all(0 <= start < end <= len(quote.text) for start, end in quote.marks)


def test_every_number_in_an_answer_is_a_quote_and_every_quote_has_its_number(answers: list[Answer]) -> None:
    """[n] is quotes[n - 1], and its text stands before it."""
    for answer in answers:
        numbers = [int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", answer.text)]
        plain = re.sub(r"\\(.)", r"\1", answer.text)
        assert set(numbers) == set(range(1, len(answer.quotes) + 1))
        for number, quote in enumerate(answer.quotes, start=1):
            assert f"{quote.text} [{number}]" in plain


def test_an_unknown_topic_abstains_with_the_nearest(answers: list[Answer]) -> None:
    """It says no, quotes nothing, and shows what came closest."""
    for answer in answers:
        assert answer.abstained is (answer.question in OFF_TOPIC)
        assert bool(answer.quotes) is not answer.abstained
        assert len(answer.nearest) == (3 if answer.abstained else 0)
        assert answer.text.startswith("The articles do not answer this.") is answer.abstained
        assert 0.0 <= answer.confidence <= 1.0
    spoken, silent = ([a.confidence for a in answers if a.abstained is silent] for silent in (False, True))
    assert min(spoken) > max(silent)


def test_an_answer_tells_what_was_searched(answers: list[Answer], seeds_assistant: Assistant) -> None:
    """Query, generation and the numbers of articles and passages."""
    assert {answer.query == answer.question for answer in answers} == {True}
    assert {(answer.generation, answer.searched[0]) for answer in answers} == {(1, len(list(SEEDS.glob("*.md"))))}
    assert answers[0].searched[1] == len(seeds_assistant.search("Russia", k=1000))


def test_a_follow_up_uses_the_conversation(seeds_assistant: Assistant) -> None:
    """The same words mean something else after another question."""
    history = [
        {"role": "user", "content": "How much is Russia's trade with China worth?"},
        {"role": "assistant", "content": "Around $240 billion [1]"},
    ]
    answer = seeds_assistant.ask("And with Iran?", history=history)
    assert answer.query == "How much is Russia's trade with Iran worth?"
    assert "$4 billion" in answer.quotes[0].text
    assert seeds_assistant.ask("And with Iran?").query == "And with Iran?"
    assert seeds_assistant.search("And with Iran?", history, k=1)[0].passage.article.path == "iran-trade.md"


ODD = [
    "?!… — ***", "🐐🐐🐐", 'NEAR("goat" OR ferry) AND NOT title:* ^x', '"', "''''", "' OR 1=1; --", "(", "-", "*",
    "AND",
    "Wie viele Autos trägt die Fähre?", "渡轮能运多少辆汽车？", "كم سيارة تحمل العبارة؟", "паром", "\x00ferry\x07",
    "\u202eyrref\u202c", "ferry " * 500, "f" * 3000, "\u200b", "{question} %s {{x}} \\n", "<script>alert(1)</script>",
    "[1] [2] [99]", "ferry\nAurora\r\ncars\t?",
]  # fmt: skip


@pytest.mark.parametrize("question", ODD, ids=range(len(ODD)))
def test_an_odd_question_is_answered_or_not_without_an_error(tiny: Assistant, question: str) -> None:
    """Whatever a person types; what is quoted is still verbatim."""
    answer = tiny.ask(question)
    assert answer.question == question.strip()
    assert {q.article.text[q.start : q.end] == q.text for q in (*answer.quotes, *answer.nearest)} == {True}
    assert [hit for hit in tiny.search(question) if hit.passage.article.path not in TINY] == []


@pytest.mark.parametrize(
    "question",
    [
        "🐐🐐🐐",
        ODD[2],
        "ferry " * 500,
        "渡轮能运多少辆汽车？",
        "كم سيارة تحمل العبارة؟",
        "Кто выиграл чемпионат по шахматам?",
    ],
    ids=["emoji", "operators", "3,000 characters", "Chinese", "Arabic", "Russian"],
)
def test_an_odd_question_abstains_with_the_real_model(seeds_assistant: Assistant, question: str) -> None:
    """None of them is about what the articles are about, whatever the script."""
    assert seeds_assistant.ask(question).abstained


@pytest.mark.parametrize(
    ("question", "earlier"),
    [("caf\udce9 and goats", "Who?"), ("\ud800", "Who?"), ("And why is it?", "Where do \udce9 goats graze?")],
    ids=["invalid byte", "half a pair", "asked before"],
)
def test_lone_surrogates_are_taken_or_refused_in_words(seeds_assistant: Assistant, question: str, earlier: str) -> None:
    """Bytes that are not UTF-8 reach a program as lone surrogates."""
    try:
        answer = seeds_assistant.ask(question, history=[{"role": "user", "content": earlier}])
    except QuestionError:
        return
    assert answer.abstained


@pytest.mark.parametrize(
    "question", ["", "  \t\n", "\u00a0\u2003", "g" * 4001, "goat " * 100_000, None, 7, b"goat", ["a"]]
)
def test_a_question_that_cannot_be_asked_is_refused(tiny: Assistant, question: Any) -> None:  # noqa: ANN401 (anything may come)
    """Blank, enormous or no string at all: one kind of error, with what to do."""
    for act in (tiny.ask, tiny.search, tiny.invoke, lambda q: list(tiny.stream(q))):
        with pytest.raises(QuestionError) as caught:
            act(question)
        assert caught.value.remedy != ""


@pytest.mark.parametrize("history", ["Who?", [5], [{"role": "user"}], {"role": "user", "content": "Who?"}])
def test_a_malformed_history_is_refused(tiny: Assistant, history: Any) -> None:  # noqa: ANN401 (anything may come)
    """By every way to ask."""
    for act in (tiny.ask, tiny.search, lambda q, history: list(tiny.stream(q, history=history))):
        with pytest.raises(QuestionError, match="message"):
            act("ferry", history=history)


def test_search_gives_the_best_passages_first(tiny: Assistant) -> None:
    """Each a slice of its article, with its sentences inside."""
    hits = tiny.search("Which ferry carries cars across the strait?")
    assert hits[0].passage.article.path == "ferry.md"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for passage in (hit.passage for hit in hits):
        assert passage.article.text[passage.start : passage.end] == passage.text
        assert all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)


def test_k_bounds_the_hits(tiny: Assistant) -> None:
    """As many as asked for, or as there are; at least one must be asked for."""
    everything = tiny.search("ferry honey", k=10**9)
    assert [tiny.search("ferry honey", k=k) for k in (1, 2)] == [everything[:1], everything[:2]]
    assert {hit.passage.article.path for hit in everything} == set(TINY)
    named = "What does Harbour Post say about honey?"
    assert tiny.search(named, k=1) == tiny.search(named, k=2)[:1]
    for k in (0, -1, -(10**9)):
        with pytest.raises(QuestionError, match=str(k)):
            tiny.search("ferry", k=k)


def test_conversations_in_threads_never_mix(tiny: Assistant) -> None:
    """Interleaved, every turn gets the answer it gets alone."""
    conversations = [
        ["How many tonnes of honey did beekeepers in Chile harvest?", "And Peru?", "And when was that?"],
        ["How many cars does the ferry Aurora carry?", "When was it built?", "And who built it?"],
    ] * 4

    def hold(questions: list[str]) -> list[Answer]:
        history: list[dict[str, str]] = []
        given = []
        for question in questions:
            given.append(tiny.ask(question, history=history))
            history += [{"role": "user", "content": question}, {"role": "assistant", "content": given[-1].text}]
        return given

    alone = [hold(questions) for questions in conversations[:2]]
    assert "honey" in alone[0][1].query
    assert "ferry" in alone[1][1].query
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(hold, conversations)) == alone * 4


def test_where_the_index_is_kept_by_default(folder: Folder, embedder: SentenceTransformerEmbedder) -> None:
    """Below .index, a folder of its own for each folder of articles; the articles' folder stays as it was."""
    place = folder({"a.txt": "The old lighthouse keeper fed eleven hungry cats every single evening.\n"})
    assistant = Assistant.open(str(place), embedder=embedder)
    assert assistant.index_dir == default_index_dir(place)
    assert assistant.index_dir.parts[0] == ".index"
    assert (assistant.articles_dir, [path.name for path in place.iterdir()]) == (place, ["a.txt"])
    assert default_index_dir(place) != default_index_dir(place.parent / "other" / place.name)
