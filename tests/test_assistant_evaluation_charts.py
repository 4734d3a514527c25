"""The charts draw what they are given."""

import re

import pytest

from assistant.calibration import Bin
from assistant.evaluation_charts import bar, calibration_chart, latency_chart

CURVE = [Bin(0.0, 0.5, 1), Bin(0.5, 0.5, 4), Bin(1.0, 1.0, 2)]


def numbers(pattern: str, markup: str) -> list[tuple[float, ...]]:
    """Return the numbers that a pattern finds."""
    return [tuple(map(float, found.groups())) for found in re.finditer(pattern, markup)]


def test_a_bar_is_as_long_as_its_share() -> None:
    """Of a track of a hundred."""
    assert re.findall(r'class="(\w+)" width="([\d.]+)"', bar(0.314)) == [("track", "100"), ("fill", "31.4")]


def test_points_lie_where_the_bins_are() -> None:
    """Confidence to the right, right answers up; the area goes with the count; the diagonal joins both ends."""
    markup = calibration_chart(CURVE, "0.071")
    (left, top, radius), (middle, centre, largest), (right, high, _) = numbers(
        r'<circle class="point" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', markup
    )
    assert (middle - left, right - middle) == (150, 150)
    assert (top, centre - high) == (centre, 150)
    assert radius / largest == pytest.approx(0.5)
    assert numbers(r'class="diagonal" x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"', markup) == [
        (left, centre + 150, right, high)
    ]
    assert ">ECE 0.071<" in markup
    assert "<title>1 question: confidence 0.00, in fact 0.50</title>" in markup


def test_a_curve_without_points() -> None:
    """Only the axes."""
    markup = calibration_chart([], "–")
    assert "<circle" not in markup
    assert ">confidence<" in markup


def test_the_histogram_counts_every_question() -> None:
    """The highest bar is the fullest; p50 and p95 are named."""
    taken = [10.0] * 6 + [97.0] * 3 + [100.0]
    markup = latency_chart(taken, 10, 100)
    assert re.findall(r"<title>(\d+) questions?</title>", markup) == ["6", "4"]
    heights = numbers(r'height="([\d.]+)"><title>', markup)
    assert heights[1][0] / heights[0][0] == pytest.approx(4 / 6, abs=0.01)
    assert (">p50 10 ms<" in markup, ">p95 100 ms<" in markup, ">0<" in markup, ">100<" in markup) == (True,) * 4


def test_a_slow_question_does_not_flatten_the_histogram() -> None:
    """The last bar holds what took longer, and its axis says so."""
    markup = latency_chart([100.0] * 30 + [200.0, 60_000.0], 100, 200)
    assert sum(map(int, re.findall(r"<title>(\d+) questions?</title>", markup))) == 32
    assert ">300+<" in markup
    assert ">60,000<" not in markup


@pytest.mark.parametrize("taken", [[0.0], [0.004, 0.005], [5.0], [123_456.0, 3.0]])
def test_any_time_can_be_drawn(taken: list[float]) -> None:
    """Even none at all; everything stays inside the picture."""
    markup = latency_chart(taken, min(taken), max(taken))
    assert sum(map(int, re.findall(r"<title>(\d+) questions?</title>", markup))) == len(taken)
    wide = numbers(r'viewBox="0 0 (\d+) (\d+)"', markup)[0][0]
    assert all(0 <= x <= wide for (x,) in numbers(r'(?: x| x1| x2)="([-\d.]+)"', markup))
