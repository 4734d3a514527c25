"""Search: dense and BM25 fused, filters, several queries, and what names an article."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEmbedder, Folder

from index import ArticleIndex, IndexSettings, Query, Searcher, SentenceTransformerEmbedder
from index.embedder import Vectors

PROSE = "The {0} stood at the quay all day, and nobody but the {0} knew for whom it was waiting there.\n"
TEXTS = {f"{noun}.md": PROSE.format(noun) for noun in ("crane", "ferry", "lamp", "mayor")}

Opened = Callable[..., ArticleIndex]


@pytest.fixture
def opened(folder: Folder, tmp_path: Path) -> Opened:
    """Open an index of these texts."""

    def make(files: dict[str, str], embedder: FakeEmbedder | None = None, passage_tokens: int = 200) -> ArticleIndex:
        settings = IndexSettings(passage_tokens=passage_tokens)
        return ArticleIndex.open(folder(dict(files)), tmp_path / "index", embedder or FakeEmbedder(), settings)[0]

    return make


class Blind(FakeEmbedder):
    """A model to which everything is the same."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed every text as one and the same vector."""
        return np.tile(np.eye(1, self.dimension, dtype=np.float32), (len(texts), 1))


def paths(searcher: Searcher, *queries: str, k: int = 10) -> list[str]:
    """Return where the hits are from, best first."""
    return [hit.passage.article.path for hit in searcher.search([Query(query) for query in queries], k)]


def test_the_score_is_made_of_three_parts(opened: Opened) -> None:
    """The passage's cosine, a quarter of BM25 as a share of the best, and a third of the best sentence's cosine."""
    model = FakeEmbedder()
    text = "The crane stood at the quay. Nobody knew whose crane it was."
    with opened({"a.md": text, "b.md": PROSE.format("lamp")}).reading() as searcher:
        hit = searcher.search([Query("whose crane")], 1)[0]
    vectors = model.embed_queries(["whose crane", text, *text.split(". ")])
    whole, *sentences = vectors[1:] @ vectors[0]
    assert hit.passage.text == text
    assert hit.similarities == pytest.approx(tuple(sentences), abs=2e-3)
    assert hit.in_context[0] == hit.similarities[0]
    assert hit.in_context[1] == pytest.approx(float(model.embed_queries([text])[0] @ vectors[0]), abs=2e-3)
    assert hit.score == pytest.approx(whole + 0.25 + 0.3 * max(sentences), abs=2e-3)


def test_rare_words_are_found_by_bm25_alone(opened: Opened) -> None:
    """Where the vectors say nothing, the passage with the rarer word comes first."""
    index = opened(TEXTS | {"all.md": "The quay. " * 3 + "The zander swam by the quay.\n"}, Blind())
    with index.reading() as searcher:
        for noun in ("crane", "ferry", "lamp", "mayor"):
            assert paths(searcher, f"a {noun} on the quay", k=1) == [f"{noun}.md"]
        assert paths(searcher, "ZANDERS", k=1) == ["all.md"]


def test_what_shares_no_word_is_found_by_the_vectors(
    folder: Folder, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    """The real model knows that a boat is a ship."""
    place = folder({
        "a.md": "A vessel sank off the coast in heavy weather, and its crew was rescued by helicopter.\n",
        "b.md": "Bread became dearer again in spring, because the harvest of the year before had failed.\n",
    })  # fmt: skip
    with ArticleIndex.open(place, tmp_path / "i", embedder)[0].reading() as searcher:
        assert paths(searcher, "Which ship went down in the storm?", k=1) == ["a.md"]
        assert paths(searcher, "Why do loaves cost more?", k=1) == ["b.md"]


def test_a_country_is_found_by_any_of_its_names(opened: Opened) -> None:
    """Not by the pronoun that is spelled like one."""
    files = {
        "kp.md": "Officials in Pyongyang said that the port would be closed for a month.\n",
        "us.md": "American officials said that the port would be closed for a month.\n",
        "no.md": "Officials told us that the port would be closed for a month.\n",
    }
    with opened(files, Blind()).reading() as searcher:
        for query, path in [
            ("What did the DPRK say?", "kp.md"),
            ("north korea", "kp.md"),
            ("in the U.S.", "us.md"),
            ("What did Washington say?", "us.md"),
        ]:
            assert paths(searcher, query, k=1) == [path]


@pytest.mark.parametrize("k", [1, 3, 4, 5, 1000])
def test_k_hits_or_all_there_are(opened: Opened, k: int) -> None:
    """Best first, each once; more than there are is all of them."""
    with opened(TEXTS).reading() as searcher:
        hits = searcher.search([Query("the ferry at the quay")], k)
        assert searcher.count == (4, 4)
    assert hits[0].passage.article.path == "ferry.md"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.article.path for hit in hits}) == len(hits) == min(k, 4)


def test_nothing_asked_nothing_found(opened: Opened) -> None:
    """No query and no hits wanted are no error; nor is a query without a word."""
    with opened(TEXTS).reading() as searcher:
        assert searcher.search([], 3) == []
        assert searcher.search([Query("crane")], 0) == []
        assert len(searcher.search([Query("?!")], 3)) == 3


