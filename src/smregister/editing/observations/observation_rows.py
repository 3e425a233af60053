"""Rows of a list as observations of one or several facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from smregister.editing.lists.date_orders import read_date
from smregister.editing.lists.plan import RowError, require_readable
from smregister.editing.lists.rows import Row, read_rows
from smregister.editing.observations.observation import Inspection, Observation
from smregister.editing.observations.observed_values import ObservationReader, explain_incomplete, read_cell
from smregister.editing.record_finder import RecordFinder
from smregister.errors import FatalError
from smregister.model import Value
from smregister.register.lookup import find_kind
from smregister.register.register import Register
from smregister.standards.facts.observations import OBSERVABLES_BY_NAME, ObservableType
from smregister.text import did_you_mean

_COLUMNS = ("account", "fact", "value", "result", *Inspection._fields)
_NAMES = (*_COLUMNS, *OBSERVABLES_BY_NAME)
_DATES = {"when", *(name for name, fact in OBSERVABLES_BY_NAME.items() if fact.type is ObservableType.DAY)}
_DIGIT = re.compile("[0-9]")
_EXAMPLE = '; write a list like [{"account": "agency/name", "fact": "last_post", "value": "2026-03-01"}, …]'


def read_observation_rows(path: Path, defaults: Inspection) -> list[Row]:
    """Read the rows of a list; `defaults` complete their inspections.

    Raises FatalError if it can't be read, or all rows have an error of the same sort.
    """
    rows = [_normalize_names(row) for row in read_rows(path)]
    shape_errors = [*map(_find_shape_error, rows)]
    incomplete = [explain_incomplete(_inspection(row.data, defaults)) for row in rows]
    if rows and all(shape_errors):
        raise FatalError(f"{path}: {shape_errors[0]}{'' if rows[0].has_columns else _EXAMPLE}")
    if rows and all(incomplete):
        raise FatalError(f"{path}: {incomplete[0]}")
    return rows


class ObservationRowReader:
    """Reader of rows as observations; `defaults` complete their inspections.

    `order` is one of `date_orders.ORDERS`, empty for dates in ISO 8601.
    """

    def __init__(self, register: Register, defaults: Inspection, order: str = "") -> None:
        self._order = order
        self._finder = RecordFinder(register)
        self._reader = ObservationReader(find_kind(register.kinds, "observation"))
        self._defaults = defaults

    def read(self, row: Row) -> list[Observation]:
        """Read a whole row; raise RowError if any part of it is invalid."""
        require_readable(row)
        if error := _find_shape_error(row):
            raise RowError(error)
        cells = self._convert_dates({name: read_cell(value) for name, value in row.data.items()})
        values = [(name, cells[name]) for name in OBSERVABLES_BY_NAME if cells.get(name)]
        fact, result = cells.get("fact", ""), cells.get("result", "")
        if not fact and (result or cells.get("value")):
            raise RowError("`fact` is missing beside a value or a result")
        if not fact and not values:
            raise RowError("there is no fact in it")
        account, inspection = self._finder.find_account_id(cells["account"]), _inspection(cells, self._defaults)
        read = self._reader.read
        named = [read(account, fact, cells.get("value"), inspection, result=result, row=row.number)] if fact else []
        return [*named, *(read(account, name, value, inspection, row=row.number) for name, value in values)]

    def _convert_dates(self, cells: dict[str, str]) -> dict[str, str]:
        """Return cells with dates in ISO 8601; texts without a digit, like results, stay."""
        facts = {"value": cells.get("fact", ""), "when": "when"}
        dates = [name for name in cells if self._order and facts.get(name, name) in _DATES]
        try:
            return cells | {name: read_date(cells[name], self._order) for name in dates if _DIGIT.search(cells[name])}
        except ValueError as error:
            raise RowError(str(error)) from error


def _inspection(cells: Mapping[str, Value], defaults: Inspection) -> Inspection:
    return Inspection(*(str(cells.get(name) or getattr(defaults, name)) for name in Inspection._fields))


def _normalize_names(row: Row) -> Row:
    """Return a row with normalized headings: `Last Post` becomes `last_post`."""
    normalized = {name: re.sub(r"[\s_-]+", "_", name.strip()).casefold() for name in row.data}
    names = {name: column if column in _NAMES else name for name, column in normalized.items()}
    are_distinct = len(set(names.values())) == len(names)
    return row._replace(data={names[name]: value for name, value in row.data.items()}) if are_distinct else row


def _find_shape_error(row: Row) -> str | None:
    if "" in row.data and not row.has_columns:
        return "it must be a mapping with `account`, `fact` and `value`"
    for name in row.data:
        if name == "":
            return "a cell has no heading"
        if name not in _NAMES:
            hint = did_you_mean(name[:200], _NAMES) or f"; columns are {', '.join(_COLUMNS)}, and the names of facts"
            return f"there is no column `{name[:200]}`{hint}"
    return None if "account" in row.data else "`account` is missing"
