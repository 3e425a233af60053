"""Rows in columns at a terminal, separated by tabs in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from smregister.progress import batched
from smregister.text import escape_hidden

_ROWS_PER_BATCH = 100


class TextTable:
    """A heading and a line for each row, separated by tabs; nothing without rows.

    At a terminal, sentences are cut, so that a row has one line. With `whole` nothing is cut, verdicts have colors, and
    a first cell of many rows becomes a heading.
    """

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: bool = False) -> None:
        self.columns = columns
        self.rows = list(rows)
        self.whole = whole

    def __iter__(self) -> Iterator[str]:
        """Yield the lines for a pipe."""
        if self.rows:
            yield "\t".join(self.columns)
        for batch in batched(self.rows, _ROWS_PER_BATCH):
            # One check of a batch is faster than a check of each cell.
            if _is_plain("".join(map("".join, batch))):
                yield from map("\t".join, batch)
            else:
                yield from ("\t".join(row if _is_plain("".join(row)) else map(escape_hidden, row)) for row in batch)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()