@pytest.mark.parametrize(
    "text", ['"', "crane AND", "NEAR(", "body:crane", "*", "'; DROP TABLE articles; --", "a\0b", "x" * 9999]
)
def test_no_question_is_an_error(opened: Opened, text: str) -> None:
    """Whatever is typed is looked for, and the index is as before."""
    with opened(TEXTS).reading() as searcher:
        assert len(searcher.search([Query(text)], 4)) == 4
        assert searcher.named_articles(text) in ({}, {"crane": frozenset({"crane.md"})})
        assert searcher.rarity(text) > 0
        assert paths(searcher, "crane", k=1) == ["crane.md"]


def test_only_some_articles_are_searched(opened: Opened) -> None:
    """The best of them, however far down among all; an unknown path names none."""
    many = {f"{number:03}.md": PROSE.format("lamp") for number in range(150)}
    far = {"last.md": "Snow fell on the mountain for a week, and the passes were closed.\n"}
    with opened(many | far).reading() as searcher:
        for only in (["last.md"], ["007.md", "last.md"], []):
            hits = searcher.search([Query("a lamp at the quay")], 5, frozenset(only))
            assert [hit.passage.article.path for hit in hits] == only
        assert searcher.search([Query("a lamp at the quay")], 5, frozenset({"none.md"})) == []


PAGE = (
    "Harbour lamps\nLamp of the harbour\n\n"
    + "The keeper said that the harbour would have light again by the end of the week, if the weather held.\n\n" * 2
    + "".join(f"Harbour lamp {word} light\n\n" for word in ("one", "two", "three", "four", "five", "six"))
)


@pytest.mark.parametrize("k", [1, 2, 10])
def test_what_can_be_quoted(opened: Opened, k: int) -> None:
    """Passages that are page furniture only can be left out, and leave their places to others."""
    with opened({"page.md": PAGE}, passage_tokens=32).reading() as searcher:
        query = [Query("harbour lamp light")]
        everything = searcher.search(query, 100)
        quotable = [hit for hit in everything if any(sentence.quotable for sentence in hit.passage.sentences)]
        assert everything[:1] != quotable[:1] != []
        assert searcher.search(query, k, quotable=True) == quotable[:k]


def test_queries_count_by_their_weight(opened: Opened) -> None:
    """The heavier of two decides; only the proportion matters, and equal weights are a mean."""
    with opened(TEXTS).reading() as searcher:

        def scores(crane: float, lamp: float) -> dict[str, float]:
            hits = searcher.search([Query("crane", crane), Query("lamp", lamp)], 4)
            return {hit.passage.article.path: hit.score for hit in hits}

        assert list(scores(3, 1))[:2] == ["crane.md", "lamp.md"]
        assert list(scores(1, 3))[:2] == ["lamp.md", "crane.md"]
        assert scores(3, 1) == pytest.approx(scores(0.75, 0.25))
        alone = {hit.passage.article.path: hit.score for hit in searcher.search([Query("lamp")], 4)}
        assert scores(0, 1) == pytest.approx(alone, abs=1e-5)
        crane, lamp = scores(1, 0), scores(0, 1)
        mean = {path: (crane[path] + lamp[path]) / 2 for path in crane}
        assert scores(1, 1) == pytest.approx(mean, abs=1e-5)


OUTLETS = {
    "a.md": "---\ntitle: Lamps of the North\npublisher: The Nordlys Weekly\nauthor: Joan Silver\n---\n"
    + PROSE.format("lamp"),
    "b.md": "---\npublisher: The Nordlys Weekly\n---\n" + PROSE.format("crane"),
    "c.md": "---\npublisher: Harbour\n---\n"
    + PROSE.format("ferry")
    + "The mayor of Harbour met Bo Chen there that day.\n",
}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does Nordlys Weekly say about cranes?", {"nordlys weekly": {"a.md", "b.md"}}),
        ("What does the NORDLYS say?", {"nordlys": {"a.md", "b.md"}}),
        ("What did Joan Silver write?", {"joan silver": {"a.md"}}),
        ("What is in “Lamps of the North”?", {"lamps of the north": {"a.md"}}),
        ("Who is the mayor of Harbour?", {}),
        ("Who met Bo Chen at the quay?", {}),
        ("", {}),
    ],
)
def test_an_outlet_is_named_and_a_subject_is_not(opened: Opened, question: str, named: dict[str, set[str]]) -> None:
    """Title, author and outlet name articles, unless a body speaks of them too."""
    with opened(OUTLETS).reading() as searcher:
        assert searcher.named_articles(question) == named


def test_a_rare_term_tells_more(opened: Opened) -> None:
    """One that is nowhere tells most, one that is everywhere least, but something."""
    with opened(TEXTS | {"b.md": PROSE.format("crane")}).reading() as searcher:
        rarities = [searcher.rarity(term) for term in ("quai", "crane", "lamp", "zander")]
    assert 0 < rarities[0] < rarities[1] < rarities[2] < rarities[3]


def test_articles_and_abbreviations_are_at_hand(opened: Opened) -> None:
    """By path, and as the articles explain them."""
    with opened(
        TEXTS | {"x.md": "The World Grain Office (WGO) has its seat at the quay of Ardle.\n"}
    ).reading() as searcher:
        assert [article.path for article in searcher.articles()] == [*TEXTS, "x.md"]
        article = searcher.article("lamp.md")
        assert article is not None
        assert article.text == PROSE.format("lamp")
        assert searcher.article("none.md") is None
        assert searcher.other_names == [("WGO", "World Grain Office")]
        assert searcher.generation == 1
