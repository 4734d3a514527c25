"""What speaks for a sentence: each value by name, and the order that follows."""

from dataclasses import replace
from typing import cast

import pytest

from assistant import Article, Hit, Passage, Quote
from assistant.conversation import Understood, understand
from assistant.evidence import Evidence, weigh
from assistant.question import wanted
from index import Searcher, Sentence

TEXT = (
    "Ferries of Norland\n\nThe Aurora carries 90 cars. It was built in 1998 by Ana Ruiz. Was it cheap?"
    " It sails because the bridge fell."
)
SENTENCES = [
    "Ferries of Norland",
    "The Aurora carries 90 cars.",
    "It was built in 1998 by Ana Ruiz.",
    "Was it cheap?",
    "It sails because the bridge fell.",
]


class EqualRarity:
    """Stands in for a searched index in which each term tells as much as any other."""

    def rarity(self, term: str) -> float:
        """Rate every term alike."""
        return 1.0 if term else 0.0


def article(path: str = "a.md", text: str = TEXT, title: str = "") -> Article:
    """Build an article of which only path, title and text matter."""
    return Article(path, title, "", "", "", text, "")


def hit(of: Article, score: float = 0.5, sentences: list[str] = SENTENCES) -> Hit:
    """Build a hit on a whole article, whose first line is a heading."""
    spans = [(of.text.index(text), of.text.index(text) + len(text)) for text in sentences]
    passage = Passage(
        of, of.text, 0, len(of.text), tuple(Sentence(a, b, quotable=n > 0) for n, (a, b) in enumerate(spans))
    )
    count = len(sentences)
    return Hit(passage, score, tuple(n / 10 for n in range(count)), tuple(n / 20 for n in range(count)))


def weighed(
    question: str | Understood,
    *hits: Hit,
    sources: frozenset[str] = frozenset(),
    focus: Quote | None = None,
    names: tuple[tuple[str, ...], ...] = (),
) -> dict[str, Evidence]:
    """Weigh, and return the evidence by its sentence."""
    understood = replace(understand(question, [], 3) if isinstance(question, str) else question, names=names)
    searcher = cast("Searcher", EqualRarity())
    found = weigh(
        understood, wanted(understood.asks), hits or [hit(article())], sources=sources, focus=focus, searcher=searcher
    )
    return {evidence.text: evidence for evidence in found}


def test_every_quotable_sentence_is_weighed_with_its_offsets() -> None:
    """Headings are left out; the others come with their place in the article and the search's numbers."""
    found = weighed("What is a ferry?")
    assert set(found) == set(SENTENCES[1:])
    for number, text in enumerate(SENTENCES[1:], start=1):
        evidence = found[text]
        assert TEXT[evidence.start : evidence.end] == text
        assert evidence.values["alone"] == number / 10
        assert evidence.values["in_context"] == number / 20
        assert evidence.values["passage"] == 0.5


def test_no_hits_give_no_evidence() -> None:
    """An empty search is not an error."""
    searcher = cast("Searcher", EqualRarity())
    assert weigh(understand("Who?", [], 3), wanted("Who?"), [], frozenset(), None, searcher) == []


def test_the_share_of_the_questions_words() -> None:
    """Three of its words tell three times as much as one; other forms of a word count as the word."""
    found = weighed("How many cars does the Aurora carry?")
    three, none = found[SENTENCES[1]].values["own_terms"], found[SENTENCES[3]].values["own_terms"]
    one = weighed("Which cars does the Borealis steer?")[SENTENCES[1]].values["own_terms"]
    assert 0 < three < 1
    assert three == pytest.approx(3 * one)
    assert none == 0


def test_words_just_before_and_in_the_title_are_near() -> None:
    """A sentence is understood with the one before it and with its article's title."""
    found = weighed("How many cars does the Aurora carry?")
    assert found[SENTENCES[2]].values["own_terms"] == 0
    assert found[SENTENCES[2]].values["terms_nearby"] == found[SENTENCES[1]].values["terms_nearby"] > 0
    assert found[SENTENCES[4]].values["terms_nearby"] == 0
    heading = weighed("What of Norland ferries?")
    assert heading[SENTENCES[1]].values["terms_nearby"] > 0
    titled = weighed("What of the Aurora?", hit(article(title="The Aurora")))
    assert titled[SENTENCES[4]].values["terms_nearby"] > 0


def test_what_goes_by_several_names_counts_as_one_thing() -> None:
    """The question may have either form."""
    text = "Heading here\n\nThe Norland Ferry Office owns it."
    of = hit(article(text=text), sentences=["Heading here", "The Norland Ferry Office owns it."])
    plain = weighed("Does the NFO pay?", of)["The Norland Ferry Office owns it."]
    known = weighed("Does the NFO pay?", of, names=(("NFO", "Norland Ferry Office"),))
    assert plain.values["own_terms"] == 0
    assert known["The Norland Ferry Office owns it."].values["own_terms"] > 0


