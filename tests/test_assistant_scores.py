"""Outcomes become scores over all and by kind, and a table."""

import pytest
from goats import GOATS, SHEEP, asked, given, outcome

from assistant.scores import Evaluation, score_outcomes, table_lines

HEADER = ["kind", "n", "spoke", "lead", "found", "clean", "abstain", "invalid", "p50", "ms", "p95", "ms"]


@pytest.fixture
def evaluation() -> Evaluation:
    """Four outcomes of two kinds: one right, one silent, one rightly declined, one wrongly answered."""
    return score_outcomes(
        [
            outcome(asked((GOATS,)), given(GOATS, confidence=0.9), 10),
            outcome(asked((GOATS,)), given(confidence=0.4), 30),
            outcome(asked(kind="a kind of none"), given(confidence=0.1), 20),
            outcome(asked(kind="a kind of none"), given(SHEEP, confidence=0.6), 50),
        ]
    )


def test_scores(evaluation: Evaluation) -> None:
    """Shares are of the questions that they are about."""
    overall, fact, none = evaluation.overall, *evaluation.kinds.values()
    assert list(evaluation.kinds) == ["fact", "a kind of none"]
    assert (overall.n, overall.answerable, overall.invalid) == (4, 2, 0)
    assert (overall.spoke, overall.lead, overall.found, overall.clean, overall.abstain) == (0.5, 0.5, 0.5, 0.5, 0.5)
    assert (fact.n, fact.spoke, fact.abstain) == (2, 0.5, None)
    assert (none.n, none.spoke, none.lead, none.found, none.clean, none.abstain) == (2, None, None, None, None, 0.5)


def test_confidence_is_held_against_whether_the_articles_answer(evaluation: Evaluation) -> None:
    """The calibration error and AUROC are of one event."""
    assert [(row.confidence, row.happened) for row in evaluation.curve] == [(0.1, 0), (0.4, 1), (0.6, 0), (0.9, 1)]
    assert evaluation.ece == pytest.approx((0.1 + 0.6 + 0.6 + 0.1) / 4)
    assert evaluation.auroc == 0.75


def test_a_wrong_quote_is_no_fault_of_the_confidence() -> None:
    """It says whether the articles answer, not whether the quote is the right one."""
    sure_and_wrong = outcome(asked((GOATS,)), given(SHEEP, confidence=0.8))
    evaluation = score_outcomes([sure_and_wrong, outcome(asked(), given(confidence=0.3))])
    assert (evaluation.auroc, evaluation.ece) == (1.0, pytest.approx(0.25))


@pytest.mark.parametrize(
    ("number", "p50", "p95"), [(1, 1, 1), (2, 2, 2), (20, 11, 20), (80, 41, 77), (100, 51, 96)]
)  # fmt: skip
def test_percentiles_are_times_that_were_measured(number: int, p50: float, p95: float) -> None:
    """Of the times in rising order, the one after a half of them, and the one after 95 in 100."""
    scores = score_outcomes([outcome(asked(), given(), taken) for taken in range(number, 0, -1)]).overall
    assert (scores.p50_ms, scores.p95_ms) == (p50, p95)


def test_the_table(evaluation: Evaluation) -> None:
    """Columns line up, however long a kind's name is; a score without questions is blank."""
    header, fact, none, everything, blank, confidence = table_lines(evaluation)
    assert header.split() == HEADER
    assert fact.split() == ["fact", "2", "0.50", "0.50", "0.50", "0.50", "0", "30", "30"]
    assert none.split()[4:] == ["2", "0.50", "0", "50", "50"]
    assert everything.split() == ["all", "4", "0.50", "0.50", "0.50", "0.50", "0.50", "0", "30", "50"]
    assert len(header) == len(fact) == len(none) == len(everything)
    assert none.index("0.50") == header.index("abstain") + len("abstain") - 4
    assert (blank, confidence) == ("", "confidence: ECE 0.350, AUROC 0.750")


def test_nothing_has_no_scores() -> None:
    """And can be printed all the same."""
    nothing = score_outcomes([])
    assert (nothing.kinds, nothing.curve, nothing.ece, nothing.auroc) == ({}, (), None, None)
    assert (nothing.overall.n, nothing.overall.lead, nothing.overall.p50_ms) == (0, None, None)
    assert [line.split() for line in table_lines(nothing)][1:] == [
        ["all", "0", "0"],
        [],
        ["confidence:", "ECE", "unknown,", "AUROC", "unknown"],
    ]
