"""A chart as SVG with a description, for a web page."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.model import Chart
from smregister.output.phrases import escape_markup

_WIDTH, _HEIGHT, _MARGIN = 640, 240, 40
_LINES = 4


def format_chart(chart: Chart) -> Iterator[str]:
    """Yield a chart with a dot for each value, and gaps for missing ones.

    The description has the first and the last value: https://www.w3.org/TR/SVG-access/
    """
    yield from ("<figure>", f"<figcaption>{escape_markup(chart.title)}</figcaption>")
    yield f'<svg role="img" aria-labelledby="chart-title chart-text" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}">'
    yield f'<title id="chart-title">{escape_markup(chart.title)}</title>'
    yield f'<desc id="chart-text">{escape_markup(_description(chart))}</desc>'
    yield from _scale_lines(chart)
    for run in _runs(chart):
        dots = " ".join(f"{x},{y}" for x, y in run)
        yield f'<polyline points="{dots}" fill="none" stroke="#00528a" stroke-width="2"/>'
        yield from (f'<circle cx="{x}" cy="{y}" r="4" fill="#00528a"/>' for x, y in run)
    yield from ("</svg>", "</figure>")


def _scale_lines(chart: Chart) -> Iterator[str]:
    for step in range(_LINES + 1):
        value = chart.highest * step // _LINES
        y = _y(chart, value)
        yield f'<line x1="{_MARGIN}" x2="{_WIDTH - _MARGIN}" y1="{y}" y2="{y}" stroke="#767676" stroke-width="1"/>'
        yield f'<text x="{_MARGIN - 8}" y="{y + 5}" font-size="14" text-anchor="end">{value}</text>'
    ends = ((0, "start"), (len(chart.points) - 1, "end")) if len(chart.points) > 1 else ((0, "middle"),)
    for number, anchor in ends:
        position = f'x="{_x(chart, number)}" y="{_HEIGHT - 12}"'
        yield f'<text {position} font-size="14" text-anchor="{anchor}">{escape_markup(chart.points[number][0])}</text>'


def _runs(chart: Chart) -> list[list[tuple[int, int]]]:
    """Return the dots between gaps."""
    runs: list[list[tuple[int, int]]] = [[]]
    for number, (_, value) in enumerate(chart.points):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((_x(chart, number), _y(chart, value)))
    return [run for run in runs if run]


def _x(chart: Chart, number: int) -> int:
    width = _WIDTH - 2 * _MARGIN
    return _MARGIN + (width * number // (len(chart.points) - 1) if len(chart.points) > 1 else width // 2)


def _y(chart: Chart, value: int) -> int:
    return _HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * value // chart.highest


def _description(chart: Chart) -> str:
    values = [f"{label}: {value}" for label, value in chart.points if value is not None]
    ends = " … ".join(dict.fromkeys((values[0], values[-1]))) if values else "no values"
    return f"{ends}. The table below has every value."
