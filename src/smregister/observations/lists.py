"""The rows of a list to sightings: a row a fact, or a row a look with a column for every fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.exchange.rows import Row, plain_rows
from smregister.exchange.sources import RowError, demand_readable
from smregister.lookup import find_kind
from smregister.observations.accounts import AccountFinder
from smregister.observations.reading import SightingReader
from smregister.observations.sightings import Look, Sighting, SightingError
from smregister.observations.words import one_text
from smregister.standards.facts.observable import BY_NAME
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from smregister.register import Register

COLUMNS = ("account", "fact", "value", "result", *Look._fields)
"""What a column may be called, beside the names of the facts themselves."""


def read_list(path: Path) -> list[Row]:
    """Read the rows of a list in CSV, JSON or YAML.

    Raises FatalError if it can't be read, or has a column of which nobody knows what it means.
    """
    rows = plain_rows(path)
    if rows and rows[0].has_columns:
        fault = _heading_fault(rows[0].data)
        if fault:
            message = f"{path}: {fault}"
            raise FatalError(message)
    return rows


class ListReader:
    """Reads rows for a register; what they do not say of a look, `usual` does."""

    def __init__(self, register: Register, usual: Look) -> None:
        self._accounts = AccountFinder(register)
        self._sightings = SightingReader(find_kind(register.kinds, "observation"))
        self._usual = usual

    def read(self, row: Row) -> list[Sighting]:
        """Read a row whole.

        Raises RowError if any part of it can't be put on record.
        """
        demand_readable(row)
        if "" in row.data and not row.has_columns:
            message = "it is no mapping with `account`, `fact` and `value`"
            raise RowError(message)
        fault = _heading_fault(row.data)
        if fault:
            raise RowError(fault)
        try:
            return self._read(row, {name: one_text(value) for name, value in row.data.items()})
        except SightingError as error:
            raise RowError(str(error)) from error

    def _read(self, row: Row, cells: Mapping[str, str]) -> list[Sighting]:
        told = [(name, cells[name]) for name in BY_NAME if cells.get(name)]
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

    def _look(self, cells: Mapping[str, str]) -> Look:
        return Look(*(cells.get(name) or getattr(self._usual, name) for name in Look._fields))


def _heading_fault(names: Iterable[str]) -> str | None:
    known = (*COLUMNS, *BY_NAME)
    for name in names:
        if name == "":
            return "something in it has no heading"
        if name not in known:
            hint = did_you_mean(name[:200], known) or f"; columns are {', '.join(COLUMNS)}, and the names of facts"
            return f"there is no column `{name[:200]}`{hint}"
    return None if "account" in names else "it does not say which account: `account` is missing"
