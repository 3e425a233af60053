"""A table as comma-separated values (RFC 4180) that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from smregister.model import Table, Value
from smregister.output.phrases import cell_text
from smregister.progress import batched
from smregister.text import HIDDEN_CHARACTER, escape_hidden_lines

# What spreadsheets begin a formula with, in any width, and what makes them look further.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_SIGNS = "=+-@|%＝＋－＠｜％﹦﹢﹣﹫−\t\r"
_ROWS_AT_ONCE = 100


def csv_lines(table: Table) -> Iterator[str]:
    """Write a table, every cell in quotes; one that a spreadsheet could run begins with an apostrophe."""
    yield _lines([table.columns])
    yield from map(_lines, batched(table.rows, _ROWS_AT_ONCE))


def _lines(rows: Iterable[Iterable[Value]]) -> str:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return written.getvalue().removesuffix("\n")


def _cell(value: Value) -> str:
    """Write a value; a number stays one, below nought too."""
    return str(value) if type(value) is int else _harmless(value if isinstance(value, str) else cell_text(value))


def _harmless(cell: str) -> str:
    """Keep a cell's text, hidden characters shown, from being taken for a formula."""
    # Of nearly all cells this is seen at once.
    if cell.isascii() and cell.isprintable() and cell[:1].isalnum():
        return cell
    begins = HIDDEN_CHARACTER.sub(lambda match: match[0] if match[0] in "\t\r" else "", cell).lstrip(" \n\xa0\u3000")
    return ("'" if begins.startswith(tuple(_FORMULA_SIGNS)) else "") + escape_hidden_lines(cell)
