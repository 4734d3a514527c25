"""The same sentence in several articles is one source; a sentence that says anything else is another."""

from collections import defaultdict
from pathlib import Path

import pytest
from conftest import FakeEmbedder, Folder

from assistant import Article, Assistant, AssistantSettings, Hit, Passage, Quote
from assistant.copies import distinct_hits, drop_copies, with_copies
from assistant.evidence import Evidence
from index import Sentence

SHIPS = "The harbour of Ardle sent seven old ships with grain and timber to the islands of Norland in March."


def evidence(path: str, text: str, score: float = 1.0, published: str = "") -> Evidence:
    """Build evidence that is all of its article."""
    of = Article(path, "", "", "", published, text, "")
    return Evidence(of, 0, len(text), defaultdict(float, alone=score))


def kept(*found: Evidence) -> dict[str, tuple[str, ...]]:
    """Drop the copies, and return the paths of the others with their copies, in order."""
    return {one.article.path: one.copies for one in drop_copies(found)}


@pytest.mark.parametrize(
    "copy",
    [
        SHIPS,
        SHIPS.upper(),
        "The harbour of  Ardle sent seven old ships with grain and timber to the islands of Norland in March.",
        SHIPS.replace("The harbour", "A harbour"),
        SHIPS.replace("sent", "has sent").replace("old ships", "ships"),
    ],
)
def test_a_copy_is_dropped_for_the_better_one(copy: str) -> None:
    """Letter for letter or nearly; which is better decides, not which came first."""
    assert kept(evidence("a.md", SHIPS, 1.0), evidence("b.md", copy, 2.0)) == {"b.md": ("a.md",)}


@pytest.mark.parametrize(
    "other",
    [
        SHIPS.replace("seven", "eight"),
        SHIPS.replace("sent", "never sent"),
        SHIPS.replace("Ardle", "Calder"),
        SHIPS.replace("Norland", "Iran"),
        "In March the islands of Norland sent seven old ships with grain and timber to the harbour of Ardle.",
        SHIPS[:-1] + ", and the whole town of Ardle came to the quay to see them sail away in the rain.",
        "Goats climb.",
        "It is.",
    ],
)
def test_what_says_something_else_stays(other: str) -> None:
    """Another figure, name, order or a denial is no copy, however few words differ."""
    assert kept(evidence("a.md", SHIPS, 2.0), evidence("b.md", other, 1.0)) == {"a.md": (), "b.md": ()}


def test_of_equals_the_one_published_first_is_kept() -> None:
    """Then the path decides; an article without a date comes last."""
    found = [evidence("a.md", SHIPS), evidence("b.md", SHIPS, published="2024-02-01")]
    found += [evidence("c.md", SHIPS, published="2024-01-01"), evidence("d.md", SHIPS, published="2024-01-01")]
    assert kept(*found) == {"c.md": ("a.md", "b.md", "d.md")}


def test_the_order_stays_and_one_article_may_repeat_itself() -> None:
    """Only other articles have copies."""
    of = Article("a.md", "", "", "", "", f"{SHIPS} {SHIPS}", "")
    values = defaultdict(float, alone=1.0)
    twice = [Evidence(of, 0, len(SHIPS), values), Evidence(of, len(SHIPS) + 1, 2 * len(SHIPS) + 1, values)]
    assert [one.start for one in drop_copies(twice)] == [0, len(SHIPS) + 1]
    mixed = drop_copies([evidence("a.md", "Goats climb.", published="2024"), evidence("b.md", "Cows low.")])
    assert [one.article.path for one in mixed] == ["a.md", "b.md"]
    assert drop_copies([]) == []


def test_a_quote_of_several_sentences_has_the_copies_of_all() -> None:
    """An article with half of it does not say the same."""
    of = Article("a.md", "", "", "", "", "Goats climb. Cows low.", "")
    values = defaultdict(float)
    found = [Evidence(of, 0, 12, values, ("b.md", "c.md")), Evidence(of, 13, 22, values, ("c.md", "d.md"))]
    both, first = with_copies([Quote(of, of.text, 0, 22), Quote(of, "Goats climb.", 0, 12)], found)
    assert (both.copies, first.copies) == (("c.md",), ("b.md", "c.md"))


def hit(path: str, *sentences: str) -> Hit:
    """Build a hit on a whole article."""
    text, spans = " ".join(sentences), []
    for sentence in sentences:
        start = text.index(sentence)
        spans.append(Sentence(start, start + len(sentence)))
    return Hit(Passage(Article(path, "", "", "", "", text, ""), text, 0, len(text), tuple(spans)), 1.0)


def test_copied_passages_take_no_place() -> None:
    """They come along for their other sentences; a passage with news of its own is an original."""
    hits = [
        hit("a.md", SHIPS, "Goats climb."),
        hit("b.md", "Short.", SHIPS),
        hit("c.md", "Cows low.", "Sheep graze on the hill above."),
        hit("a.md", SHIPS),
        hit("d.md", SHIPS),
        hit("e.md", "Bees hum."),
    ]
    taken, originals = distinct_hits(hits, 2)
    assert ([one.passage.article.path for one in taken], originals) == (["a.md", "b.md", "c.md", "a.md", "d.md"], 2)
    assert distinct_hits(hits, 10) == (hits, 3)


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_an_answer_counts_copies_as_one_source(
    folder: Folder, tmp_path: Path, fake_embedder: FakeEmbedder, threshold: float
) -> None:
    """Their number hides no other article, and the search, which is not an answer, shows them all."""
    files = {f"{number:02}.md": f"---\ntitle: Ships\n---\n{SHIPS}\n" for number in range(30)}
    files["own.md"] = "---\ntitle: Ships\n---\nNobody in Ardle had counted the ships that were lost in the storms.\n"
    settings = AssistantSettings(threshold=threshold, passages=2)
    assistant = Assistant.open(folder({**files}), tmp_path / "index", embedder=fake_embedder, settings=settings)
    question = "Which ships did the harbour of Ardle send?"
    answer = assistant.ask(question)
    first, *others = answer.nearest or answer.quotes
    assert (first.article.path, first.copies) == ("00.md", tuple(f"{number:02}.md" for number in range(1, 30)))
    assert [quote.article.path for quote in others] == ["own.md"] * answer.abstained
    assert "also in 29 other articles" in answer.text
    assert len({hit.passage.article.path for hit in assistant.search(question, k=30)} - {"own.md"}) == 30
