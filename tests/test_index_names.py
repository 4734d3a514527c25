"""One name for what goes by several: countries, and abbreviations learned from the articles."""

import pytest

from index import countries_in, country_name, other_forms
from index.names import find_abbreviations
from index.normalise import normalise


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("DPRK troops arrived in Pyongyang, in North Korea.", ["KP"]),
        ("NORTH KOREA'S north korea’s North\u00a0Korea", ["KP"]),
        ("the South Korean port", ["KR"]),
        ("American aid from Washington, the United States, the USA, the US and the U.S. alike", ["US"]),
        ("the UK, the U.K., London and British ports", ["GB"]),
        ("Tell us where to send us; let us know.", []),
        ("Us and them", []),
        ("Nigeria and Niger are two countries", ["NG", "NE"]),
        ("Iran's ports and Tehran’s men", ["IR"]),
        ("Moscow met Russian and Chinese men in Beijing", ["RU", "CN"]),
        ("the United Arab Emirates, or UAE; an uae", ["AE"]),
        ("PRC and Republic of Korea", ["CN", "KR"]),
        ("a quiet quay in the north", []),
        ("It is in no way at all an id or as of me", []),
        ("", []),
    ],
)
def test_countries_by_name_capital_and_people(text: str, codes: list[str]) -> None:
    """Each country goes by one code; a pronoun is no country."""
    assert list(dict.fromkeys(code for _, _, code in countries_in(normalise(text)))) == codes


def test_each_mention_has_its_place() -> None:
    """The longest name counts, once, and its possessive ending is no part of it."""
    text = "In North Korea's capital, Pyongyang, the U.S. flag"
    assert [(text[start:end], code) for start, end, code in countries_in(text)] == [
        ("North Korea", "KP"),
        ("Pyongyang", "KP"),
        ("U.S.", "US"),
    ]


def test_a_code_has_a_name() -> None:
    """The common one, by which the code is found again."""
    names = {code: country_name(code) for code in ("KP", "US", "GB", "NO")}
    assert names == {"KP": "North Korea", "US": "United States", "GB": "United Kingdom", "NO": "Norway"}
    assert [[code for _, _, code in countries_in(name)] for name in names.values()] == [[code] for code in names]


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
