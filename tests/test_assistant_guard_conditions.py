"""What a quote says on a condition, as a chance, as a plan or as a denial is no plain fact."""

import pytest

from assistant.guard_conditions import understated


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The levy will be lifted.", "If the talks fail, the levy will be lifted."),
        ("The talks fail.", "If the talks fail, the levy will be lifted."),
        ("Holm will lift the levy.", "Holm, who grew up in Velde, will lift the levy unless the farmers object."),
        ("Holm said that she would lift the levy.", "Holm said that she would lift the levy only if she were asked."),
        ("The road will be flooded.", "Should the river rise, the road would be flooded."),
        ("The ferry will stop.", "Were Westmark to withdraw its money, the ferry would stop."),
        ("The ferry will stop.", "The ferry would stop, should Westmark withdraw its money."),
        ("Norland will pay the loan.", "Provided the banks agree, Norland will pay the loan."),
        ("Pupils have the right to a seat.", "On paper pupils have the right to a seat."),
        ("The army is ready.", "It is unclear whether the army is ready."),
        ("The port is closing.", "The port may close in May."),
        ("Velde opened the pier in May.", "Velde was expected to open the pier in May, but the builder failed."),
        ("The levy doubled.", "Norland plans to double the levy."),
        ("Nobody was paid.", "Brek denied it: nobody was paid."),
    ],
)
def test_what_limits_a_deed_may_not_be_left_out(text: str, said: str) -> None:
    """In whatever form the limit stands there, before the deed or after it."""
    assert understated(text, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The levy will go if the talks fail.", "If the talks fail, the levy will be lifted."),
        ("Without new talks, the levy would be lifted.", "Unless there are new talks, the levy will be lifted."),
        ("Velde lies on a river.", "Velde, which lies on a river, will be flooded if it rains."),
        ("The talks began.", "The talks began on Monday, and if they fail, the levy will be lifted."),
        ("Holm asked whether the army was ready.", "Holm asked whether the army was ready."),
        ("The port might be shut.", "The port may close in May."),
        ("Norland intends to raise the levy.", "Norland plans to raise the levy."),
        ("Brek said that nobody was paid.", "Brek denied it: nobody was paid."),
        ("The ship sailed.", "The ship sailed, even if nobody knew why."),
        ("The levy was lifted.", "The levy, which had been planned to last, was lifted."),
    ],
)
def test_what_is_taken_up_or_stands_elsewhere_is_not_left_out(text: str, said: str) -> None:
    """In other words, too; and a condition limits nothing beside it."""
    assert not understated(text, said)