@pytest.mark.parametrize(
    ("question", "kind", "given"),
    [
        ("How many cars?", "figure", [SENTENCES[1]]),
        ("When was it built?", "date", [SENTENCES[2]]),
        ("Who built it?", "name", [SENTENCES[1], SENTENCES[2]]),
        ("Who is Ana Ruiz of the Aurora?", "name", []),
        ("Why does it sail?", "reason", [SENTENCES[4]]),
        ("What is a ferry?", "figure", []),
        ("What is a ferry?", "date", []),
        ("What is a ferry?", "name", []),
        ("What is a ferry?", "reason", []),
    ],
)
def test_a_sentence_that_gives_the_kind_of_answer_asked_for(question: str, kind: str, given: list[str]) -> None:
    """A kind counts only where it is asked for; a name that the question itself has tells nothing."""
    found = weighed(question)
    assert {text for text, evidence in found.items() if evidence.values[kind]} == set(given)


def test_a_sentence_that_asks_is_noticed() -> None:
    """A question in the article rarely answers one."""
    found = weighed("Was the Aurora cheap?")
    assert [text for text, evidence in found.items() if evidence.values["is_question"]] == ["Was it cheap?"]
    asking = found["Was it cheap?"]
    saying = Evidence(asking.article, asking.start, asking.end, {**asking.values, "is_question": 0.0})
    assert saying.score > asking.score


def test_other_sources_than_the_one_named_count_less() -> None:
    """Where the question names a source, the other articles step back; where it names none, none does."""
    hits = [hit(article(path)) for path in ("a.md", "b.md")]
    searcher = cast("Searcher", EqualRarity())
    question = understand("Who built it?", [], 3)
    for sources, expected in ((frozenset[str](), {}), (frozenset({"b.md"}), {"a.md": 1.0})):
        found = weigh(question, wanted("Who built it?"), hits, sources, None, searcher)
        assert {e.article.path: e.values["other_source"] for e in found if e.values["other_source"]} == expected
    assert found[0].article.path == "b.md"


def test_the_time_asked_about_is_favoured() -> None:
    """What lies in it counts for, what lies outside against, and all of it stays."""
    asked = {year: weighed(f"Who built the Aurora in {year}?") for year in (1998, 1999)}
    assert [asked[1998][text].values["period"] for text in SENTENCES[1:]] == [0, 1, 0, 0]
    assert [asked[1999][text].values["period"] for text in SENTENCES[1:]] == [0, -1, 0, 0]
    assert [weighed("Who built the Aurora?")[text].values["period"] for text in SENTENCES[1:]] == [0] * 4
    inside = asked[1998][SENTENCES[2]]
    assert inside.score > Evidence(inside.article, inside.start, inside.end, {**inside.values, "period": 0.0}).score
    leaning = understand("And in 1999?", ["Who built the Aurora in 1998?"], 3)
    assert weighed(leaning)[SENTENCES[2]].values["period"] == -1
    dated = replace(article("b.md", "Top\n\nIt sails."), published="1999-02-01")
    assert weighed("Who sails in 1999?", hit(dated, sentences=["Top", "It sails."]))["It sails."].values["period"] == 1


def test_what_follows_the_answer_before() -> None:
    """Only for a question that leans on the one before, in the same article, soon after its answer."""
    of, other = article(), article("b.md")
    focus = Quote(of, SENTENCES[2], TEXT.index(SENTENCES[2]), TEXT.index(SENTENCES[2]) + len(SENTENCES[2]))
    leaning = understand("Why is that?", ["When was the Aurora built?"], 3)
    found = weighed(leaning, hit(of), focus=focus)
    assert [found[text].values["follows"] for text in SENTENCES[1:]] == [0, 0, leaning.leans, leaning.leans]
    assert all(evidence.values["follows"] == 0 for evidence in weighed(leaning, hit(other), focus=focus).values())
    assert all(evidence.values["follows"] == 0 for evidence in weighed(leaning, hit(of)).values())
    assert all(evidence.values["follows"] == 0 for evidence in weighed("Who?", hit(of), focus=focus).values())


def test_the_best_comes_first_and_equals_in_a_fixed_order() -> None:
    """The order depends on nothing but scores, paths and places."""
    text = "Top line\n\nGoats eat. Goats eat."
    spans = (Sentence(0, 8, quotable=False), Sentence(10, 20), Sentence(21, 31))
    hits = [
        Hit(Passage(article(path, text), text, 0, len(text), spans), score, (0.1,) * 3, (0.1,) * 3)
        for path, score in (("c.md", 0.2), ("b.md", 0.9), ("a.md", 0.2))
    ]
    searcher = cast("Searcher", EqualRarity())
    found = weigh(understand("Chess?", [], 3), wanted("Chess?"), hits, frozenset(), None, searcher)
    places = [(evidence.article.path, evidence.start) for evidence in found]
    assert places == [("b.md", 10), ("b.md", 21), ("a.md", 10), ("a.md", 21), ("c.md", 10), ("c.md", 21)]
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
