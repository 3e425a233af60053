"""A chart as a drawing within a web page (SVG) that tells in words, too, what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from smregister.model import Chart
from smregister.text import escape_hidden

_WIDTH, _HEIGHT, _MARGIN = 640, 240, 40
_LINES = 4


def chart_lines(chart: Chart) -> Iterator[str]:
    """Draw a chart below its title as a line with a dot for each value; where there is none, the line breaks off.

    Whoever can't see it is told the first and the last value: https://www.w3.org/TR/SVG-access/
    """
    yield from ("<figure>", f"<figcaption>{_text(chart.title)}</figcaption>")
    yield f'<svg role="img" aria-labelledby="chart-title chart-text" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}">'
    yield f'<title id="chart-title">{_text(chart.title)}</title>'
    yield f'<desc id="chart-text">{_text(_words(chart))}</desc>'
    yield from _scale_lines(chart)
    for run in _runs(chart):
        dots = " ".join(f"{x},{y}" for x, y in run)
        yield f'<polyline points="{dots}" fill="none" stroke="#00528a" stroke-width="2"/>'
        yield from (f'<circle cx="{x}" cy="{y}" r="4" fill="#00528a"/>' for x, y in run)
    yield from ("</svg>", "</figure>")


def _scale_lines(chart: Chart) -> Iterator[str]:
    for step in range(_LINES + 1):
        value = chart.highest * step // _LINES
        y = _height(chart, value)
        yield f'<line x1="{_MARGIN}" x2="{_WIDTH - _MARGIN}" y1="{y}" y2="{y}" stroke="#767676" stroke-width="1"/>'
        yield f'<text x="{_MARGIN - 8}" y="{y + 5}" font-size="14" text-anchor="end">{value}</text>'
    ends = ((0, "start"), (len(chart.points) - 1, "end")) if len(chart.points) > 1 else ((0, "middle"),)
    for number, anchor in ends:
        place = f'x="{_across(chart, number)}" y="{_HEIGHT - 12}"'
        yield f'<text {place} font-size="14" text-anchor="{anchor}">{_text(chart.points[number][0])}</text>'


def _runs(chart: Chart) -> list[list[tuple[int, int]]]:
    """Return the dots of each stretch without a gap."""
    runs: list[list[tuple[int, int]]] = [[]]
    for number, (_, value) in enumerate(chart.points):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((_across(chart, number), _height(chart, value)))
    return [run for run in runs if run]


def _across(chart: Chart, number: int) -> int:
    room = _WIDTH - 2 * _MARGIN
    return _MARGIN + (room * number // (len(chart.points) - 1) if len(chart.points) > 1 else room // 2)


def _height(chart: Chart, value: int) -> int:
    return _HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * value // chart.highest


def _words(chart: Chart) -> str:
    told = [f"{label}: {value}" for label, value in chart.points if value is not None]
    ends = " … ".join(dict.fromkeys((told[0], told[-1]))) if told else "no values"
    return f"{ends}. The table below has every value."


def _text(text: str) -> str:
    return escape(escape_hidden(text))
