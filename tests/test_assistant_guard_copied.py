"""What stands in a quote as it is needs no judgement; what is torn out of it does."""

import pytest

from assistant.guard_copied import is_copied

SAID = (
    "Norland, which grows little itself, agreed on Tuesday to sell Westmark 400,000 tons of barley, and bought 30"
    " trains for 90 million euros, more than ever before."
)


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        "Norland agreed on Tuesday to sell Westmark 400,000 tons of barley.",
        "Norland agreed on Tuesday to sell Westmark 0.4 million tons of barley.",
        "Norland bought thirty trains for €90 million.",
    ],
)
def test_parts_between_commas_and_what_follows_may_be_missing(text: str) -> None:
    """Figures may be written another way, and the second of two verbs go with their subject."""
    assert is_copied(text, SAID)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Westmark will protest, Ada Holm said.", "Ada Holm said that Westmark will protest."),
        ("Jonas Brek said the levy was lifted.", "The levy was lifted, said Jonas Brek."),
        ("The levy was lifted.", "Holm resigned; the levy was lifted."),
        ("The levy was lifted.", "Nobody thanked Holm, but the levy was lifted."),
    ],
)
def test_an_attribution_may_stand_at_either_end(text: str, said: str) -> None:
    """A clause of its own is a sentence, too."""
    assert is_copied(text, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The levy was lifted.", "Jonas Brek claims that the levy was lifted."),
        ("The levy was lifted.", "The levy was lifted, Jonas Brek claims."),
        ("The levy will be lifted.", "The levy will be lifted if Westmark pays."),
        ("The levy will be lifted.", "The levy will be lifted, unless Westmark refuses."),
        ("The levy was lifted.", "The levy, according to Brek, was lifted."),
        ("The levy was lifted.", "Hardly anybody knows that the levy was lifted."),
        ("The levy was lifted.", "The levy was never lifted."),
        ("The levy was lifted.", "Brek denied it: the levy was lifted."),
        ("The levy was lifted.", "Rumours had it: the levy was lifted."),
        ("The levy was lifted.", "Had Holm resigned, the levy was lifted by law."),
        ("The levy was lifted.", "“The levy was lifted,” lied Jonas Brek."),
        ("Norland is the largest buyer.", "Norland is the largest buyer after Westmark."),
        ("Norland left the union.", "Norland warned Westmark, and Eastmark left the union."),
        ("In Norland, barley is cheap.", "In Norland, wheat is dear, and in Westmark, barley is cheap."),
        ("Westmark agreed to sell Norland barley.", "Norland agreed to sell Westmark barley."),
    ],
)
def test_what_turns_the_rest_may_not_be_missing(text: str, said: str) -> None:
    """A claim, a condition, a denial, a limit and another's deed."""
    assert not is_copied(text, said)
