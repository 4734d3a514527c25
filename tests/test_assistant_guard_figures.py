"""Figures and dates are the same however they are written, and no others are."""

import pytest
from guarded import quotes

from assistant.guard_exact import check_exactly

WRITTEN = [
    ("The firm lost five and a half million dollars.", "The firm lost $5.5m.", "The firm lost $5m."),
    ("The firm lost USD 1.2bn.", "The firm lost 1,200 million dollars.", "The firm lost €1.2bn."),
    ("It opened on 3 May 2024.", "It opened on 2024-05-03.", "It opened on 2024-03-05."),
    ("It opened on 2024-05-03.", "It opened on May 3, 2024.", "It opened on 5 March 2024."),
    ("It opened on 3 May 2024.", "It opened on 3.5.2024.", "It opened on 5.3.2024."),
    ("Every fifth house burned.", "One in five houses burned.", "5% of the houses burned."),
    ("A quarter of the houses burned.", "One house in four burned.", "Every fifth house burned."),
    ("Prices rose by 20 per cent.", "Prices rose by a fifth.", "Prices rose by 20 percentage points."),
    ("Prices rose by 20 per cent.", "Prices rose by 20%.", "Prices rose to 20%."),
    ("Sales doubled.", "Sales rose by 100%.", "Sales rose by 200%."),
    ("Sales were twice what they had been.", "Sales doubled.", "Sales halved."),
    ("Sales rose from 20 to 40 million euros.", "Sales doubled to €40m.", "Sales rose by 40 million euros."),
    ("Sales rose from 20 to 40 million euros.", "Sales rose by €20m.", "Sales rose by 50%."),
    ("Sales fell from 40 to 20 tonnes.", "Sales halved.", "Sales doubled."),
    ("Some 40 people came.", "Dozens of people came.", "Hundreds of people came."),
    ("Dozens of people came.", "Dozens of people came.", "A dozen people came."),
    ("The 21st house burned.", "The twenty-first house burned.", "The twenty-second house burned."),
    ("It lasted half an hour.", "It lasted thirty minutes.", "It lasted an hour."),
    ("It weighs 2,300 kg.", "It weighs 2.3 tonnes.", "It weighs 23 t."),
    ("It is 2.3 km long.", "It is 2,300 m long.", "It is 2.3 miles long."),
    ("It cost one and a half times as much.", "It cost 50% more.", "It cost two and a half times as much."),
    ("The canton counted 36 wolves in 2023.", "Three dozen wolves were counted.", "Two dozen wolves were counted."),
]


@pytest.mark.parametrize(("said", "same", "other"), WRITTEN)
def test_a_figure_is_known_however_it_is_written(said: str, same: str, other: str) -> None:
    """In words, in another unit, as a share, as a change, as a date in figures."""
    assert not check_exactly(f"{same} [1]", quotes(said)).fault
    assert check_exactly(f"{other} [1]", quotes(said)).fault
