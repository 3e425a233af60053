"""The positions of a chart's points, lines and labels in a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from smregister.model import Chart

HEIGHT, _TOP, _BOTTOM = 300, 44, 244
"""In pixels. Widths are in percent, so that the drawing is as wide as its page and its texts stay as large."""
_LEFT, _RIGHT = 8, 97
_LEVELS = 4
_MOST_TICKS = 7


class Point(NamedTuple):
    """A point of a chart; without a value, a gap."""

    label: str
    value: int | None
    x: str
    y: int


class Tick(NamedTuple):
    """A label below a chart; a narrow page leaves out those that are minor."""

    label: str
    x: str
    anchor: str
    is_minor: bool


class Drawing(NamedTuple):
    """A chart with its points, the lines between them, its levels and its ticks."""

    chart: Chart
    points: tuple[Point, ...]
    segments: tuple[tuple[Point, Point], ...]
    levels: tuple[tuple[int, int], ...]
    ticks: tuple[Tick, ...]
    height: int = HEIGHT


def draw_chart(chart: Chart) -> Drawing:
    """Return the drawing of a chart; points beside a gap are not connected."""
    points = [
        Point(label, value, _x(chart, number), _y(chart, value or 0))
        for number, (label, value) in enumerate(chart.points)
    ]
    segments = tuple(pair for pair in pairwise(points) if None not in (pair[0].value, pair[1].value))
    values = (chart.highest * step // _LEVELS for step in range(_LEVELS + 1))
    levels = tuple((value, _y(chart, value)) for value in values)
    dots = tuple(point for point in points if point.value is not None)
    return Drawing(chart, dots, segments, levels, tuple(_ticks(points)))


def _ticks(points: list[Point]) -> Iterator[Tick]:
    """Yield ticks at equal distances, back from the last point."""
    last = len(points) - 1
    numbers = range(last, -1, -ceil(last / (_MOST_TICKS - 1)) or -1)[::-1]
    major = {numbers[0], last, *([numbers[len(numbers) // 2]] if len(numbers) % 2 else [])}
    for number in numbers:
        anchor = "middle" if 0 < number < last or not last else "start" if number == 0 else "end"
        yield Tick(points[number].label, points[number].x, anchor, number not in major)


def _x(chart: Chart, number: int) -> str:
    last = len(chart.points) - 1
    across = _LEFT + (_RIGHT - _LEFT) * (number / last if last else 0.5)
    return f"{across:.2f}%"


def _y(chart: Chart, value: int) -> int:
    return _BOTTOM - (_BOTTOM - _TOP) * value // chart.highest
