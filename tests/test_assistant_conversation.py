"""Some questions need the conversation and some do not: it is decided for each."""

import pytest

from assistant.conversation import leaning, understand
from index import Query

ALONE = [
    "How tall is the lighthouse at Brindle Point?",
    "Who designed the new harbour bridge in Calder?",
    "Which company built the largest ferry in Norway?",
    "Does the Tavern Street library lend violins to children?",
    "When does the Harrow museum reopen after the flood?",
    "What do glaciologists measure on the Aletsch glacier?",
]
LEANING = [
    "Who designed it?",
    "Why is that?",
    "And with Armenia?",
    "What about the second one?",
    "How old were they?",
    "Who else?",
    "Is that still true?",
    "What did he say to her then?",
    "How come?",
    "Any figures?",
]
BEFORE = "How many ferries does the port of Calder own?"


@pytest.mark.parametrize("question", ALONE)
def test_a_question_with_a_subject_of_its_own_stands_alone(question: str) -> None:
    """It is searched as it is, whatever was asked before."""
    understood = understand(question, [BEFORE, "And why?"], 3)
    assert understood.queries == (Query(question),)
    assert (understood.asks, understood.standalone, understood.leans) == (question, question, 0.0)


@pytest.mark.parametrize("question", LEANING)
def test_a_question_that_leaves_its_subject_unsaid_takes_it_from_the_one_before(question: str) -> None:
    """What is searched speaks of both, and the question alone is searched beside it."""
    understood = understand(question, [BEFORE], 3)
    assert understood.leans > 0
    assert "ferries" in understood.standalone
    assert understood.standalone.endswith(question)
    assert {query.text for query in understood.queries} == {question, understood.standalone}


@pytest.mark.parametrize("question", [*ALONE, *LEANING])
def test_without_a_conversation_every_question_stands_alone(question: str) -> None:
    """The first question of a conversation has nothing to lean on."""
    understood = understand(question, [], 3)
    assert (understood.standalone, understood.queries, understood.leans) == (question, (Query(question),), 0.0)


def test_leaning_has_degrees() -> None:
    """A pronoun leans more than a conjunction before a full question, and that more than nothing."""
    carried_on = leaning("But when did the mayor of Calder resign from office?")
    assert 0.0 < carried_on < leaning("When did she resign?") == 1.0
    assert leaning("When did the mayor of Calder resign from office?") == 0.0


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("And with Armenia?", "How much does Georgia trade with Turkey each year?",
         "How much does Georgia trade with Armenia each year?"),
        ("And Armenia?", "How large is the wheat harvest of Georgia this year?",
         "How large is the wheat harvest of Armenia this year?"),
        ("What about Peru?", "How many ferries does Chile own?", "How many ferries does Peru own?"),
        ("so how about New Zealand", "Who lights the beacons of Iceland?", "Who lights the beacons of New Zealand?"),
        ("And Peru's?", "What is Chile's largest export good this year?",
         "What is Peru's largest export good this year?"),
        ("Ok, and in South Korea?", "How do farmers in Japan insure rice?",
         "How do farmers in South Korea insure rice?"),
    ],
)  # fmt: skip
def test_a_country_named_alone_is_put_in_place_of_the_one_before(question: str, before: str, expected: str) -> None:
    """The question before is asked again, on the other country."""
    understood = understand(question, [before], 3)
    assert (understood.asks, understood.standalone) == (expected, expected)
    assert understood.queries[0] == Query(expected)
    assert all(query.weight < 1 for query in understood.queries[1:])


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("And with Armenia?", "How tall is the lighthouse at Brindle Point?"),
        ("And with Armenia and Chile?", "How large is the wheat harvest of Georgia?"),
        ("Does Armenia grow it?", "How large is the wheat harvest of Georgia?"),
    ],
    ids=["no country before", "two countries", "says more"],
)
def test_what_cannot_be_put_in_place_is_asked_together(question: str, before: str) -> None:
    """Then the question before and this one are searched as one."""
    assert understand(question, [before], 3).standalone == f"{before} {question}"


def test_put_in_place_goes_on_along_a_chain() -> None:
    """One country after another takes the place, each time in the full question."""
    first = "How large is the wheat harvest of Georgia this year?"
    chain = [first, "And Armenia?", "And with Chile?"]
    assert understand("And Peru?", chain, 3).standalone == "How large is the wheat harvest of Peru this year?"
    reason = understand("Why?", chain, 3)
    assert reason.standalone == "How large is the wheat harvest of Chile this year? Why?"


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stands_alone() -> None:
    """Earlier subjects are left behind."""
    earlier = [ALONE[0], ALONE[1], "Who paid for it?", "And when?"]
    understood = understand("How much?", earlier, 5)
    assert understood.standalone == f"{ALONE[1]} Who paid for it? And when? How much?"
    assert "lighthouse" not in understood.standalone


@pytest.mark.parametrize(
    ("turns", "standalone"),
    [
        (1, "And when? How much?"),
        (2, "Who paid for it? And when? How much?"),
        (3, f"{ALONE[1]} Who paid for it? And when? How much?"),
        (0, "How much?"),
    ],
)
def test_at_most_so_many_turns_are_gone_back(turns: int, standalone: str) -> None:
    """The setting bounds what a follow-up can take from the conversation; 0 takes nothing."""
    earlier = [ALONE[1], "Who paid for it?", "And when?"]
    assert understand("How much?", earlier, turns).standalone == standalone


def test_a_question_without_any_subject_is_hardly_searched_alone() -> None:
    """`Why is that?` has no word worth looking for: the question before carries the search."""
    understood = understand("Why is that?", [BEFORE], 3)
    weights = {query.text: query.weight for query in understood.queries}
    assert weights["Why is that?"] < weights[f"{BEFORE} Why is that?"] / 2
    assert understood.leans > understand("Who owns it?", [BEFORE], 3).leans


def test_a_question_with_a_subject_counts_more_than_what_it_leans_on() -> None:
    """The new words lead; the old ones help."""
    understood = understand("Who repairs their engines?", [BEFORE], 3)
    weights = {query.text: query.weight for query in understood.queries}
    assert weights["Who repairs their engines?"] > weights[f"{BEFORE} Who repairs their engines?"] > 0


def test_what_was_answered_last_is_searched_in_the_background() -> None:
    """With the question before and the beginning of the answer; it counts for more where the question leans on it."""
    answer = " ".join(["The Aurora carries ninety cars."] * 30)
    leaning_on, alone = (
        understand(question, ["What does the ferry carry?"], 3, answer)
        for question in ("And how many?", "Which beekeepers of Norland harvested heather honey last summer?")
    )
    (query,) = leaning_on.background
    assert query.text.startswith("And how many? What does the ferry carry? The Aurora carries ninety cars.")
    assert len(query.text) < len(answer)
    assert query.weight > alone.background[0].weight > 0


@pytest.mark.parametrize(
    ("earlier", "turns", "answer"), [([], 3, "Ninety."), (["Who?"], 0, "Ninety."), (["Who?"], 3, "")]
)
def test_without_a_conversation_there_is_no_background(earlier: list[str], turns: int, answer: str) -> None:
    """Nothing was said, nothing is to be looked back at, or the history does not tell the answer."""
    assert understand("And how many?", earlier, turns, answer).background == ()
