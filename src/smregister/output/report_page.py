"""A report as a web page: figures, chart, overview and details."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from smregister.model import Code, Command, Label, RecordId, Table, Value
from smregister.output.html import render_page
from smregister.output.page_words import FIGURES, KINDS, TONES
from smregister.output.phrases import format_words
from smregister.output.svg_chart import draw_chart
from smregister.text import split_code
from smregister.translations import Translations, load_translations

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Column(NamedTuple):
    """A column of a table on a page, with its position among the headings."""

    heading: str
    number: int
    is_number: bool
    is_percent: bool


class Section(NamedTuple):
    """A table on a page: its columns and the lines that share a first cell.

    With `is_grouped` the shared cell is a heading above its lines.
    """

    table: Table
    columns: Sequence[Column]
    groups: Sequence[tuple[Value, Sequence[Sequence[Value]]]]
    is_grouped: bool


def format_page(table: Table) -> Iterator[str]:
    """Yield a page with the summary of a table, its chart, its overview and its lines."""

    def label_of(record_id: RecordId) -> Label:
        return table.source.labels.get((record_id.kind, record_id.id)) or Label(record_id.id)

    def words_of(cell: Value) -> str:
        return words.translate(cell) if isinstance(cell, str) else format_words(cell)

    def verdict_of(cell: str) -> tuple[str, str]:
        tone, verdict = TONES[cell]
        return tone, words.translate(verdict)

    words = load_translations(table.source.language)
    table = _translate(table, words)
    return render_page(
        "report.html.j2",
        words,
        kind_of=_kind,
        names_kind=_names_kind,
        label_of=label_of,
        words_of=words_of,
        pieces_of=split_code,
        verdict_of=verdict_of,
        kind_name=lambda kind: words.translate(KINDS[kind]) if kind in KINDS else kind,
        number=words.number,
        long_day=words.day,
        table=table,
        figures=[*_figures(table, words)],
        chart=draw_chart(table.chart) if table.chart else None,
        overview=_section(table.overview) if table.overview else None,
        details=_section(table),
    )


def _translate(table: Table, words: Translations) -> Table:
    """Return a table with its titles and notes, not yet its lines, in a language."""
    chart, overview = table.chart, table.overview
    if chart:
        chart = chart._replace(
            title=words.translate(chart.title),
            value_axis=words.translate(chart.value_axis),
            point_axis=words.translate(chart.point_axis),
        )
    return table._replace(
        title=words.translate(table.title),
        headings=tuple(map(words.translate, table.headings)),
        notes=tuple(map(words.translate, table.notes)),
        chart=chart,
        overview=_translate(overview, words) if overview else None,
    )


def _figures(table: Table, words: Translations) -> Iterator[tuple[str, str, bool]]:
    """Yield text, name and whether it is a score of each figure, scores first."""
    numbers = [(name, value) for name, value in table.summary.items() if isinstance(value, int)]
    for name, value in sorted(numbers, key=lambda item: not item[0].startswith("percent")):
        is_score = name.startswith("percent")
        text = f"{value} %" if is_score else words.number(value)
        yield text, words.translate(_name_figure(table.name, name, value)), is_score


def _name_figure(report: str, name: str, number: int) -> str:
    figure = FIGURES.get(report, {}).get(name)
    return figure.of_number(number) if figure else name


def _section(table: Table) -> Section:
    columns = [*_columns(table)]
    lines = [[line[column.number] for column in columns] for line in table.lines]
    groups = [(first, [line[1:] for line in group]) for first, group in groupby(lines, key=itemgetter(0))]
    return Section(table, columns, groups, is_grouped=len(groups) < len(lines))


def _columns(table: Table) -> Iterator[Column]:
    ends_with_percent = table.columns[-1:] == ("percent",)
    for number, heading in enumerate(table.headings):
        cells = [line[number] for line in table.lines if line[number] is not None]
        is_number = bool(cells) and all(type(cell) is int for cell in cells)
        if not any(isinstance(cell, Command) for cell in cells):
            is_last = number == len(table.headings) - 1
            yield Column(heading, number, is_number, is_number and is_last and ends_with_percent)


def _kind(cell: Value) -> str:
    """Return how a cell is shown."""
    if isinstance(cell, Code):
        return "record" if isinstance(cell, RecordId) else "code"
    if isinstance(cell, list) and _has_code(cell):
        return "list"
    if isinstance(cell, str):
        return "verdict" if cell in TONES else "day" if _DAY.fullmatch(cell) else "text"
    return "number" if type(cell) is int else "text"


def _names_kind(cell: Value) -> bool:
    """Check whether an id is shown after its kind, among records of several kinds."""
    return isinstance(cell, RecordId) and cell.startswith(f"{cell.kind} ")


def _has_code(cells: Iterable[Value]) -> bool:
    return any(isinstance(cell, Code) for cell in cells)
