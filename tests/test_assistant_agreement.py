"""Articles agree where they give one figure for one thing, and differ where both cannot be true."""

import pytest

from assistant import Article, Quote
from assistant.agreement import agreement

Found = list[list[str]]


def quotes_of(*texts: str) -> list[Quote]:
    """Build one article a text, quoted whole."""
    articles = [Article(f"{number}.md", "", "", "", "", text, "") for number, text in enumerate(texts)]
    return [Quote(article, article.text, 0, len(article.text)) for article in articles]


def compared(*texts: str, question: str = "") -> tuple[Found, Found]:
    """Return the words in which texts agree and in which they differ, each with its number."""
    quotes = quotes_of(*texts)
    found = agreement(quotes, question)
    agreeing, differing = (
        [[f"{w.number} {quotes[w.number - 1].text[w.start : w.end]}" for w in group.words] for group in groups]
        for groups in (found.agreeing, found.differing)
    )
    return agreeing, differing


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (
            ("Calder has delivered five million bolts to Norham.", "So far, Calder sent Norham about 5 million bolts."),
            ["1 five million bolts", "2 about 5 million bolts", "2 So far"],
        ),
        (
            ("Trade with Iran came to $240 billion.", "In 2023 there was trade worth 240 bn dollars."),
            ["1 $240 billion", "2 240 bn dollars", "2 In 2023"],
        ),
        (
            (
                "All in all, the storm cost between 3 and 5 million euros.",
                "Repairing roofs after the storm cost 3-5 million euros.",
            ),
            ["1 between 3 and 5 million euros", "2 3-5 million euros"],
        ),
        (
            ("The fleet carries over 1,200 passengers a day.", "Some 1200 passengers a day use the fleet."),
            ["1 over 1,200 passengers", "1 a day", "2 Some 1200 passengers", "2 a day"],
        ),
    ],
)  # fmt: skip
def test_equal_figures_agree_with_hedge_and_period_in_view(texts: tuple[str, ...], words: list[str]) -> None:
    """However they are written; the words are the quotes' own."""
    assert compared(*texts) == ([words], [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Calder has delivered five million bolts to Norham.", "Calder sent Norham 7 million bolts."),
        ("The storm killed 50 people in Calder.", "In Calder, 75 people died in the storm."),
        ("The storm killed at least 80 people in Calder.", "In Calder the storm killed 50 people."),
        ("Rents in the old harbour of Calder rose by 12%.", "Rents in the harbour of Calder rose by 19 percent."),
        ("The bridge at Calder cost $90 million to build.", "To build the bridge at Calder cost $40 million."),
    ],
)
def test_figures_for_one_thing_that_cannot_both_be_true_differ(one: str, other: str) -> None:
    """In their own words."""
    agreeing, (words,) = compared(one, other)
    assert agreeing == []
    assert {word.split()[0] for word in words} == {"1", "2"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trade with Iran is worth $4 billion.", "Trade with China is worth $9 billion."),
        ("Trade with Iran is worth $4 billion.", "Trade with China is worth $4 billion."),
        ("Ruiz puts trade with Iran at $4 billion.", "Ana Ruiz, too, puts the current trade at $240 billion."),
        ("Ana Ruiz puts it at $240 billion.", "To Ana Ruiz, the ships are worth $240 billion."),
        ("Norham exports 5 million tonnes of salt to Calder.", "Sundham exports 7 million tonnes of salt to Calder."),
        ("Calder sold 12 ferries in 2020.", "Calder sold 19 ferries in 2021."),
        ("Calder exports 40 tonnes of salt.", "Calder exports 70 tonnes of honey."),
        ("The storm killed at least 50 people in Calder.", "In Calder the storm killed 60 people."),
        ("About 5 million bolts were delivered to Calder.", "Calder received 5.2 million bolts."),
        ("Between 30 and 50 goats climb the hill.", "Some 40 goats climb the hill."),
        ("Dozens of goats climb the hill.", "On the hill, 60 goats climb."),
        ("Two keepers left the lamp.", "Two keepers painted the boat."),
        ("The lamp has 40 keepers.", "The boat has 40 sails."),
        ("Calder sends 10 ferries a week to Norham.", "Calder sends 40 ferries a month to Norham."),
        ("Of the honey, 26% is sold.", "The rent rose by 26%."),
        ("Goats climb.", "Sheep graze."),
    ],
)
def test_what_may_both_be_true_or_is_of_another_thing_is_left_alone(one: str, other: str) -> None:
    """Another country, name, year, noun, period or a rounding: silence."""
    assert compared(one, other) == ([], [])


