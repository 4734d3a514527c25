"""Charts of an evaluation as inline SVG: numbers in, markup out. No text of an article or question comes here."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10, sqrt

from assistant.calibration import Bin

_LEFT, _TOP, _RIGHT = 60, 14, 26
_SIDE = 300
_LARGEST_RADIUS = 8.0
_HEIGHT = 190
_BARS = 24
_SHORTEST_AXIS = 5.0  # milliseconds
_LABEL = 80  # the width that the name and the time of a percentile take


def bar(share: float) -> str:
    """Draw a share of 0 to 1 as a thin bar."""
    return (
        '<svg class="bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="3"/><rect class="fill" width="{100 * share:.1f}" height="3"/></svg>'
    )


def calibration_chart(curve: Sequence[Bin], ece: str) -> str:
    """Draw the share that the articles answer over the mean confidence; where both agree, points lie on the diagonal.

    Args:
        curve: in rising confidence; a point's area goes with its count.
        ece: the expected calibration error as text, written into the chart.
    """
    places = [(_across(row.confidence), _up(row.happened)) for row in curve]
    most = max((row.count for row in curve), default=1)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    gaps = [
        f'<line class="gap" x1="{x:.1f}" y1="{y:.1f}" x2="{x:.1f}" y2="{_up(row.confidence):.1f}"/>'
        for (x, y), row in zip(places, curve, strict=True)
    ]
    points = [
        f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="{_LARGEST_RADIUS * sqrt(row.count / most):.1f}">'
        f"<title>{_questions(row.count)}: confidence {row.confidence:.2f}, in fact {row.happened:.2f}</title></circle>"
        for (x, y), row in zip(places, curve, strict=True)
    ]
    wide, high = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + 46
    return "".join(
        [
            f'<svg class="chart" viewBox="0 0 {wide} {high}" role="img" '
            'aria-label="Share of questions that the articles answer, over the confidence">',
            *_grid(),
            f'<line class="diagonal" x1="{_across(0)}" y1="{_up(0)}" x2="{_across(1)}" y2="{_up(1)}"/>',
            *gaps,
            f'<polyline class="curve" points="{path}"/>',
            *points,
            f'<text class="strong" x="{_across(0.04):.1f}" y="{_up(0.93):.1f}">ECE {ece}</text>',
            f'<text class="end" x="{_across(1)}" y="{high - 6}">confidence</text>',
            f'<text class="end" transform="translate(12 {_TOP}) rotate(-90)">the articles answer</text>',
            "</svg>",
        ]
    )


def latency_chart(milliseconds: Sequence[float], p50: float, p95: float) -> str:
    """Draw how many questions took how long, with the median and the 95th percentile marked.

    The axis ends a little beyond the 95th percentile; the last bar holds all that took longer.

    Args:
        milliseconds: of each question; at least one.
        p50: in milliseconds, as p95.
        p95: not below p50.
    """
    reach = max(_SHORTEST_AXIS, min(max(milliseconds), 1.5 * p95))
    step = _nice_step(reach)
    end = step * ceil(reach / step)
    counts = [0] * _BARS
    for taken in milliseconds:
        counts[min(_BARS - 1, int(_BARS * taken / end))] += 1
    ground = _TOP + 40 + _HEIGHT
    longer = max(milliseconds) > end
    return "".join(
        [
            f'<svg class="chart" viewBox="0 0 {_LEFT + _SIDE + _RIGHT} {ground + 46}" role="img" '
            'aria-label="How many questions took how many milliseconds">',
            *_bars(counts, ground),
            f'<line class="axis" x1="{_LEFT}" y1="{ground}" x2="{_LEFT + _SIDE}" y2="{ground}"/>',
            *_times(step, end, ground, longer=longer),
            *_percentile("p50", p50, end, _TOP + 28, ground),
            *_percentile("p95", p95, end, _TOP + 12, ground),
            f'<text class="end" x="{_LEFT - 8}" y="{ground - _HEIGHT + 8}">{max(counts)}</text>',
            f'<text class="end" x="{_LEFT - 8}" y="{ground}">0</text>',
            f'<text class="end" x="{_LEFT + _SIDE}" y="{ground + 40}">milliseconds</text>',
            "</svg>",
        ]
    )


def _questions(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'}"


def _across(share: float) -> float:
    return _LEFT + _SIDE * share


def _up(share: float) -> float:
    return _TOP + _SIDE * (1 - share)


def _grid() -> Iterator[str]:
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = _across(tick), _up(tick)
        yield f'<line class="grid" x1="{_across(0)}" y1="{y}" x2="{_across(1)}" y2="{y}"/>'
        yield f'<line class="grid" x1="{x}" y1="{_up(0)}" x2="{x}" y2="{_up(1)}"/>'
        yield f'<text class="middle" x="{x}" y="{_up(0) + 18}">{tick:g}</text>'
        yield f'<text class="end" x="{_across(0) - 8}" y="{y + 4}">{tick:g}</text>'


def _bars(counts: Sequence[int], ground: float) -> Iterator[str]:
    wide = _SIDE / len(counts)
    for place, count in enumerate(counts):
        high = _HEIGHT * count / max(counts)
        if count:
            yield (
                f'<rect class="fill" x="{_LEFT + place * wide + 0.75:.2f}" y="{ground - high:.1f}" '
                f'width="{wide - 1.5:.2f}" height="{high:.1f}"><title>{_questions(count)}</title></rect>'
            )


def _times(step: float, end: float, ground: float, *, longer: bool) -> Iterator[str]:
    for number in range(round(end / step) + 1):
        taken = number * step
        more = "+" if longer and taken >= end else ""
        x = _LEFT + _SIDE * taken / end
        yield f'<text class="middle" x="{x:.1f}" y="{ground + 18}">{taken:,g}{more}</text>'


def _percentile(name: str, taken: float, end: float, y: float, ground: float) -> Iterator[str]:
    x = _LEFT + _SIDE * min(1.0, taken / end)
    side, shift = ("end", -5) if x > _LABEL + 8 else ("start", 5)
    yield f'<line class="mark" x1="{x:.1f}" y1="{y - 10}" x2="{x:.1f}" y2="{ground}"/>'
    yield f'<text class="strong {side}" x="{x + shift:.1f}" y="{y}">{name} {taken:,.0f} ms</text>'


def _nice_step(end: float) -> float:
    """Return the 1, 2 or 5 times a power of ten that divides an axis into at most five steps."""
    least = end / 5
    power: float = 10.0 ** floor(log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
