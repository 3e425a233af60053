"""A list in CSV with a row of headings: each row below it tells of one record."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.exchange.rows import delimiter_of, rows_in
from smregister.intake.entries import Entry, Reading, Refusal, Sheet, quoted, without_repetitions

if TYPE_CHECKING:
    from smregister.exchange.rows import Row


def read_table(text: str) -> Reading:
    """Take a list apart."""
    rest = text.lstrip("\n")
    above = len(text) - len(rest)
    headings = rest.partition("\n")[0]
    delimiter = delimiter_of(headings)
    try:
        names = [Entry(name.strip(), "", above + 1) for name in next(csv.reader([headings], delimiter=delimiter))]
        twice = without_repetitions(names)[1]
        rows = [] if twice else [*rows_in("the list", rest, None, delimiter)]
    except (FatalError, csv.Error) as error:
        return Reading(refusals=(Refusal(above + 1, "", str(error)),))
    refusals = [refusal for row in rows for refusal in _surplus(row, above)]
    if not rows and not twice:
        refusals.append(Refusal(above + 1, "", "there is no row below the headings"))
    return Reading(tuple(_sheet(row, above) for row in rows), (*twice, *refusals), headings=tuple(names))


def _sheet(row: Row, above: int) -> Sheet:
    line = row.line + above
    return Sheet(line, tuple(Entry(name, str(value).strip(), line) for name, value in row.data.items()))


def _surplus(row: Row, above: int) -> list[Refusal]:
    if not row.surplus:
        return []
    reason = f"the row has more fields than there are headings: {quoted(', '.join(row.surplus))}"
    return [Refusal(row.line + above, "", f"{reason}; is a text with commas in it not in quotes?")]
