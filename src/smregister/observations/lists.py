"""The rows of a list to sightings: a row a fact, or a row a look with a column for every fact."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.exchange.dates import read_date
from smregister.exchange.rows import Row, plain_rows
from smregister.exchange.sources import RowError, demand_readable
from smregister.lookup import find_kind
from smregister.observations.accounts import AccountFinder
from smregister.observations.reading import SightingReader, look_fault
from smregister.observations.sightings import Look, Sighting, SightingError
from smregister.observations.words import one_text
from smregister.standards.facts.observations import OBSERVABLES_BY_NAME, ObservableType
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from smregister.register import Register

COLUMNS = ("account", "fact", "value", "result", *Look._fields)
"""What a column may be called, beside the names of the facts themselves."""
_KNOWN = (*COLUMNS, *OBSERVABLES_BY_NAME)
_DIGIT = re.compile("[0-9]")
_WRITTEN = '. A list is written [{"account": "agency/name", "fact": "last_post", "value": "2026-03-01"}, …]'


def read_list(path: Path, usual: Look) -> list[Row]:
    """Read the rows of a list in CSV, JSON or YAML; what they do not say of a look, `usual` does.

    Raises FatalError if it can't be read, or no row of it is understood, for all have a fault of the same sort.
    """
    rows = [_with_plain_names(row) for row in plain_rows(path)]
    shape_faults, look_faults = [*map(_shape_fault, rows)], [_look_fault(row, usual) for row in rows]
    if rows and all(shape_faults):
        message = f"{path}: {shape_faults[0]}{'' if rows[0].has_columns else _WRITTEN}"
        raise FatalError(message)
    if rows and all(look_faults):
        message = f"{path}: {look_faults[0]}"
        raise FatalError(message)
    return rows


class ListReader:
    """Reads rows for a register; what they do not say of a look, `usual` does.

    `order` is that in which their days are written, one of `dates.ORDERS`; empty where as records write them.
    """

    def __init__(self, register: Register, usual: Look, order: str = "") -> None:
        self.register, self._order = register, order
        self._accounts = AccountFinder(register)
        self._sightings = SightingReader(find_kind(register.kinds, "observation"))
        self._usual = usual

    def read(self, row: Row) -> list[Sighting]:
        """Read a row whole.

        Raises RowError if any part of it can't be put on record.
        """
        demand_readable(row)
        fault = _shape_fault(row)
        if fault:
            raise RowError(fault)
        try:
            return self._read(row, self._in_order({name: one_text(value) for name, value in row.data.items()}))
        except SightingError as error:
            raise RowError(str(error)) from error

    def _read(self, row: Row, cells: Mapping[str, str]) -> list[Sighting]:
        told = [(name, cells[name]) for name in OBSERVABLES_BY_NAME if cells.get(name)]
        fact, result = cells.get("fact", ""), cells.get("result", "")
        if not fact and (result or cells.get("value")):
            message = "it has a value or a result, and `fact` does not say of what"
            raise SightingError(message)
        if not fact and not told:
            message = "it tells of no fact"
            raise SightingError(message)
        account, look = self._accounts.find(cells["account"]), self._look(cells)
        read = self._sightings.read
        named = [read(account, fact, cells.get("value"), look, result=result, row=row.number)] if fact else []
        return [*named, *(read(account, name, value, look, row=row.number) for name, value in told)]

    def _in_order(self, cells: dict[str, str]) -> dict[str, str]:
        """Write days as records do; what stands in place of one, such as could-not-tell, stays."""
        told_of = {"value": cells.get("fact", ""), "when": "when"}
        days = [name for name in cells if self._order and _is_day(told_of.get(name, name))]
        try:
            return cells | {name: read_date(cells[name], self._order) for name in days if _DIGIT.search(cells[name])}
        except ValueError as error:
            raise SightingError(str(error)) from error

    def _look(self, cells: Mapping[str, str]) -> Look:
        return Look(*(cells.get(name) or getattr(self._usual, name) for name in Look._fields))


def _is_day(name: str) -> bool:
    return name == "when" or (name in OBSERVABLES_BY_NAME and OBSERVABLES_BY_NAME[name].type is ObservableType.DAY)


def _with_plain_names(row: Row) -> Row:
    """Let headings be in capitals, and of several words: `Last Post` is `last_post`."""
    plain = {name: re.sub(r"[\s_-]+", "_", name.strip()).casefold() for name in row.data}
    names = {name: meant if meant in _KNOWN else name for name, meant in plain.items()}
    are_distinct = len(set(names.values())) == len(names)
    return replace(row, data={names[name]: value for name, value in row.data.items()}) if are_distinct else row


def _look_fault(row: Row, usual: Look) -> str | None:
    return look_fault(Look(*(str(row.data.get(name) or getattr(usual, name)) for name in Look._fields)))


def _shape_fault(row: Row) -> str | None:
    if "" in row.data and not row.has_columns:
        return "it is no mapping with `account`, `fact` and `value`"
    return _heading_fault(row.data)


def _heading_fault(names: Iterable[str]) -> str | None:
    for name in names:
        if name == "":
            return "something in it has no heading"
        if name not in _KNOWN:
            hint = did_you_mean(name[:200], _KNOWN) or f"; columns are {', '.join(COLUMNS)}, and the names of facts"
            return f"there is no column `{name[:200]}`{hint}"
    return None if "account" in names else "it does not say which account: `account` is missing"
