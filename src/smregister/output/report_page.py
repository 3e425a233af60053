"""A report as a web page: figures, chart, overview and details."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from smregister.model import Code, Command, Label, RecordId, Table, Value
from smregister.output.html import render_page
from smregister.output.page_words import KINDS, TONES
from smregister.output.phrases import format_words
from smregister.output.svg_chart import draw_chart
from smregister.output.table_summary import list_figures, translate_table
from smregister.text import Percent, split_code
from smregister.translations import load_translations

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LONGEST_DETAILS = 50
"""Lines below an overview; more are closed until they are opened, and not printed."""


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

    def verdict_of(cell: str) -> tuple[str, str]:
        tone, verdict = TONES[cell]
        return tone, words.translate(verdict)

    words = load_translations(table.source.language)
    table = translate_table(table, words)
    return render_page(
        "report.html.j2",
        words,
        kind_of=_kind,
        names_kind=_names_kind,
        label_of=label_of,
        words_of=format_words,
        pieces_of=split_code,
        verdict_of=verdict_of,
        kind_name=lambda kind: words.translate(KINDS[kind]) if kind in KINDS else kind,
        number=words.number,
        long_day=words.day,
        table=table,
        figures=[*list_figures(table, words)],
        chart=draw_chart(table.chart) if table.chart else None,
        overview=_section(table.overview) if table.overview else None,
        details=_section(table),
        longest_details=_LONGEST_DETAILS,
    )


def _section(table: Table) -> Section:
    columns = [*_columns(table)]
    lines = [[line[column.number] for column in columns] for line in table.lines]
    groups = [(first, [line[1:] for line in group]) for first, group in groupby(lines, key=itemgetter(0))]
    return Section(table, columns, groups, is_grouped=len(groups) < len(lines))


def _columns(table: Table) -> Iterator[Column]:
    for number, heading in enumerate(table.headings):
        cells = [line[number] for line in table.lines if line[number] is not None]
        is_percent = bool(cells) and all(isinstance(cell, Percent) for cell in cells)
        is_number = is_percent or (bool(cells) and all(type(cell) is int for cell in cells))
        if not any(isinstance(cell, Command) for cell in cells):
            yield Column(heading, number, is_number, is_percent)


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
