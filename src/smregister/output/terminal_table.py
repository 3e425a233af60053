"""Rows in columns that fit the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from smregister.text import escape_hidden

_NARROWEST = 9
"""The least width to which a column is cut."""
_LONGEST_WORD = 16
"""Columns with `whole` cells keep words up to this length, such as dates and outcomes, unbroken where they can."""
_GAP = 2


def align_rows(columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: bool) -> Iterator[str]:
    """Yield the lines of a table; see `text_table.format_table`."""
    shown = [[*map(escape_hidden, row)] for row in rows]
    console = Console(markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        if whole and _is_repetitive(columns, shown, console.width):
            _print_groups(console, columns, shown)
        else:
            widths = _fit_columns(columns, shown, console.width, whole=whole)
            console.print(_table(columns, widths, shown, whole=whole))
    yield from (line.rstrip() for line in captured.get().rstrip("\n").split("\n"))


def _is_repetitive(columns: Sequence[str], rows: list[list[str]], width: int) -> bool:
    """Return whether most rows repeat a first cell; any row, in a wide table."""
    repeated = sum(above[0] == row[0] for above, row in pairwise(rows))
    is_wide = sum(_longest(columns, rows)) > sum(_fit_columns(columns, rows, width, whole=True))
    return repeated > 0 and len(columns) > 1 and (2 * repeated > len(rows) or is_wide)


def _print_groups(console: Console, columns: Sequence[str], rows: list[list[str]]) -> None:
    """Print each first cell once, on a line above its rows."""
    others = [row[1:] for row in rows]
    widths = _fit_columns(columns[1:], others, console.width, whole=True)
    console.print(_table(columns[1:], widths, [], whole=True))
    for number, (name, members) in enumerate(groupby(rows, key=itemgetter(0))):
        console.print("\n" * (number > 0), Text(name, style="bold"), sep="")
        console.print(_table((), widths, [row[1:] for row in members], whole=True))


def _fit_columns(columns: Sequence[str], rows: list[list[str]], width: int, *, whole: bool) -> list[int]:
    cells_by_column = [*zip(columns, *rows, strict=True)]
    words = [max(map(cell_len, " ".join(cells).split()), default=0) if whole else 0 for cells in cells_by_column]
    return _fit_widths(_longest(columns, rows), words, width)


def _longest(columns: Sequence[str], rows: list[list[str]]) -> list[int]:
    return [max(map(cell_len, cells)) for cells in zip(columns, *rows, strict=True)]


def _table(columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]], *, whole: bool) -> Table:
    """Return a table; its columns have a heading if they have names."""
    table = Table(
        box=box.SIMPLE_HEAD,
        show_header=bool(columns),
        pad_edge=False,
        show_edge=False,
        padding=(0, _GAP, 0, 0),
        collapse_padding=True,
    )
    for number, (name, width) in enumerate(zip(columns or [""] * len(widths), widths, strict=True)):
        # Ids are wrapped, not cut: people copy them.
        is_cut = number > 0 and not whole
        table.add_column(Text(name), width=width, overflow="ellipsis" if is_cut else "fold", no_wrap=is_cut)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _fit_widths(longest: Sequence[int], words: Sequence[int], width: int) -> list[int]:
    """Fit columns into a width: the widest are cut first, the first column last."""
    first, *others = longest
    width -= (_GAP + 1) * len(others)
    for longest_word in range(_LONGEST_WORD, _NARROWEST, -1):
        widths = _cap_widths(others, [word if word <= longest_word else 0 for word in words[1:]], width - first)
        if first + sum(widths) <= width:
            break
    return [min(first, max(_NARROWEST, width - sum(widths))), *widths]


def _cap_widths(longest: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """Lower the widest columns until all fit, or are at their least width."""
    cap = max(longest, default=0)
    while cap > _NARROWEST and sum(map(max, (min(column, cap) for column in longest), least)) > width:
        cap -= 1
    return [max(min(column, cap), floor) for column, floor in zip(longest, least, strict=True)]
