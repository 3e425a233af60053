"""Rows in columns: aligned for a person at a terminal, separated by tabs in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from smregister.characters import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a table with its heading; one line a row, whatever the rows hold."""
    shown = [[visible(cell) for cell in row] for row in rows]
    if not shown:
        return iter(())
    return _aligned(columns, shown) if sys.stdout.isatty() else _separated(columns, shown)


def _separated(columns: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    yield "\t".join(columns)
    yield from ("\t".join(row) for row in rows)


def _aligned(columns: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, name in enumerate(columns):
        table.add_column(Text(name), overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(table)
    yield from captured.get().rstrip("\n").split("\n")
