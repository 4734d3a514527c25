"""One name for what goes by several: abbreviations learned from the articles."""

import pytest

from index import in_one_name, names_in, with_other_names
from index.names import find_abbreviations, joined_names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The World Grain Office (WGO) met.", {"WGO": "World Grain Office"}),
        ("heads of state (HoS) and unmanned ships (USs)", {"HoS": "heads of state", "USs": "unmanned ships"}),
        ("Food and Agriculture Board (FAB)", {"FAB": "Food and Agriculture Board"}),
        ("a “Mean Time to Repair” (MTTR) of", {"MTTR": "Mean Time to Repair"}),
        ("the Union\u00a0des Transports (UdT)", {"UdT": "Union des Transports"}),
        ("In the spring (2019) he spoke (see below), and it (sic) was (A) fine.", {}),
        ("They call it the Fund (IMF).", {}),
        ("My friend Bob (Bob) came", {}),
        ("the quay (Quay) was quiet", {}),
        ("(WGO) stands before any name", {}),
        ("the port of Ardle (UN)", {}),
        ("the Renewal Action Office (WAO)", {}),
    ],
)
def test_abbreviations_that_a_text_explains(text: str, found: dict[str, str]) -> None:
    """Letters of the short form in the words before it; years, remarks and strangers are no abbreviations."""
    assert find_abbreviations(text) == found


WGO, WHO = ("WGO", "World Grain Office", "the Grain Office"), ("WHO", "World Harbour Office")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What does the WGO want?", (WGO,)),
        ("what does the wgo want?", (WGO,)),
        ("The world grain office met the Grain Office.", (WGO,)),
        ("the WGOs, the aWGO and World Grain Offices", ()),
        ("the world", ()),
        ("Who wants it?", ()),
        ("What does the WHO want of the WGO?", (WGO, WHO)),
    ],
)
def test_names_in_a_text(text: str, found: tuple[tuple[str, ...], ...]) -> None:
    """Each is found as whole words in any case, but a word of grammar only in capitals."""
    assert names_in(text, (WGO, WHO)) == found


def test_a_question_gets_the_other_names() -> None:
    """Those that it lacks, of what it names."""
    asked = "What does the World Grain Office say?"
    assert with_other_names(asked, (WGO, WHO)) == f"{asked} WGO the Grain Office"
    assert with_other_names("Who says it?", (WGO, WHO)) == "Who says it?"


def test_texts_compare_in_one_name() -> None:
    """All names become the shortest, the longest first, and nothing else changes."""
    one_name = in_one_name((WGO, WHO, ("C++", "C++ language")))
    told = one_name("The Grain Office and the world  grain office; the WGOs. Who is WHO? The C++ language.")
    assert told == "WGO and the WGO; the WGOs. Who is WHO? The C++."
    assert in_one_name(())("Who  is it?") == "Who  is it?"


def test_groups_with_a_name_in_common_are_one() -> None:
    """What an article abbreviates and what the folder names is joined, through any number of names."""
    groups = [("A", "Alpha"), ("B", "Beta"), ("alpha", "First"), ("Second", "beta", "first")]
    (joined,) = joined_names(groups)
    assert {name.lower() for name in joined} == {"a", "alpha", "b", "beta", "first", "second"}
    assert joined_names([("A", "Alpha"), ("B", "Beta")]) == [("A", "Alpha"), ("B", "Beta")]
