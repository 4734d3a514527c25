"""Asked of some articles only: to that question, no others exist."""

from typing import Any

import pytest
from conftest import FakeEmbedder, Folder

from assistant import Answer, Assistant, AssistantSettings, Progress, QuestionError, SentenceTransformerEmbedder
from index import ArticleIndex, Query, Searcher

FERRY = "The ferry Aurora carries ninety cars across the strait of Norland."
COPY = "The budget of the harbour was cut by forty percent in the spring of that year."
ARTICLES: dict[str, str | bytes] = {
    "ferry.md": f"---\ntitle: Ferries\npublisher: Nordlys\n---\n\n{FERRY} {COPY}\n",
    "old.md": f"---\ntitle: Long ago\npublisher: The Sound\n---\n\nThe ferry Aurora carried thirty in 1910. {COPY}\n",
    "peru.txt": "Beekeepers in Peru harvested nineteen tonnes of orange honey. The zander is a fish.\n",
    "chile.txt": "Beekeepers in Chile harvested thirty tonnes of heather honey.\n",
}
CARS = "How many cars does the ferry Aurora carry?"
BUDGET = "By how much was the budget of the harbour cut?"


@pytest.fixture
def assistant(folder: Folder, fake_embedder: FakeEmbedder) -> Assistant:
    """An assistant over four short articles, that always speaks."""
    return Assistant.open(folder(ARTICLES), "index", embedder=fake_embedder, settings=AssistantSettings(threshold=0.0))


def quoted(answer: Answer) -> set[str]:
    """Return the paths of everything that an answer shows."""
    return {quote.article.path for quote in (*answer.quotes, *answer.nearest)}


@pytest.mark.parametrize("path", ARTICLES)
def test_everything_is_of_the_articles_asked(assistant: Assistant, path: str) -> None:
    """Quotes, copies, hits and what was searched, however near the others come."""
    for question in (CARS, BUDGET, "Who harvested honey?"):
        answer = assistant.ask(question, within=[path])
        assert quoted(answer) == {path}
        assert answer.searched == (1, 1)
        assert {copy for quote in answer.quotes for copy in quote.copies} == set()
        hits = assistant.search(question, within=[path])
        assert [hit.passage.article.path for hit in hits] == [path]


def test_copies_are_counted_among_the_articles_asked(assistant: Assistant) -> None:
    """An article that says the same is one of them, or is not mentioned."""
    (quote,) = assistant.ask(BUDGET, within=["ferry.md", "old.md", "peru.txt"]).quotes[:1]
    assert {quote.article.path, *quote.copies} == {"ferry.md", "old.md"}
    assert assistant.ask(BUDGET, within=["old.md", "peru.txt"]).quotes[0].copies == ()


def test_the_nearest_are_of_the_articles_asked(folder: Folder, embedder: SentenceTransformerEmbedder) -> None:
    """What another article answers is not answered."""
    assistant = Assistant.open(folder(ARTICLES), "index", embedder=embedder)
    assert not assistant.ask(CARS).abstained
    answer = assistant.ask(CARS, within=["peru.txt", "chile.txt"])
    assert answer.abstained
    assert {quote.article.path for quote in answer.nearest} <= {"peru.txt", "chile.txt"}


def test_every_way_to_ask_is_the_same(assistant: Assistant) -> None:
    """By name or in the mapping; any collection of paths; progress tells how much is searched."""
    expected = assistant.ask(CARS, within=["old.md", "peru.txt"])
    asked: dict[str, Any] = {"question": CARS, "history": [], "within": ("peru.txt", "old.md")}
    assert quoted(expected) <= {"old.md", "peru.txt"}
    assert assistant.invoke(asked) == assistant.invoke(CARS, within={"old.md", "peru.txt"}) == expected
    assert assistant.batch([asked, CARS]) == [expected, assistant.ask(CARS)]
    for events in (list(assistant.stream(asked)), list(assistant.stream(CARS, within=["old.md", "peru.txt"]))):
        assert events[-1] == expected
        assert Progress("Searched 2 passages in 2 articles") in events
    assert assistant.invoke({**asked, "within": None}) == assistant.ask(CARS)


def test_a_follow_up_leans_on_the_articles_asked(assistant: Assistant) -> None:
    """What the question before was answered is looked for in them, too."""
    history = [{"role": "user", "content": CARS}, {"role": "assistant", "content": FERRY}]
    for path in ("old.md", "chile.txt"):
        answer = assistant.ask("And when was it?", history, within=[path])
        assert answer.query == f"{CARS} And when was it?"
        assert quoted(answer) == {path}
        hits = assistant.search("And when was it?", history, within=[path])
        assert {hit.passage.article.path for hit in hits} == {path}


