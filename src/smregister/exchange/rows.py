"""A list in CSV, JSON or YAML to rows with their line numbers."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from smregister import documents
from smregister.errors import FatalError
from smregister.exchange import json_lists
from smregister.model import START, Value, value_at
from smregister.pointers import parse_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from smregister.exchange.json_lists import Member

LARGEST_LIST = 64 * 1024 * 1024
MOST_ROWS = 1_000_000
MOST_CELLS = 20_000_000
DELIMITERS = (",", ";", "\t")
"""What spreadsheets put between columns."""
_SPREADSHEET = "of a spreadsheet, save a copy as CSV UTF-8"
# How files of spreadsheets begin, the newer ones, which are archives, and the older ones.
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_FORMATS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its place among the rows, its line, its fields.

    `surplus` holds what stands beyond its last column, where the list has columns.
    """

    number: int
    line: int
    data: Mapping[str, Value]
    surplus: tuple[str, ...] = ()
    has_columns: bool = False


def read_rows(path: Path, settings: Mapping[str, Any]) -> list[Row]:
    """Read every row of a list, as the map's settings say.

    Raises FatalError if the list can't be read.
    """
    form = settings.get("format") or _FORMATS.get(path.suffix.lower())
    if form is None:
        message = f"{path}: what is it written in? Say `format: csv`, json or yaml in the map"
        raise FatalError(message)
    if form == "csv":
        default = "tab" if path.suffix.lower() == ".tsv" else ","
        return [*csv_rows(path, settings.get("columns"), settings.get("delimiter", default))]
    return _listed_rows(path, form, str(settings.get("rows", "")))


def plain_rows(path: Path) -> list[Row]:
    """Read every row of a list for which there is no map: what it is written in, its name says. A mapping is one row.

    Raises FatalError if the list can't be read.
    """
    if not path.is_file():
        message = f"{path} is no file" if path.exists() else f"there is no file {path}"
        raise FatalError(message)
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        message = f"{path}: what is it written in? Let its name end in {', '.join(_FORMATS)}; {_SPREADSHEET}"
        raise FatalError(message)
    if form != "csv":
        return _listed_rows(path, form, None)
    text = _text(path)
    return [*rows_in(str(path), text, None, delimiter_of(text.partition("\n")[0]))]


def delimiter_of(headings: str) -> str:
    """Tell what stands between the columns of a list by its line of headings."""
    return max(DELIMITERS, key=headings.count)


def csv_rows(path: Path, columns: list[str] | None, delimiter: str = ",") -> Iterator[Row]:
    """Read a CSV file; without names for its columns, its first line gives them. Blank lines are no rows.

    Raises FatalError if it is not CSV in UTF-8, or a heading stands there twice.
    """
    yield from rows_in(str(path), _text(path), columns, "\t" if delimiter == "tab" else delimiter)


def rows_in(name: str, text: str, columns: list[str] | None, delimiter: str) -> Iterator[Row]:
    """Read a text in CSV; `name` says in messages what it is.

    Raises FatalError if it is not CSV, or a heading stands there twice.
    """
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = columns or [heading.strip() for heading in next(reader, [])]
        _demand_distinct(name, names)
        line = reader.line_num + 1
        number = 0
        for fields in reader:
            if any(field.strip() for field in fields):
                number += 1
                _demand_room(name, number, len(names))
                data: dict[str, Value] = dict(zip_longest(names, fields[: len(names)], fillvalue=""))
                surplus = tuple(field for field in fields[len(names) :] if field.strip())
                yield Row(number, line, data, surplus, has_columns=True)
            line = reader.line_num + 1
    except csv.Error as error:
        cause = "a quote is opened and not closed before it" if "end of data" in str(error) else str(error)
        message = f"{name}, line {reader.line_num}: this is not CSV: {cause}"
        raise FatalError(message) from error


def _demand_room(source: str, rows: int, columns: int = 1) -> None:
    """See that a list does not take more memory than its size lets expect: a short row has all columns, too."""
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        message = f"{source} has more than {MOST_ROWS:,} rows, or {MOST_CELLS:,} cells; divide it"
        raise FatalError(message)


def _demand_distinct(source: str, names: list[str]) -> None:
    twins = [name for name, count in Counter(names).items() if count > 1]
    if twins:
        cure = "keep one; for an import, its map can name the columns instead (`columns`)"
        message = f"{source}: the heading `{min(twins)[:200]}` stands there twice; {cure}"
        raise FatalError(message)


def _listed_rows(path: Path, form: str, pointer: str | None) -> list[Row]:
    members = _json_members if form == "json" else _yaml_members
    try:
        found: list[Member] = []
        for number, member in enumerate(members(path, parse_pointer(pointer or "")), 1):
            _demand_room(str(path), number)
            found.append(member)
        if pointer is None and any(key is not None for _, key, _ in found):
            return [Row(1, found[0][0], {str(key): value for _, key, value in found})]
        return [_listed_row(number, *member) for number, member in enumerate(found, 1)]
    except LookupError as error:
        where = f"{f' at {pointer}' if pointer else ''}; say in the map where it is (`rows`)"
        message = f"{path}: there is no list{'' if pointer is None else where}"
        raise FatalError(message) from error


def _listed_row(number: int, line: int, key: str | None, value: Value) -> Row:
    """Make a row of a member of a list, or of a mapping: then its key is the field without a name."""
    if key is None:
        return Row(number, line, value if isinstance(value, dict) else {"": value})
    return Row(number, line, {"": key, **value} if isinstance(value, dict) else {"": key, "value": value})


def _yaml_members(path: Path, route: tuple[str, ...]) -> Iterator[Member]:
    reading = documents.read_values(str(path), _text(path).encode(), LARGEST_LIST)
    if isinstance(reading, list):
        message = f"{path}, line {reading[0].line}: {reading[0].message}"
        raise FatalError(message)
    data, positions = reading
    found = value_at(data, route)
    if not isinstance(found, (dict, list)):
        raise LookupError
    for step, value in found.items() if isinstance(found, dict) else enumerate(found):
        yield positions.get((*route, step), START).line, step if isinstance(step, str) else None, value


def _json_members(path: Path, route: tuple[str, ...]) -> Iterator[Member]:
    try:
        yield from json_lists.members(_text(path), route)
    except json_lists.JsonListError as error:
        message = f"{path}, line {error.line}: {error}"
        raise FatalError(message) from error


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST_LIST + 1)
    if len(content) > LARGEST_LIST:
        message = f"{path} has more than {LARGEST_LIST >> 20} MiB; divide it"
        raise FatalError(message)
    if content.startswith(_SPREADSHEETS):
        message = f"{path} is no list but a file for a spreadsheet, or an archive; {_SPREADSHEET}"
        raise FatalError(message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{path}, line {line}: this is not UTF-8; save the list as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise FatalError(message) from error
