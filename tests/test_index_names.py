"""One name for what goes by several: abbreviations learned from the articles."""

import pytest

from index import other_forms
from index.names import find_abbreviations


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


ABBREVIATIONS = {"WGO": "World Grain Office", "WHO": "World Harbour Office"}


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("What does the WGO want?", {"WGO": "World Grain Office"}),
        ("what does the wgo want?", {"WGO": "World Grain Office"}),
        ("The world grain office met.", {"World Grain Office": "WGO"}),
        ("the WGOs, the aWGO and World Grain Offices", {}),
        ("the world", {}),
        ("Who wants it?", {}),
        ("What does the WHO want?", {"WHO": "World Harbour Office"}),
    ],
)
def test_each_form_has_its_other_form(text: str, forms: dict[str, str]) -> None:
    """Short and long forms are found as whole words in any case, but a word of grammar is none of them."""
    assert other_forms(text, ABBREVIATIONS) == forms
