"""Quantities are read as values with units and hedges, and nothing else is read as one."""

from math import inf

import pytest

from assistant.quantities import quantities


@pytest.mark.parametrize(
    ("sentence", "words", "value", "unit"),
    [
        ("The valley has five million goats.", "five million", 5e6, ("goat",)),
        ("The valley has 5 million goats.", "5 million", 5e6, ("goat",)),
        ("The valley has 5m goats.", "5m", 5e6, ("goat",)),
        ("Some 1,250 ferries sailed.", "1,250", 1250, ("ferri",)),
        ("It sold 5 million mountain goats.", "5 million", 5e6, ("mountain", "goat")),
        ("The strait earns $240 billion a year.", "$240 billion", 240e9, ("usd",)),
        ("The strait earns $\u00a0240 billion.", "$\u00a0240 billion", 240e9, ("usd",)),
        ("The strait earns 240 bn dollars.", "240 bn dollars", 240e9, ("usd",)),
        ("It cost €1.3 million.", "€1.3 million", 1.3e6, ("eur",)),
        ("It cost half a million euros.", "half a million euros", 5e5, ("eur",)),
        ("Rents rose by 26%.", "26%", 26, ("%",)),
        ("Rents rose by 26 percent.", "26 percent", 26, ("%",)),
        ("Rents rose by 12.5 per cent.", "12.5 per cent", 12.5, ("%",)),
        ("Half of the honey is sold abroad.", "Half", 50, ("%",)),
        ("Two-thirds of the keepers left.", "Two-thirds", 200 / 3, ("%",)),
        ("Trade made a ninefold leap.", "ninefold", 9, ("times",)),
        ("Prices doubled.", "doubled", 2, ("times",)),
        ("A thousand ships came.", "A thousand", 1000, ("ship",)),
        ("Two hundred and fifty keepers came.", "Two hundred and fifty", 250, ("keeper",)),
        ("Twenty-one people came.", "Twenty-one", 21, ("peopl",)),
        ("They shipped 90 tonnes of honey.", "90", 90, ("honei", "tonn")),
        ("A 75-year lease was signed.", "75", 75, ("year",)),
        ("The number of goats was put at a thousand units.", "a thousand", 1000, ("goat",)),
        ("The council calls 5 million too low.", "5 million", 5e6, ()),
    ],
)
def test_a_quantity_has_its_words_value_and_unit(
    sentence: str, words: str, value: float, unit: tuple[str, ...]
) -> None:
    """Spelled out or in digits, with any currency, percent sign or noun."""
    (found,) = quantities(sentence)
    assert (sentence[found.start : found.end], found.unit) == (words, unit)
    assert (found.low, found.high) == (pytest.approx(value), pytest.approx(value))


@pytest.mark.parametrize(
    ("sentence", "low", "high", "said"),
    [
        ("Between 3 and 5 million goats.", 3e6, 5e6, "Between 3 and 5 million goats"),
        ("They saw 3 to 5 million goats.", 3e6, 5e6, "3 to 5 million goats"),
        ("They saw 3-5 million goats.", 3e6, 5e6, "3-5 million goats"),
        ("A rise of 10–15%.", 10, 15, "10–15%"),
        ("It cost $3 to $5 million.", 3e6, 5e6, "$3 to $5 million"),
        ("Dozens of ships came.", 24, inf, "Dozens of ships"),
        ("Tens of thousands of people came.", 20_000, inf, "Tens of thousands of people"),
    ],
)
def test_ranges_and_vague_numbers_have_two_ends(sentence: str, low: float, high: float, said: str) -> None:
    """A range takes the scale of its second number."""
    (found,) = quantities(sentence)
    assert (found.low, found.high, sentence[slice(*found.said)]) == (low, high, said)


def test_a_change_from_one_number_to_another_is_no_range() -> None:
    """Both ends are told apart."""
    assert [found.low for found in quantities("The fleet fell from 12 to 19 ferries.")] == [12, 19]
    assert [found.low for found in quantities("It had 12 goats and 19 sheep.")] == [12, 19]


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        ("an estimated 5 million goats", "estimated"),
        ("about 5 million goats", "about"),
        ("roughly 5 million goats", "about"),
        ("at least 5 million goats", "at least"),
        ("as many as 5 million goats", "up to"),
        ("more than 5 million goats", "more than"),
        ("just over 5 million goats", "more than"),
        ("fewer than 5 million goats", "less than"),
        ("5 million goats", ""),
    ],
)
def test_the_hedge_is_kept(words: str, hedge: str) -> None:
    """It is told apart from the number, and stands in what was said."""
    sentence = f"The valley has {words} by now."
    (found,) = quantities(sentence)
    assert (found.hedge, sentence[found.start : found.end], sentence[slice(*found.said)]) == (hedge, "5 million", words)


@pytest.mark.parametrize(
    "sentence",
    [
        "The third ferry came fifth, on the 5th day.",
        "On 3 May 1998 it rained, and in 2001 it did not.",
        "They flew the Kite-35 over Harbour Light 2.",
        "One of them left, and no one stayed.",
        "Someone gave bone and stone to everyone.",
        "It began at 10:30.",
        "It took a year and a half of work.",
        "",
    ],
)
def test_ordinals_dates_and_names_are_no_quantities(sentence: str) -> None:
    """Nothing is counted there."""
    assert quantities(sentence) == []
