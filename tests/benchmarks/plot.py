"""The figures of all sizes as one picture, `docs/scale.svg`: four panels, both axes logarithmic."""

import math
from collections.abc import Mapping
from pathlib import Path

TARGET = Path(__file__).parent.parent.parent / "docs" / "scale.svg"
_PANELS = {
    "search, p95, ms of processor": ("search_p95_cpu_s", 1000.0, 50.0),
    "opening, s of processor": ("open_cpu_s", 1.0, 3.0),
    "adding an article, s of processor": ("add_cpu_s", 1.0, 1.0),
    "resident memory, MB": ("memory_with_model_mb", 1.0, 1500.0),
}
_WIDTH, _HEIGHT, _MARGIN = 250.0, 180.0, 46.0


def write(results: Mapping[str, Mapping[str, float]], target: Path = TARGET) -> None:
    """Write the picture; a dashed line is what is aimed at."""
    panels = [
        _panel(number, title, {int(size): row[key] * unit for size, row in results.items() if key in row}, aim)
        for number, (title, (key, unit, aim)) in enumerate(_PANELS.items())
    ]
    width = len(panels) * (_WIDTH + _MARGIN) + _MARGIN
    target.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {_HEIGHT + 2 * _MARGIN:.0f}"'
        ' font-family="sans-serif" font-size="11" fill="#333">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{"".join(panels)}</svg>\n',
        "utf-8",
    )


def _panel(number: int, title: str, points: dict[int, float], aim: float) -> str:
    left = _MARGIN + number * (_WIDTH + _MARGIN)
    low = 10 ** math.floor(math.log10(max(min(*points.values(), aim), 1e-4)))
    high = 10 ** math.ceil(math.log10(max(*points.values(), aim) * 1.01))

    def x(size: float) -> float:
        return left + _WIDTH * (math.log10(size) - 3) / 3

    def y(value: float) -> float:
        return _MARGIN + _HEIGHT * (1 - math.log10(max(value, low) / low) / math.log10(high / low))

    line = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in sorted(points.items()))
    parts = [
        f'<text x="{left}" y="{_MARGIN - 16}" font-weight="bold">{title}</text>',
        f'<rect x="{left}" y="{_MARGIN}" width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#ccc"/>',
        f'<path d="M{left} {y(aim):.1f}h{_WIDTH}" stroke="#b33" stroke-dasharray="4"/>',
        f'<polyline points="{line}" fill="none" stroke="#246" stroke-width="2"/>',
    ]
    parts += [
        f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3" fill="#246"/>'
        f'<text x="{x(size):.1f}" y="{y(value) - 7:.1f}" text-anchor="middle">{value:.3g}</text>'
        for size, value in points.items()
    ]
    parts += [
        f'<text x="{x(size):.1f}" y="{_MARGIN + _HEIGHT + 16}" text-anchor="middle">{label}</text>'
        for size, label in ((1e3, "1,000"), (1e4, "10,000"), (1e5, "100,000"), (1e6, "1,000,000"))
    ]
    return "\n".join(parts) + "\n"
