"""Rows in columns at a terminal, separated by tabs in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from smregister.progress import batched
from smregister.text import escape_hidden

_ROWS_PER_BATCH = 100


def format_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: bool = False) -> Iterator[str]:
    """Yield a heading and a line for each row; nothing without rows.

    At a terminal, long cells are cut. With `whole` they are wrapped, and a first cell of many rows becomes a heading.
    """
    some = list(rows)
    if not some:
        return iter(())
    if not sys.stdout.isatty():
        return _separated(columns, some)
    from smregister.output.terminal_table import align_rows

    return align_rows(columns, some, whole=whole)


def _separated(columns: Sequence[str], rows: list[Sequence[str]]) -> Iterator[str]:
    yield "\t".join(columns)
    for batch in batched(rows, _ROWS_PER_BATCH):
        # One check of a batch is faster than a check of each cell.
        if _is_plain("".join(map("".join, batch))):
            yield from map("\t".join, batch)
        else:
            yield from ("\t".join(row if _is_plain("".join(row)) else map(escape_hidden, row)) for row in batch)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()