def test_a_sentence_printed_twice_is_one_source() -> None:
    """Only a third article, in its own words, agrees with it."""
    copy = "Calder has by now delivered five million steel bolts to the yards of Norham."
    assert compared(copy, copy) == ([], [])
    ((*words,),), _ = compared(copy, copy, "Five million bolts came to Norham from Calder.")
    assert words[-1] == "3 Five million bolts"


def test_one_voice_in_two_articles_is_one_source() -> None:
    """What Ruiz said to both of them proves no more than what Ruiz said to one."""
    assert compared(
        "Ana Ruiz says that Calder sent Norham five million bolts.",
        "Calder, Ruiz said, has already delivered 5 million bolts to Norham.",
    ) == ([], [])


def test_quotes_of_one_article_are_not_held_against_each_other() -> None:
    """An article may correct itself; that is for its reader."""
    text = "Calder sent Norham 5 million bolts. Calder sent Norham 9 million bolts."
    article = Article("a.md", "", "", "", "", text, "")
    found = agreement([Quote(article, text[:35], 0, 35), Quote(article, text[36:], 36, len(text))])
    assert (found.agreeing, found.differing) == ((), ())


def test_only_figures_of_what_the_question_counts_are_compared() -> None:
    """Bolts are asked for; that they agree on the ferries is beside the point."""
    texts = "Calder sent Norham 50 bolts on 30 ferries.", "To Norham, Calder sent 30 ferries with 90 bolts."
    agreeing, differing = compared(*texts, question="How many bolts did Calder send?")
    assert (agreeing, differing) == ([], [["1 50 bolts", "2 90 bolts"]])
    assert compared(*texts)[0] == [["1 30 ferries", "2 30 ferries"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Honey exports to Calder rose by 5% in 2021.", "Last year was hard, and honey exports to Calder fell."),
        ("The council approved the harbour plan.", "Keepers say that the council rejected the harbour plan."),
        ("The council did not approve the plan.", "The council approved the plan in May."),
        ("The sanctions stopped the salt trade.", "Sanctions have not stopped the salt trade."),
        ("The market for salt collapsed.", "The market for salt has flourished."),
        ("The mayor supports the ferry.", "But the mayor opposes the ferry."),
    ],
)
def test_claims_that_pull_apart_differ(one: str, other: str) -> None:
    """Opposites, or the same verb denied, of one subject."""
    agreeing, differing = compared(one, other)
    assert (agreeing, len(differing)) == ([], 1)
    assert [word.split()[0] for word in differing[0]] == ["1", "2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Honey exports rose in the north.", "Honey exports fell in the south."),
        ("Trade with Iran rose.", "Trade with China fell."),
        ("Trade rose.", "Trade with Iran fell."),
        ("The market for salt collapsed.", "The market for honey flourished."),
        ("The council supports the ferry.", "The mayor rejects the ferry."),
        ("The council approved the plan in 2020.", "The council rejected the plan in 2023."),
        ("The council may approve the plan.", "The council rejected the plan."),
        ("If the council approved the plan, they would sail.", "The council rejected the plan."),
        ("The council did not meet.", "The council met the mayor."),
        ("The council did not reject the plan.", "The council approved the plan."),
        ("It rose.", "It fell."),
        ("Did the council approve the plan?", "The council rejected the plan."),
    ],
)
def test_claims_of_other_things_or_unsure_ones_do_not(one: str, other: str) -> None:
    """Another subject, place, object or year, a guess or a question: silence."""
    assert compared(one, other) == ([], [])
