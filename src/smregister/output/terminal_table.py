"""Rows in columns or blocks that fit the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from smregister.output.page_words import TONES
from smregister.output.styled_line import Piece, Style, StyledLine, cell_width, wrap
from smregister.output.text_table import TextTable
from smregister.text import escape_hidden

_NARROWEST = 12
"""The least width to which a column of sentences is wrapped."""
_GAP = 2
_INDENT = 2
_ROWS_PER_WIDE_ROW = 3
"""How many rows a table must have for each that has a word wider than its column."""
_ELLIPSIS = "…"
_TONES = {name: Style(tone) for name, (tone, _) in TONES.items()}
_STATUSES = {
    "active": Style.GOOD,
    "dormant": Style.WARN,
    "suspended": Style.WARN,
    "closing": Style.WARN,
    "compromised": Style.BAD,
    "closed": Style.DIM,
    "transferred": Style.DIM,
}


class Cell(NamedTuple):
    """A text without hidden characters, its width, the least width it can have, and its style."""

    text: str
    width: int
    least: int
    style: Style


class Grid(NamedTuple):
    """Columns with their headings, their widths, the width of the terminal, and an indent."""

    headings: Sequence[Cell]
    widths: Sequence[int]
    width: int
    indent: int = 0

    def start(self, column: int) -> int:
        """Return the cells before a column."""
        return self.indent + sum(self.widths[:column]) + _GAP * column

    def exceeds(self, column: int, cell: Cell) -> bool:
        """Return whether a cell has a word wider than its column."""
        return cell.least > self.widths[column]


def align_rows(table: TextTable, width: int) -> Iterator[StyledLine]:
    """Yield the lines of a table that fit a width; of its rows as blocks if need be.

    No word is broken: ids and addresses can be copied.
    """
    headings = [_measure(name, Style.STRONG, is_whole=True) for name in table.columns]
    rows = [_measure_row(table, row) for row in table.rows]
    grid = _fit_columns(headings, rows, width)
    if grid and not (table.whole and (_is_repetitive(rows, grid) or _is_tall(grid, rows))):
        return _grid_lines(grid, rows)
    others = [row[1:] for row in rows]
    grid = _fit_columns(headings[1:], others, width, _INDENT)
    if grid and not (table.whole and _is_tall(grid, others)):
        return _group_lines(grid, rows)
    return _block_lines(headings, rows)


def style_rows(table: TextTable) -> Iterator[list[StyledLine]]:
    """Yield the heading and the rows of a table with styled cells."""
    if table.rows:
        yield [StyledLine((name, Style.STRONG)) for name in table.columns]
    for row in table.rows:
        yield [StyledLine((cell, style)) for cell, style in zip(row, _row_styles(table, row), strict=True)]


def _measure_row(table: TextTable, row: Sequence[str]) -> list[Cell]:
    styles = _row_styles(table, row)
    return [_measure(escape_hidden(text), style, is_whole=table.whole) for text, style in zip(row, styles, strict=True)]


def _row_styles(table: TextTable, row: Sequence[str]) -> Iterator[Style]:
    for name, text in zip(table.columns, row, strict=True):
        if table.whole:
            yield _TONES.get(text, Style.PLAIN)
        else:
            yield _STATUSES.get(text, Style.PLAIN) if name == "status" else Style.PLAIN


def _measure(text: str, style: Style, *, is_whole: bool) -> Cell:
    text, words = text.strip(), text.split()
    if len(words) < 2:
        width = cell_width(text)
        return Cell(text, width, width, style)
    if not is_whole:
        return Cell(text, cell_width(text), 0, style)
    sizes = [*map(cell_width, words)]
    width = sum(sizes) + len(text) - sum(map(len, words))
    return Cell(text, width, max(*sizes, min(width, _NARROWEST)), style)


def _fit_columns(headings: Sequence[Cell], rows: list[list[Cell]], width: int, indent: int = 0) -> Grid | None:
    """Return columns that fit a width; None if there are none that most rows fit."""
    if not headings:
        return None
    columns = [*zip(headings, *rows, strict=True)]
    longest = [max(cell.width for cell in cells) for cells in columns]
    least = [max(cell.least for cell in cells) for cells in columns]
    room = width - indent - _GAP * (len(columns) - 1)
    if sum(least) <= room:
        return Grid(headings, _lower(longest, least, room), width, indent)
    floors = [max(heading.least, min(column, _NARROWEST)) for heading, column in zip(headings, least, strict=True)]
    grid = Grid(headings, _lower(least, floors, room), width, indent)
    wide = sum(any(map(grid.exceeds, range(len(row)), row)) for row in rows)
    return None if sum(floors) > room or _ROWS_PER_WIDE_ROW * wide > len(rows) else grid


def _lower(widths: Sequence[int], floors: Sequence[int], room: int) -> list[int]:
    """Lower the widest columns until all fit, or are at their floors."""
    lowered, cap = [*widths], min(max(widths), room)
    while sum(lowered) > room and cap > 0:
        lowered = [max(min(column, cap), floor) for column, floor in zip(widths, floors, strict=True)]
        cap -= 1
    return lowered


def _is_repetitive(rows: list[list[Cell]], grid: Grid) -> bool:
    """Return whether most rows repeat a first cell; any row, in a table that is wide."""
    repeated = sum(above[0].text == row[0].text for above, row in pairwise(rows))
    is_wide = any(cell.width > width for row in rows for cell, width in zip(row, grid.widths, strict=True))
    return repeated > 0 and len(rows[0]) > 1 and (2 * repeated > len(rows) or is_wide)


def _is_tall(grid: Grid, rows: list[list[Cell]]) -> bool:
    """Return whether columns need more lines than blocks."""
    in_columns = in_blocks = 0
    for row in rows:
        in_columns += max(-(-cell.width // max(width, 1)) for cell, width in zip(row, grid.widths, strict=True))
        names = zip(grid.headings, row, strict=True)
        in_blocks += sum(-(-(heading.width + cell.width) // grid.width) for heading, cell in names if cell.text)
    return in_columns > in_blocks


def _grid_lines(grid: Grid, rows: list[list[Cell]]) -> Iterator[StyledLine]:
    yield from _heading_lines(grid)
    for row in rows:
        yield from _row_lines(grid, row)


def _group_lines(grid: Grid, rows: list[list[Cell]]) -> Iterator[StyledLine]:
    """Yield each first cell above its rows; blank lines between groups of several."""
    yield from _heading_lines(grid)
    groups = [(name, [*members]) for name, members in groupby(rows, key=lambda row: row[0].text)]
    for number, (name, members) in enumerate(groups):
        yield from [StyledLine()] * (number > 0 and len(groups) < len(rows))
        yield StyledLine((name, Style.STRONG))
        for row in members:
            yield from _row_lines(grid, row[1:])


def _block_lines(headings: Sequence[Cell], rows: list[list[Cell]]) -> Iterator[StyledLine]:
    """Yield a block for each row: its first cell, then a line for each other cell."""
    for above, row in zip([None, *rows], rows, strict=False):
        if above is None or above[0].text != row[0].text:
            yield from [StyledLine()] * (above is not None)
            yield StyledLine((row[0].text, Style.STRONG))
        elif len(row) > 2:
            yield StyledLine()
        for heading, cell in zip(headings[1:], row[1:], strict=True):
            if cell.text:
                yield StyledLine("  ", (f"{heading.text}:", Style.DIM), " ", (cell.text, cell.style))


def _heading_lines(grid: Grid) -> Iterator[StyledLine]:
    yield from _row_lines(grid, grid.headings)
    yield StyledLine(("─" * (grid.start(len(grid.widths)) - _GAP), Style.DIM))


def _row_lines(grid: Grid, row: Sequence[Cell]) -> Iterator[StyledLine]:
    """Yield a row; after a cell that exceeds its column, it goes on in another line."""
    first = 0
    for column, cell in enumerate(row):
        if grid.exceeds(column, cell):
            if grid.start(column) + cell.least > grid.width:
                yield from _part_lines(grid, row, first, column)
                yield StyledLine(" " * max(0, grid.width - cell.width), (cell.text, cell.style))
            else:
                yield from _part_lines(grid, row, first, column + 1)
            first = column + 1
    yield from _part_lines(grid, row, first, len(row))


def _part_lines(grid: Grid, row: Sequence[Cell], first: int, end: int) -> Iterator[StyledLine]:
    """Yield the cells of a row from a column on and before another."""
    cells = [*zip(row[first:end], grid.widths[first:end], strict=True)]
    columns = [_cell_lines(cell, width) for cell, width in cells]
    if any(cell.text for cell, _ in cells):
        for number in range(max(map(len, columns))):
            texts = [lines[number] if number < len(lines) else "" for lines in columns]
            yield _join_cells(" " * grid.start(first), cells, texts)


def _join_cells(indent: str, cells: Sequence[tuple[Cell, int]], texts: Sequence[str]) -> StyledLine:
    """Return one line of a row, without blanks at its end."""
    last = max((number for number, text in enumerate(texts) if text), default=0)
    pieces: list[Piece] = [indent]
    for (cell, width), text in zip(cells[: last + 1], texts, strict=False):
        pieces.append((text, cell.style))
        pieces.append(" " * (width - (cell.width if text == cell.text else cell_width(text)) + _GAP))
    return StyledLine(*pieces[:-1])


def _cell_lines(cell: Cell, width: int) -> list[str]:
    if cell.width <= width:
        return [cell.text]
    if cell.least == 0:
        return [_cut(cell.text, width)]
    return [cell.text[start:end] for start, end in wrap(cell.text, max(width, cell.least))]


def _cut(text: str, width: int) -> str:
    """Return the beginning of a text that fits a width; an ellipsis marks the cut."""
    end = min(len(text), width - 1)
    while end and cell_width(text[:end]) > width - 1:
        end -= 1
    return f"{text[:end]}{_ELLIPSIS}"
