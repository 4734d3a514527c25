"""Promising sentences are read together with the question, and the reading changes their order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest

from assistant import Article
from assistant.cross_encoder import Candidate, Reading
from assistant.evidence import Evidence
from assistant.reading import read

TEXT = "Goats climb. Sheep graze. Cows low. Hens lay. Ducks swim."
SENTENCES = ["Goats climb.", "Sheep graze.", "Cows low.", "Hens lay."]
ASKED = Reading("Which animal climbs?")


class ScriptedCrossEncoder:
    """Scores each sentence as it is told, and notes what it was given to read."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self._scores = defaultdict(float, scores)
        self.read: list[Candidate] = []

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        """Score as told."""
        self.read += candidates
        return [self._scores[candidate.text] for candidate in candidates]


def evidence(promises: Mapping[str, float], path: str = "a.md") -> list[Evidence]:
    """Weigh the sentences so that each promises what it is told to, best first."""
    of = Article(path, "", "", "", "", TEXT, "")
    unit = Evidence(of, 0, 1, defaultdict(float, alone=1.0)).promise
    found = [
        Evidence(of, TEXT.index(s), TEXT.index(s) + len(s), defaultdict(float, alone=promise / unit))
        for s, promise in promises.items()
    ]
    return sorted(found, key=lambda one: -one.promise)


def order(found: Sequence[Evidence]) -> list[str]:
    """Return the sentences in order."""
    return [one.text for one in found]


def test_reading_changes_the_order() -> None:
    """Of two equally promising sentences, the one that reads like the answer comes first; both get their log-odds."""
    reader = ScriptedCrossEncoder({"Goats climb.": -2.0, "Sheep graze.": 2.0})
    found = read(ASKED, evidence({"Goats climb.": 8.0, "Sheep graze.": 8.0}), [], 10, reader)
    assert order(found) == ["Sheep graze.", "Goats climb."]
    assert [one.score for one in found] == [one.log_odds for one in found]
    assert [one.values["reading"] for one in found] == [2.0, -2.0]


def test_what_promises_more_still_counts() -> None:
    """Read alike, the more promising one comes first."""
    found = read(ASKED, evidence({"Goats climb.": 8.0, "Sheep graze.": 9.0}), [], 10, ScriptedCrossEncoder({}))
    assert order(found) == ["Sheep graze.", "Goats climb."]


def test_no_further_sentence_is_read_once_one_clearly_answers() -> None:
    """Those far below the best are then left unread; they come after it, and none is lost."""
    reader = ScriptedCrossEncoder({"Goats climb.": 3.0, "Hens lay.": 50.0})
    weighed = evidence({"Goats climb.": 9.0, "Sheep graze.": 8.9, "Cows low.": 8.8, "Hens lay.": 1.0})
    found = read(ASKED, weighed, [], 10, reader)
    assert [candidate.text for candidate in reader.read] == SENTENCES[:3]
    assert order(found) == SENTENCES


def test_further_sentences_are_read_while_none_clearly_answers() -> None:
    """At most so many, the most promising of them."""
    reader = ScriptedCrossEncoder({"Goats climb.": -3.0, "Hens lay.": 50.0})
    weighed = evidence({"Goats climb.": 9.0, "Sheep graze.": 4.0, "Cows low.": 3.0, "Hens lay.": 1.0})
    assert order(read(ASKED, weighed, [], 10, reader))[0] == "Hens lay."
    assert sorted(candidate.text for candidate in reader.read) == sorted(SENTENCES)
    fewer = ScriptedCrossEncoder({"Goats climb.": -3.0})
    read(ASKED, weighed, [], 2, fewer)
    assert [candidate.text for candidate in fewer.read] == SENTENCES[:2]


def test_more_are_read_where_none_of_them_is_likely_to_answer() -> None:
    """Not where one may."""
    weighed = evidence({"Goats climb.": 9.0, "Sheep graze.": 7.0, "Cows low.": 3.0, "Hens lay.": 1.0})
    unlikely = ScriptedCrossEncoder({"Goats climb.": -3.0, "Sheep graze.": -0.5, "Cows low.": 2.0})
    assert order(read(ASKED, weighed, [], 2, unlikely))[0] == "Cows low."
    perhaps = ScriptedCrossEncoder({"Goats climb.": -3.0, "Sheep graze.": 0.1, "Cows low.": 2.0})
    read(ASKED, weighed, [], 2, perhaps)
    assert [candidate.text for candidate in perhaps.read] == SENTENCES[:2]


