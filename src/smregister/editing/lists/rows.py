"""Rows of lists in CSV, JSON and YAML, with line numbers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from io import StringIO
from itertools import islice, zip_longest
from pathlib import Path
from typing import NamedTuple

from smregister.editing.lists import workbook
from smregister.editing.lists.json_rows import Member, iterate_members
from smregister.errors import FatalError
from smregister.model import START, Value, resolve_pointer
from smregister.pointers import parse_pointer
from smregister.records.yaml import parse_list

LARGEST_LIST = 64 * 1024 * 1024
MOST_ROWS = 1_000_000
MOST_CELLS = 20_000_000
# Spreadsheets put one of these between columns.
_DELIMITERS = (",", ";", "\t", "|")
# A first line with the delimiter, for spreadsheet programs.
_DELIMITER_LINE = re.compile(r"(?i)sep=(.)\r?\n")
# The first bytes of spreadsheet files: ZIP archives (newer formats) and OLE files (older ones).
_SPREADSHEET_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    **dict.fromkeys(workbook.SUFFIXES, "spreadsheet"),
}


class Row(NamedTuple):
    """A row of a list: number, line, fields, and the cells beyond the last column.

    `source` is the file, and `error` why a file that is one row can't be read.
    """

    number: int
    line: int
    data: Mapping[str, Value]
    surplus: tuple[str, ...] = ()
    has_columns: bool = False
    source: str = ""
    error: str = ""


def read_rows(path: Path) -> list[Row]:
    """Read a list by its suffix; a mapping is one row. Raise FatalError if unreadable."""
    if not path.is_file():
        raise FatalError(f"{path} is not a file" if path.exists() else f"there is no file {path}")
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        endings = ", ".join(FORMATS)
        raise FatalError(f"{path}: its format is unknown; its name must end in {endings}")
    if format_ == "spreadsheet":
        return [*read_table(str(path), workbook.read_sheet(path, None), None)]
    if format_ != "csv":
        return read_members(path, format_, None)
    text = _read_text(path)
    return [*parse_csv(str(path), text, None, detect_delimiter(text.partition("\n")[0]))]


def detect_delimiter(headings: str) -> str:
    """Return the most frequent delimiter in a line of headings."""
    return max(_DELIMITERS, key=headings.count)


def read_csv(
    path: Path, columns: list[str] | None, delimiter: str | None = None, skip: int = 0, known: Collection[str] = ()
) -> Iterator[Row]:
    """Read a CSV file with headings, unless `columns` names them; skip blank lines.

    The delimiter, by default, is the one that makes most of the `known` columns.
    """
    text = _read_text(path)
    if delimiter is None and (match := _DELIMITER_LINE.match(text)):
        delimiter, skip = match[1], skip + 1
    delimiter = delimiter or _find_delimiter(text, columns, skip, known)
    yield from parse_csv(str(path), text, columns, "\t" if delimiter == "tab" else delimiter, skip)


def _find_delimiter(text: str, columns: list[str] | None, skip: int, known: Collection[str]) -> str:
    """Return the delimiter that makes most known columns of the first line, or as many as `columns`."""

    def rank(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        try:
            cells = next(islice(reader, skip, None), [])
        except csv.Error:
            return 0, 0
        matches = -abs(len(cells) - len(columns)) if columns else sum(cell.strip() in known for cell in cells)
        return matches, len(cells)

    return max(_DELIMITERS, key=rank)


def parse_csv(source: str, text: str, columns: list[str] | None, delimiter: str, skip: int = 0) -> Iterator[Row]:
    """Parse CSV text, named `source` in messages; raise FatalError if it is invalid."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def iterate_lines() -> Iterator[workbook.Line]:
        line = 1
        for cells in reader:
            yield line, [*cells]
            line = reader.line_num + 1

    try:
        yield from read_table(source, iterate_lines(), columns, skip)
    except csv.Error as error:
        cause = "a quote is opened and not closed" if "end of data" in str(error) else str(error)
        raise FatalError(f"{source}, line {reader.line_num}: this is not CSV: {cause}") from error


