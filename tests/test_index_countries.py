"""One code for each country, by its name, its capital or its people."""

import pytest

from index import countries_in, country_name, normalise


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
        ("American, Americans, America and the usa", ["US"]),
        ("the Emirates, Emirati and Emiratis; the uae", ["AE"]),
        ("DR Congo, the DRC, Congo, Congolese and the Democratic Republic of Congo", ["CD"]),
        ("the Republic of Congo, Congo-Brazzaville", ["CG"]),
        ("Czechia, Czech and Czechs", ["CZ"]),
        ("Burma, Burmese, Myanmar", ["MM"]),
        ("Ivory Coast, Ivorian, Côte d'Ivoire", ["CI"]),
        ("Holland, Dutch, The Netherlands", ["NL"]),
        ("Turkiye, Türkiye, Turkey, Turkish, Turks", ["TR"]),
        ("North Korean, North Koreans, the DPRK", ["KP"]),
        ("South Koreans in Seoul, ROK", ["KR"]),
        ("Kyiv, Kiev, Ukrainian, Ukrainians", ["UA"]),
        ("the EU, the European Union and Brussels; eu sanctions", ["EU"]),
        ("Belgium and Belgians", ["BE"]),
        ("Britain, Scotland and Northern Ireland", ["GB"]),
        ("Saudi men, Saudis and Riyadh", ["SA"]),
        ("Kazakh, Kazakhs, Astana, Nur-Sultan", ["KZ"]),
        ("Kosovo, Kosovar", ["XK"]),
        ("Bogota, Bogotá", ["CO"]),
        ("Latin America, South Americans, the Gulf of Mexico, New Mexico and the Indian Ocean", []),
        ("the South China Sea", []),
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
    names = {code: country_name(code) for code in ("KP", "US", "GB", "NO", "EU", "XK")}
    assert names == {
        "KP": "North Korea",
        "US": "United States",
        "GB": "United Kingdom",
        "NO": "Norway",
        "EU": "European Union",
        "XK": "Kosovo",
    }
    assert [[code for _, _, code in countries_in(name)] for name in names.values()] == [[code] for code in names]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Turkey and China met. He ate turkey from good china.", ["TR", "CN"]),
        ("They polish it, said the Polish man on the pole.", ["PL"]),
        ("how does turkey trade with china", ["TR", "CN"]),
        ("How does turkey trade with china", ["TR", "CN"]),
        ("How does turkey trade with Iran?", ["IR"]),
        ("Michael Jordan and George Washington", []),
        ("Jordan and Washington; in Jordan, King of Jordan, West Jordan", ["JO", "US"]),
        ("the Washington Post and the Moscow Times", []),
        ("Post-war Moscow, Washington Post-Soviet", ["RU", "US"]),
        ("Atlanta, Georgia, in the state of Georgia", []),
        ("Georgia and its Georgians", ["GE"]),
        ("Alexander Hamilton met Stanley, Victoria and Douglas: all male", []),
    ],
)
def test_false_friends(text: str, codes: list[str]) -> None:
    """The bird, the tableware, a family name, a newspaper and a state are no countries."""
    assert list(dict.fromkeys(code for _, _, code in countries_in(text))) == codes


def test_a_name_that_is_part_of_another_is_passed_over_whole() -> None:
    """Nothing of the longer name is taken for a country; what follows it is."""
    text = "From Latin America to America"
    assert [(start, code) for start, _, code in countries_in(text)] == [(22, "US")]
