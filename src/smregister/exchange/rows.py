"""A list in CSV, JSON or YAML to rows with their line numbers."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from smregister import documents
from smregister.errors import FatalError
from smregister.model import Position, Value, parse_pointer, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LARGEST_LIST = 64 * 1024 * 1024
_FORMATS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list; `surplus` holds what stands beyond its last column, where the list has columns."""

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


def csv_rows(path: Path, columns: list[str] | None, delimiter: str = ",") -> Iterator[Row]:
    """Read a CSV file; without names for its columns, its first line gives them. Blank lines are no rows.

    Raises FatalError if it is not CSV in UTF-8, or a heading stands there twice.
    """
    reader = csv.reader(
        StringIO(_text(path), newline=""), delimiter="\t" if delimiter == "tab" else delimiter, strict=True
    )
    try:
        names = columns or [name.strip() for name in next(reader, [])]
        _demand_distinct(path, names)
        line = reader.line_num + 1
        for fields in reader:
            if any(field.strip() for field in fields):
                data: dict[str, Value] = dict(zip_longest(names, fields[: len(names)], fillvalue=""))
                yield Row(line, data, tuple(field for field in fields[len(names) :] if field.strip()), has_columns=True)
            line = reader.line_num + 1
    except csv.Error as error:
        cause = "a quote is opened and not closed before it" if "end of data" in str(error) else str(error)
        message = f"{path}, line {reader.line_num}: this is not CSV: {cause}"
        raise FatalError(message) from error


def _demand_distinct(path: Path, names: list[str]) -> None:
    twins = {name for name in names if names.count(name) > 1}
    if twins:
        message = f"{path}: the heading `{min(twins)}` stands there twice; name the columns in the map (`columns`)"
        raise FatalError(message)


def _listed_rows(path: Path, form: str, pointer: str) -> list[Row]:
    text = _text(path)
    data, positions = _json(path, text) if form == "json" else _yaml(path, text)
    route = parse_pointer(pointer)
    rows = value_at(data, route)
    if isinstance(rows, dict):
        return [
            Row(
                _line(positions, (*route, key)),
                {"": key, **row} if isinstance(row, dict) else {"": key, "value": row},
            )
            for key, row in rows.items()
        ]
    if not isinstance(rows, list):
        message = f"{path}: there is no list{f' at {pointer}' if pointer else ''}; say in the map where it is (`rows`)"
        raise FatalError(message)
    return [
        Row(_line(positions, (*route, number)), row if isinstance(row, dict) else {"": row})
        for number, row in enumerate(rows)
    ]


def _yaml(path: Path, text: str) -> tuple[Value, Mapping[Any, Position]]:
    reading = documents.read_values(str(path), text.encode(), LARGEST_LIST)
    if isinstance(reading, list):
        message = f"{path}, line {reading[0].line}: {reading[0].message}"
        raise FatalError(message)
    return reading


def _json(path: Path, text: str) -> tuple[Value, Mapping[Any, Position]]:
    try:
        data = json.loads(text)
    except RecursionError as error:
        message = f"{path}: this JSON is nested too deep"
        raise FatalError(message) from error
    except ValueError as error:
        message = f"{path}: this is not JSON: {error}"
        raise FatalError(message) from error
    # JSON is YAML as well, nearly always: then the lines of its rows are known.
    reading = documents.read_values(str(path), text.replace("\t", " ").encode(), LARGEST_LIST)
    return data, {} if isinstance(reading, list) else reading[1]


def _line(positions: Mapping[Any, Position], route: tuple[str | int, ...]) -> int:
    place = positions.get(route)
    last = route[-1]
    return place.line if place else last + 1 if isinstance(last, int) else 1


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST_LIST + 1)
    if len(content) > LARGEST_LIST:
        message = f"{path} has more than {LARGEST_LIST >> 20} MiB; import it in parts"
        raise FatalError(message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{path}, line {line}: this is not UTF-8; save the list as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise FatalError(message) from error
