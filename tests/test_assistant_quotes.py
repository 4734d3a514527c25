"""From weighed sentences to quotes: which, joined with what, and never a word that is not there."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import pytest

from assistant import Article, Quote
from assistant.evidence import Evidence
from assistant.question import wanted
from assistant.quotes import choose_quotes, nearest_quotes

PLAIN = wanted("Tell of goats.")
FAR = 50.0  # further below than any allowance
STEP = 0.25


def article(path: str, text: str) -> Article:
    """Build an article of which only path and text matter."""
    return Article(path, "", "", "", "", text, "")


def of_score(of: Article, sentence: str, score: float) -> Evidence:
    """Build evidence of a given score, whatever the weights are."""
    start = of.text.index(sentence)
    values = defaultdict(float, alone=1.0)
    values["alone"] = score / Evidence(of, 0, 1, values).score
    return Evidence(of, start, start + len(sentence), values)


def evidence(of: Article, scores: dict[str, float]) -> list[Evidence]:
    """Weigh the sentences of an article, best first."""
    return best_first([of_score(of, sentence, score) for sentence, score in scores.items()])


def best_first(found: Sequence[Evidence]) -> list[Evidence]:
    """Sort as `weigh` does."""
    return sorted(found, key=lambda one: (-one.score, one.article.path, one.start))


def texts(quotes: Sequence[Quote]) -> list[str]:
    """Return the words of the quotes."""
    return [quote.text for quote in quotes]


def test_nothing_found_gives_no_quote() -> None:
    """There is nothing to quote, and nothing to show as nearest."""
    assert choose_quotes([], PLAIN, [], 5) == ()
    assert nearest_quotes([]) == ()


def test_a_sentence_is_quoted_whole_with_its_offsets_and_score() -> None:
    """Exact values from the article."""
    of = article("a.md", "Goats climb. Sheep graze!\n\nCows low.")
    (quote,) = choose_quotes(evidence(of, {"Sheep graze!": 9.0, "Cows low.": 9.0 - FAR}), PLAIN, [], 5)
    assert (quote.article, quote.text, quote.start, quote.end) == (of, "Sheep graze!", 13, 25)
    assert quote.score == pytest.approx(9.0)


def allowance(kind: str) -> float:
    """Measure how far below the best sentence another may lie and still be quoted."""
    here, there = article("a.md", "Goats climb.\n\nSheep graze."), article("b.md", "Sheep graze.")
    question = wanted("Do both papers disagree?") if kind == "comparison" else PLAIN
    sources = [frozenset({"b.md"})] if kind == "named" else []
    quoted = []
    for step in range(int(FAR / STEP)):
        other = of_score(here if kind == "same article" else there, "Sheep graze.", 100 - step * STEP)
        found = choose_quotes([of_score(here, "Goats climb.", 100.0), other], question, sources, 5)
        quoted.append(len(found) == 2)
    assert quoted == sorted(quoted, reverse=True)  # once too far below, always too far
    return (sum(quoted) - 1) * STEP


def test_another_articles_best_may_lie_further_below_and_a_named_ones_further_still() -> None:
    """A second voice is worth more than a second sentence, and most where it is asked for."""
    same, other = allowance("same article"), allowance("another article")
    assert 0 <= same < other < allowance("named")
    assert allowance("comparison") > other


def test_of_several_articles_of_one_named_source_one_has_the_larger_allowance() -> None:
    """A source that has spoken already is no longer missing."""
    here, there, third = (article(path, "Goats climb.") for path in ("a.md", "b.md", "c.md"))
    found = [of_score(here, "Goats climb.", 100.0)]
    found += [of_score(of, "Goats climb.", 100 - allowance("named")) for of in (there, third)]
    quotes = choose_quotes(found, PLAIN, [frozenset({"b.md", "c.md"})], 5)
    assert [quote.article.path for quote in quotes] == ["a.md", "b.md"]


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_no_more_quotes_than_allowed_and_the_last_place_for_another_article(most: int) -> None:
    """Ten equally good sentences of one article do not crowd out a second one."""
    sentences = [f"Goat {number} climbs." for number in range(10)]
    here, there = article("a.md", "\n\n".join(sentences)), article("b.md", "Sheep graze.")
    found = [of_score(here, sentence, 100.0) for sentence in sentences] + [of_score(there, "Sheep graze.", 99.0)]
    quotes = choose_quotes(found, PLAIN, [], most)
    assert texts(quotes) == ([*sentences[: most - 1], "Sheep graze."] if most > 1 else sentences[:1])


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (" ", ["Goats climb. Sheep graze."]),
        ("  \t", ["Goats climb.  \tSheep graze."]),
        ("\n\n", ["Goats climb.", "Sheep graze."]),
        ("\r\n\r\n", ["Goats climb.", "Sheep graze."]),
        (" Cows low. ", ["Goats climb.", "Sheep graze."]),
    ],
    ids=["a blank", "blanks", "a paragraph", "a paragraph in CRLF", "a sentence"],
)
@pytest.mark.parametrize("first", ["Goats climb.", "Sheep graze."])
def test_good_neighbours_in_one_paragraph_are_one_quote(between: str, expected: list[str], first: str) -> None:
    """Whichever is found first; sentences of two paragraphs, or with a third between them, stay apart."""
    of = article("a.md", f"Goats climb.{between}Sheep graze.")
    scores = {"Goats climb.": 9.0, "Sheep graze.": 9.0, first: 9.5}
    assert sorted(texts(choose_quotes(evidence(of, scores), PLAIN, [], 5))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Goats climb. Sheep graze.", ["Goats climb. Sheep graze."]),
        ("Sheep graze. Goats climb.", ["Goats climb."]),
        ("Goats climb.\n\nSheep graze.", ["Goats climb."]),
    ],
    ids=["after it", "before it", "in another paragraph"],
)
def test_the_best_quote_goes_on_with_what_is_said_next(text: str, expected: list[str]) -> None:
    """Where that is not good enough to be quoted by itself; its score stays that of the best sentence."""
    found = evidence(article("a.md", text), {"Goats climb.": 9.0, "Sheep graze.": 9 - allowance("same article") - STEP})
    quotes = choose_quotes(found, PLAIN, [], 5)
    assert texts(quotes) == expected
    assert quotes[0].score == pytest.approx(9.0)


def test_a_quote_does_not_go_on_with_what_is_much_worse() -> None:
    """Nor for more than one sentence."""
    of = article("a.md", "Goats climb. Sheep graze. Cows low.")
    near = 9 - allowance("same article") - STEP
    for scores in ({"Sheep graze.": 9 - FAR, "Cows low.": near}, {"Sheep graze.": near, "Cows low.": near}):
        (quote,) = choose_quotes(evidence(of, {"Goats climb.": 9.0, **scores}), PLAIN, [], 5)
        assert not quote.text.endswith("Cows low.")


@pytest.mark.parametrize("order", ["12345", "14235", "15243", "42513", "51423", "31524"])
def test_joined_quotes_never_overlap(order: str) -> None:
    """Five good sentences of one paragraph are one quote, in whatever order they are found."""
    sentences = [f"Goat {number} climbs." for number in range(1, 6)]
    of = article("a.md", " ".join(sentences))
    found = evidence(of, {sentences[int(n) - 1]: 10 - place / 100 for place, n in enumerate(order)})
    quotes = sorted(choose_quotes(found, PLAIN, [], 6), key=lambda quote: quote.start)
    assert all(before.end <= after.start for before, after in pairwise(quotes)), texts(quotes)
    assert texts(quotes) == [of.text]


@pytest.mark.parametrize("start", ["It", "They", "“This", "Such", "His", "(Both"])
def test_a_sentence_that_points_back_brings_the_one_before_as_context(start: str) -> None:
    """A pronoun is no use without what it stands for, however little that sentence says to the question."""
    of = article("a.md", f"Cows low. The goat is old. {start} climbed well.")
    found = evidence(of, {f"{start} climbed well.": 9.0, "The goat is old.": 9 - FAR, "Cows low.": 9 - FAR})
    (quote,) = choose_quotes(found, PLAIN, [], 5)
    assert (quote.text, quote.context) == (f"{start} climbed well.", "The goat is old.")


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("The goat is old. Italy has goats.", "Italy has goats."),
        ("The goat is old. Goats climb it.", "Goats climb it."),
        ("The goat is old. Sheep graze. It climbed well.", "Sheep graze."),
    ],
    ids=["not a pronoun", "not at the start", "the pronoun comes after"],
)
def test_other_sentences_bring_no_context(text: str, best: str) -> None:
    """Nothing is shown that is not needed."""
    of = article("a.md", text)
    scores = {f"{part}.": 9 - FAR for part in text.rstrip(".").split(". ")}
    (quote,) = choose_quotes(evidence(of, {**scores, best: 9.0}), PLAIN, [], 5)
    assert (quote.text, quote.context) == (best, "")


def test_what_is_unlikely_to_answer_is_no_second_quote() -> None:
    """However near the best it lies, another sentence must be worth a reader's time; the best is always quoted."""
    here, there = article("a.md", "Goats climb.\n\nSheep graze."), article("b.md", "Cows low.")
    low = [
        of_score(here, "Goats climb.", -9.0),
        of_score(here, "Sheep graze.", -9.0),
        of_score(there, "Cows low.", -9.0),
    ]
    assert texts(choose_quotes(low, PLAIN, [], 5)) == ["Goats climb."]


def test_what_is_not_quotable_is_not_taken_along() -> None:
    """Only weighed sentences can be part of a quote: a caption before a pronoun stays out."""
    of = article("a.md", "Photo: goats It climbed well.")
    assert texts(choose_quotes(evidence(of, {"It climbed well.": 9.0}), PLAIN, [], 5)) == ["It climbed well."]


def test_the_nearest_are_the_best_sentences_as_they_stand() -> None:
    """Shown where they do not answer: single sentences, at most as many as asked for, best first."""
    of = article("a.md", "Goats climb. It is steep. Sheep graze. Cows low.")
    found = evidence(of, {"Goats climb.": 1.0, "It is steep.": 4.0, "Sheep graze.": 3.0, "Cows low.": 2.0})
    assert texts(nearest_quotes(found)) == ["It is steep.", "Sheep graze.", "Cows low."]
    assert texts(nearest_quotes(found, most=1)) == ["It is steep."]