def test_a_source_that_the_question_names_is_read_however_little_it_promises() -> None:
    """Its three best sentences, so that it can be quoted."""
    reader = ScriptedCrossEncoder({"Goats climb.": 3.0})
    weighed = [
        *evidence({"Goats climb.": 9.0}),
        *evidence({"Cows low.": 1.0, "Hens lay.": 0.5, "Sheep graze.": 0.2, "Ducks swim.": 0.1}, "b.md"),
    ]
    read(ASKED, weighed, [frozenset({"b.md"})], 10, reader)
    assert [candidate.text for candidate in reader.read] == ["Goats climb.", "Cows low.", "Hens lay.", "Sheep graze."]


@pytest.mark.parametrize(
    ("text", "before"),
    [("Goats climb. Sheep graze.", "Goats climb."), ("Sheep graze.", "Of sheep"), ("\nSheep graze.", "Of sheep")],
)
def test_a_sentence_is_read_with_what_is_before_it(text: str, before: str) -> None:
    """It tells what the sentence is about; before an article's first one, the title does."""
    reader = ScriptedCrossEncoder({})
    of = Article("a.md", "Of sheep", "", "", "", text, "")
    read(ASKED, [Evidence(of, text.index("Sheep"), len(text), defaultdict(float))], [], 10, reader)
    assert reader.read == [Candidate("Sheep graze.", before)]


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_a_further_cross_encoder_is_heard_whatever_its_scale(scale: float) -> None:
    """It decides between equals; only how its scores differ counts, and it changes nothing of how they were read."""
    further = ScriptedCrossEncoder({"Goats climb.": 1.0 * scale, "Sheep graze.": 3.0 * scale})
    weighed = evidence({"Goats climb.": 8.0, "Sheep graze.": 8.0})
    found = read(ASKED, weighed, [], 10, ScriptedCrossEncoder({}), further)
    assert order(found) == ["Sheep graze.", "Goats climb."]
    assert [one.values["reading"] for one in found] == [0.0, 0.0]
    assert found[0].score > found[1].score


def test_nothing_is_read_where_nothing_was_found() -> None:
    """No evidence, no reading."""
    assert read(ASKED, [], [], 10, ScriptedCrossEncoder({}), ScriptedCrossEncoder({})) == []


def test_what_goes_by_several_names_is_read_by_one() -> None:
    """In the question and in the sentences, so that they can be compared."""
    reader = ScriptedCrossEncoder({})
    of = Article("a.md", "", "", "", "", "The Quay Fund pays.", "")
    found = [Evidence(of, 0, len(of.text), defaultdict(float))]
    read(Reading("Who owns QF?", names=(("QF", "Quay Fund"),)), found, [], 10, reader)
    assert [candidate.text for candidate in reader.read] == ["The QF pays."]


def test_a_country_is_read_as_the_question_names_it() -> None:
    """Its capital or people in a sentence are the country that the question asks about; others stay."""
    reader = ScriptedCrossEncoder({})
    of = Article("a.md", "", "", "", "", "Tokyo pays Seoul.", "")
    read(Reading("What does Japan pay?"), [Evidence(of, 0, len(of.text), defaultdict(float))], [], 10, reader)
    assert [candidate.text for candidate in reader.read] == ["Japan pays Seoul."]


def test_where_a_figure_is_asked_for_another_articles_figure_is_read() -> None:
    """However little it promises, it may agree or differ; a sentence without a figure is not read for that."""
    reader = ScriptedCrossEncoder({"Goats climb.": 3.0})
    best, *_ = evidence({"Goats climb.": 9.0})
    other, none = evidence({"Cows low.": 1.0, "Hens lay.": 0.5}, "b.md")
    weighed = [
        Evidence(one.article, one.start, one.end, defaultdict(float, {**one.values, "figure": figure}))
        for one, figure in ((best, 1.0), (other, 1.0), (none, 0.0))
    ]
    read(ASKED, weighed, [], 10, reader)
    assert [candidate.text for candidate in reader.read] == ["Goats climb.", "Cows low."]