def read_table(source: str, lines: Iterator[workbook.Line], columns: list[str] | None, skip: int = 0) -> Iterator[Row]:
    """Yield the rows of a table below its headings, after some lines to skip, without blank lines."""
    lines = islice(lines, skip, None)
    names = columns or _read_headings(next(lines, (0, []))[1])
    _require_distinct(source, names)
    filled = ((line, cells) for line, cells in lines if not all(map(is_blank, cells)))
    for number, (line, cells) in enumerate(filled, 1):
        require_size(source, number, len(names))
        data: dict[str, Value] = dict(zip_longest(names, cells[: len(names)], fillvalue=""))
        surplus = tuple(str(cell) for cell in cells[len(names) :] if not is_blank(cell))
        yield Row(number, line, data, surplus, has_columns=True)


def is_blank(cell: Value) -> bool:
    """Return whether a cell is empty or has only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _read_headings(cells: list[Value]) -> list[str]:
    """Return headings on one line each, without the empty ones at the end."""
    names = [" ".join(str(cell).split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def require_size(source: str, rows: int, columns: int = 1) -> None:
    """Raise FatalError if a list has too many rows or cells, missing ones included."""
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise FatalError(f"{source} has more than {MOST_ROWS:,} rows, or {MOST_CELLS:,} cells; split it")


def _require_distinct(source: str, names: list[str]) -> None:
    duplicates = [name for name, count in Counter(names).items() if count > 1]
    if duplicates:
        cure = "rename one, name the columns in the import map (`columns`), or skip title rows (`skip: 1`)"
        heading = f"the heading `{min(duplicates)[:200]}`" if min(duplicates) else "an empty heading"
        raise FatalError(f"{source}: two columns have {heading}; {cure}")


def read_members(path: Path, format_: str, pointer: str | None) -> list[Row]:
    """Read the rows at a pointer of a JSON or YAML file; without one, a mapping is one row."""
    read_members = iterate_members if format_ == "json" else _yaml_members
    try:
        members: list[Member] = []
        for number, member in enumerate(read_members(str(path), _read_text(path), parse_pointer(pointer or "")), 1):
            require_size(str(path), number)
            members.append(member)
        if pointer is None and any(key is not None for _, key, _ in members):
            return [Row(1, members[0][0], {str(key): value for _, key, value in members})]
        return [_member_row(number, *member) for number, member in enumerate(members, 1)]
    except LookupError as error:
        where = f"{f' at {pointer}' if pointer else ''}; set `rows` in the map to its position"
        raise FatalError(f"{path}: there is no list{'' if pointer is None else where}") from error


def _member_row(number: int, line: int, key: str | None, value: Value) -> Row:
    """Create a row from a member; a mapping's key is the field without a name."""
    if key is None:
        return Row(number, line, value if isinstance(value, dict) else {"": value})
    return Row(number, line, {"": key, **value} if isinstance(value, dict) else {"": key, "value": value})


def _yaml_members(source: str, text: str, route: tuple[str, ...]) -> Iterator[Member]:
    result = parse_list(source, text.encode(), LARGEST_LIST)
    if isinstance(result, list):
        raise FatalError(f"{source}, line {result[0].line}: {result[0].message}")
    data, positions = result
    members = resolve_pointer(data, route)
    if not isinstance(members, (dict, list)):
        raise LookupError
    for step, value in members.items() if isinstance(members, dict) else enumerate(members):
        yield positions.get((*route, step), START).line, step if isinstance(step, str) else None, value


def _read_text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST_LIST + 1)
    if len(content) > LARGEST_LIST:
        raise FatalError(f"{path} has more than {LARGEST_LIST >> 20} MiB; split it")
    if content.startswith(_SPREADSHEET_SIGNATURES):
        cure = "name a spreadsheet .xlsx or .ods, or save it as CSV UTF-8"
        raise FatalError(f"{path} is a spreadsheet or an archive, not a text; {cure}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        cure = "save the list as UTF-8 (from a spreadsheet: CSV UTF-8)"
        raise FatalError(f"{path}, line {line}: this is not UTF-8; {cure}") from error
