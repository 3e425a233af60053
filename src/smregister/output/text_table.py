"""Rows in columns: aligned for a person at a terminal, separated by tabs in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from smregister.progress import batched
from smregister.text import escape_hidden

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

# No column is cut below this.
_NARROWEST = 9
# Columns of what is read whole are not cut within words of up to this length, days or outcomes, while there is room.
_LONGEST_WORD = 16
_GAP = 2
_ROWS_AT_ONCE = 100


def lines(columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: bool = False) -> Iterator[str]:
    """Write a table with its heading; one line a row, whatever the rows hold.

    At a terminal, what does not fit into its column is cut or, if all is to be read `whole`, goes on below; then, too,
    a first cell that many rows have in common stands once, above them.
    """
    some = list(rows)
    if not some:
        return iter(())
    return _aligned(columns, some, whole=whole) if sys.stdout.isatty() else _separated(columns, some)


def _separated(columns: Sequence[str], rows: list[Sequence[str]]) -> Iterator[str]:
    yield "\t".join(columns)
    for some in batched(rows, _ROWS_AT_ONCE):
        # Most rows hold nothing that would have to be made visible, which is seen sooner of many cells at once.
        if _is_plain("".join(map("".join, some))):
            yield from map("\t".join, some)
        else:
            yield from ("\t".join(row if _is_plain("".join(row)) else map(escape_hidden, row)) for row in some)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _aligned(columns: Sequence[str], hidden: list[Sequence[str]], *, whole: bool) -> Iterator[str]:
    from rich.console import Console

    rows = [[*map(escape_hidden, row)] for row in hidden]
    console = Console(markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        if whole and _is_repetitive(columns, rows, console.width):
            _draw_groups(console, columns, rows)
        else:
            widths = _widths_of(columns, rows, console.width, whole=whole)
            console.print(_table(columns, widths, rows, whole=whole))
    yield from (line.rstrip() for line in captured.get().rstrip("\n").split("\n"))


def _is_repetitive(columns: Sequence[str], rows: list[list[str]], room: int) -> bool:
    """Return whether the first cell of most rows is that of the row above; of any, where there is no room for it."""
    repeated = sum(above[0] == row[0] for above, row in pairwise(rows))
    if not repeated or len(columns) == 1:
        return False
    return 2 * repeated > len(rows) or sum(_widths_of(columns, rows, room, whole=True)) < sum(_longest(columns, rows))


def _draw_groups(console: Console, columns: Sequence[str], rows: list[list[str]]) -> None:
    """Draw a table in which what several rows begin with stands once, on a line above them."""
    from rich.text import Text

    others = [row[1:] for row in rows]
    widths = _widths_of(columns[1:], others, console.width, whole=True)
    console.print(_table(columns[1:], widths, [], whole=True))
    for number, (name, members) in enumerate(groupby(rows, key=itemgetter(0))):
        console.print("\n" * (number > 0), Text(name, style="bold"), sep="")
        console.print(_table((), widths, [row[1:] for row in members], whole=True))


def _widths_of(columns: Sequence[str], rows: list[list[str]], room: int, *, whole: bool) -> list[int]:
    from rich.cells import cell_len

    cells_of = [*zip(columns, *rows, strict=True)]
    words = [max(map(cell_len, " ".join(cells).split()), default=0) if whole else 0 for cells in cells_of]
    return _widths(_longest(columns, rows), words, room)


def _longest(columns: Sequence[str], rows: list[list[str]]) -> list[int]:
    from rich.cells import cell_len

    return [max(map(cell_len, cells)) for cells in zip(columns, *rows, strict=True)]


def _table(columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]], *, whole: bool) -> Table:
    """Make a table of columns of some widths, with a heading if the columns have names."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD,
        show_header=bool(columns),
        pad_edge=False,
        show_edge=False,
        padding=(0, _GAP, 0, 0),
        collapse_padding=True,
    )
    for number, (name, width) in enumerate(zip(columns or [""] * len(widths), widths, strict=True)):
        # An id goes on below, since people copy it.
        is_cut = number > 0 and not whole
        table.add_column(Text(name), width=width, overflow="ellipsis" if is_cut else "fold", no_wrap=is_cut)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _widths(longest: Sequence[int], words: Sequence[int], room: int) -> list[int]:
    """Fit columns into a terminal: the widest are cut first, the first column only when nothing else is left."""
    first, *others = longest
    room -= (_GAP + 1) * len(others)
    for longest_word in range(_LONGEST_WORD, _NARROWEST, -1):
        widths = _capped(others, [word if word <= longest_word else 0 for word in words[1:]], room - first)
        if first + sum(widths) <= room:
            break
    return [min(first, max(_NARROWEST, room - sum(widths))), *widths]


def _capped(longest: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Cut the widest columns until all fit, or are as narrow as they may be."""
    cap = max(longest, default=0)
    while cap > _NARROWEST and sum(map(max, (min(width, cap) for width in longest), least)) > room:
        cap -= 1
    return [max(min(width, cap), floor) for width, floor in zip(longest, least, strict=True)]
