"""From outcomes to scores, over all and by kind, and their table for a terminal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.calibration import Bin, auroc, calibration_error, reliability
from assistant.evaluation import Outcome

SHARES = ("spoke", "lead", "found", "clean", "abstain")
_HEADINGS = ("n", *SHARES, "invalid", "p50 ms", "p95 ms")


@dataclass(frozen=True, slots=True)
class Scores:
    """What a group of questions scored; None where the group has no question that a score is of.

    Attributes:
        n: questions.
        answerable: of them, those that quotes are wanted for.
        spoke: share of the answerable that got an answer, 0 to 1; so are lead, found and clean (see `Outcome`).
        abstain: share of the others that were declined, 0 to 1.
        invalid: quotes that do not stand in their file as given.
        p50_ms: half of the questions took no longer, in milliseconds.
        p95_ms: the same for 95 in 100.
    """

    n: int
    answerable: int
    spoke: float | None
    lead: float | None
    found: float | None
    clean: float | None
    abstain: float | None
    invalid: int
    p50_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that is reported of one run over a question set.

    Attributes:
        outcomes: in the order of the set.
        kinds: the scores of each kind, in the order in which the kinds come up.
        overall: the scores of all.
        curve: how often the articles answer, over the confidence that they do, in bins of equal mass.
        ece: the expected calibration error of that curve, 0 to 1; None without questions.
        auroc: how well the confidence tells the answerable from the others, 0.5 by chance and 1 at best;
            None where either is missing.
    """

    outcomes: tuple[Outcome, ...]
    kinds: dict[str, Scores]
    overall: Scores
    curve: tuple[Bin, ...]
    ece: float | None
    auroc: float | None


def score_outcomes(outcomes: Sequence[Outcome]) -> Evaluation:
    """Score the outcomes of a question set; of none, no score is known."""
    by_kind: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.asked.kind].append(outcome)
    confidences = [outcome.answer.confidence for outcome in outcomes]
    curve = reliability(confidences, [outcome.asked.answerable for outcome in outcomes])
    return Evaluation(
        outcomes=tuple(outcomes),
        kinds={kind: _scores(rows) for kind, rows in by_kind.items()},
        overall=_scores(outcomes),
        curve=tuple(curve),
        ece=calibration_error(curve),
        auroc=auroc(confidences, [outcome.asked.answerable for outcome in outcomes]),
    )


def table_lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield the lines of a table, a row a kind and one for all, then how far the confidence can be trusted."""
    rows = [*evaluation.kinds.items(), ("all", evaluation.overall)]
    wide = max(len("kind"), *(len(kind) for kind, _ in rows))
    yield f"{'kind':{wide}}  {_cells(_HEADINGS)}"
    for kind, scores in rows:
        yield f"{kind:{wide}}  {_cells(_printed(scores))}".rstrip()
    yield ""
    ece, auroc_found = (rounded(value, 3) or "unknown" for value in (evaluation.ece, evaluation.auroc))
    yield f"confidence: ECE {ece}, AUROC {auroc_found}"


def rounded(value: float | None, digits: int) -> str:
    """Write a number with so many decimals; nothing where it is None."""
    return "" if value is None else format(value, f".{digits}f")


def _printed(scores: Scores) -> Iterator[str]:
    yield str(scores.n)
    yield from (rounded(getattr(scores, name), 2) for name in SHARES)
    yield str(scores.invalid)
    yield from (rounded(taken, 0) for taken in (scores.p50_ms, scores.p95_ms))


def _cells(values: Iterable[str]) -> str:
    return "".join(f"{value:>{max(5, len(heading)) + 2}}" for value, heading in zip(values, _HEADINGS, strict=True))


def _scores(outcomes: Sequence[Outcome]) -> Scores:
    answerable = [outcome for outcome in outcomes if outcome.asked.answerable]
    taken = sorted(outcome.milliseconds for outcome in outcomes)
    return Scores(
        n=len(outcomes),
        answerable=len(answerable),
        spoke=_mean([outcome.spoke for outcome in answerable]),
        lead=_mean([outcome.lead for outcome in answerable]),
        found=_mean([outcome.found for outcome in answerable]),
        clean=_mean([outcome.clean for outcome in answerable]),
        abstain=_mean([not outcome.spoke for outcome in outcomes if not outcome.asked.answerable]),
        invalid=sum(outcome.invalid for outcome in outcomes),
        p50_ms=_percentile(taken, 50),
        p95_ms=_percentile(taken, 95),
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _percentile(rising: Sequence[float], percent: int) -> float | None:
    return rising[len(rising) * percent // 100] if rising else None
