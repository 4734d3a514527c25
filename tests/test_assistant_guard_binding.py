"""Names and figures keep what the quotes say of them."""

import pytest

from assistant.guard_binding import is_figure_misbound, is_name_misbound

SAID = (
    "Norland, which grows little itself, sells barley from Velde to Westmark, and Eastmark buys trains. Holm resigned."
)
FIGURES = (
    "Norland bought 17 trains from Westmark in 2019, Eastmark eleven and Gorm six; four of them broke down near Velde"
    " in 2024."
)


@pytest.mark.parametrize(
    ("text", "is_misbound"),
    [
        ("Norland sells barley from Velde.", False),
        ("Norland grows little itself.", False),
        ("Eastmark buys trains.", False),
        ("Eastmark grows little itself.", True),
        ("Eastmark sells barley from Velde.", True),
        ("Norland sells barley from Westmark.", True),
        ("Barley is sold by Norland.", False),
    ],
)
def test_a_name_does_what_it_does_in_the_quotes(text: str, is_misbound: bool) -> None:
    """A relative clause goes with the name before it, and "from" with the name after it."""
    assert is_name_misbound(text, SAID) == is_misbound


@pytest.mark.parametrize(
    ("text", "is_misbound"),
    [
        ("Norland bought 17 trains.", False),
        ("Gorm bought six trains.", False),
        ("Eastmark bought six trains.", True),
        ("Six trains broke down near Velde.", True),
        ("Four trains broke down near Velde in 2024.", False),
        ("Four trains broke down near Velde in 2019.", True),
    ],
)
def test_a_figure_counts_what_it_counts_in_the_quotes(text: str, is_misbound: bool) -> None:
    """Other figures for other things stand beside it."""
    assert is_figure_misbound(text, FIGURES) == is_misbound
