"""A table as comma-separated values (RFC 4180)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from smregister.model import Table, Value
from smregister.output.phrases import format_cell
from smregister.progress import batched
from smregister.text import escape_hidden_lines, hidden_character

# The characters, in any width, with which a formula begins, and those that spreadsheets skip.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_SIGNS = tuple("=+-@|%＝＋－＠｜％﹦﹢﹣﹫−\t\r")
_ROWS_PER_BATCH = 100


def format_csv(table: Table) -> Iterator[str]:
    """Return the lines of a table with quoted cells; an apostrophe disables a formula."""
    return format_rows(table.columns, table.rows)


def format_rows(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Yield a heading and rows like `format_csv`."""
    yield _lines([columns])
    yield from map(_lines, batched(rows, _ROWS_PER_BATCH))


def _lines(rows: Iterable[Iterable[Value]]) -> str:
    import csv

    file = StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return file.getvalue().removesuffix("\n")


def _cell(value: Value) -> str:
    return str(value) if type(value) is int else _escape(value if isinstance(value, str) else format_cell(value))


def _escape(cell: str) -> str:
    # Fast path for nearly all cells.
    if cell.isascii() and cell.isprintable() and cell[:1].isalnum():
        return cell
    start = hidden_character().sub(lambda match: match[0] if match[0] in "\t\r" else "", cell).lstrip(" \n\xa0\u3000")
    return ("'" if start.startswith(_FORMULA_SIGNS) else "") + escape_hidden_lines(cell)