def test_an_unknown_path_is_ignored_and_all_paths_are_no_limit(assistant: Assistant) -> None:
    """Some article may have left the folder since it was chosen."""
    assert assistant.ask(CARS, within=["ferry.md", "gone.md", "../ferry.md", "\ud800"]) == assistant.ask(
        CARS, within=["ferry.md"]
    )
    assert assistant.ask(CARS, within=[*ARTICLES, "gone.md"]) == assistant.ask(CARS)
    assert assistant.search(CARS, within=list(ARTICLES)) == assistant.search(CARS)


@pytest.mark.parametrize("within", [[], ["gone.md"], "ferry.md", 7, {"ferry.md": True}, [None], b"ferry.md"])
def test_no_article_to_ask_is_told(assistant: Assistant, within: Any) -> None:  # noqa: ANN401 (anything may come)
    """Whether none is named, none is there, or it is no list of paths; by every way to ask."""
    for act in (
        lambda: assistant.ask(CARS, within=within),
        lambda: assistant.search(CARS, within=within),
        lambda: list(assistant.stream(CARS, within=within)),
        lambda: assistant.invoke({"question": CARS, "within": within}),
    ):
        with pytest.raises(QuestionError, match="articles") as caught:
            act()
        assert caught.value.remedy != ""


def test_small_talk_speaks_of_the_whole_folder(assistant: Assistant) -> None:
    """Nothing is searched, so that which articles are asked does not matter."""
    answer = assistant.ask("What can you do?", within=["ferry.md"])
    assert answer.small_talk
    assert "the 4 articles in this folder" in answer.text


def test_an_article_that_is_deleted_is_no_longer_asked(assistant: Assistant) -> None:
    """The next question knows."""
    (assistant.articles_dir / "ferry.md").unlink()
    assert quoted(assistant.ask(CARS, within=["ferry.md", "old.md"])) == {"old.md"}
    with pytest.raises(QuestionError):
        assistant.ask(CARS, within=["ferry.md"])


@pytest.fixture
def index(folder: Folder, fake_embedder: FakeEmbedder) -> ArticleIndex:
    """The index of the four articles."""
    return ArticleIndex.open(folder(ARTICLES), folder({}) / ".index", fake_embedder)[0]


def test_a_searcher_knows_only_its_articles(index: ArticleIndex) -> None:
    """Counts, articles, words and sources; what a word is worth is learned from all."""

    def seen(searcher: Searcher) -> tuple[Any, ...]:
        named = searcher.named_articles("What does Nordlys say?")
        return searcher.count, [a.path for a in searcher.articles()], searcher.knows("zander"), named

    with index.reading() as searcher:
        some = searcher.within({"ferry.md", "chile.txt"})
        assert seen(some) == ((2, 2), ["chile.txt", "ferry.md"], False, {"nordlys": {"ferry.md"}})
        assert seen(searcher.within({"peru.txt"})) == ((1, 1), ["peru.txt"], True, {})
        assert seen(searcher.within(None)) == seen(searcher) == (
            (4, 4), sorted(ARTICLES), True, {"nordlys": {"ferry.md"}},
        )  # fmt: skip
        assert some.article("peru.txt") is None
        assert some.article("ferry.md") == searcher.article("ferry.md")
        assert some.rarity("zander") == searcher.rarity("zander")
        assert some.corrected("Where is the zandar?") == searcher.corrected("Where is the zandar?")


def test_bm25_is_a_share_of_the_best_passage_asked(index: ArticleIndex) -> None:
    """A better passage of an article that is not asked takes nothing from the others."""
    query = [Query("thirty ferries")]
    with index.reading() as searcher:
        alone = searcher.within({"ferry.md"}).search(query, 5)
        among_all = searcher.search(query, 5, frozenset({"ferry.md"}))
    assert [hit.passage for hit in alone] == [hit.passage for hit in among_all]
    assert alone[0].score > among_all[0].score


def test_the_passages_of_each_article_are_counted(folder: Folder, fake_embedder: FakeEmbedder) -> None:
    """One with nothing to search has none."""
    long = " ".join(f"The crane number {number} stood at the quay of the harbour all day." for number in range(60))
    place = folder({"a.md": long, "b.md": FERRY, "c.md": "---\ntitle: Nothing\n---\n"})
    assistant = Assistant.open(place, "index", embedder=fake_embedder)
    counts = assistant.passage_counts()
    assert list(counts) == [article.path for article in assistant.articles()] == ["a.md", "b.md", "c.md"]
    assert counts["a.md"] > 3
    assert (counts["b.md"], counts["c.md"]) == (1, 0)
    assert sum(counts.values()) == assistant.ask("crane").searched[1]
