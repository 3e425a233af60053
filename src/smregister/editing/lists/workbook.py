"""Cells of spreadsheets in .xlsx and .ods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, TypeAlias
from zipfile import BadZipFile, ZipFile

from smregister.errors import FatalError
from smregister.model import Value

Line: TypeAlias = "tuple[int, list[Value]]"
"""The number of a line and its cells."""

SUFFIXES = (".xlsx", ".xlsm", ".ods")
LARGEST_CONTENT = 512 * 1024 * 1024
# The library holds a sheet as a full table: one cell in the last corner would fill the memory.
_MOST_CELLS = 5_000_000
_CHUNK = 1 << 20
_LONGEST_TAG = 4096
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml|content\.xml")
_XLSX_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ODS_TAG = re.compile(rb"<table:(table|table-row|(?:covered-)?table-cell)(\s[^>]*)?>")
_ODS_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="([0-9]{1,9})"')


def read_sheet(path: Path, name: str | None) -> Iterator[Line]:
    """Yield the lines of a sheet, by default of the first visible one.

    Raises FatalError if the file is not a spreadsheet, or too large, or has no such sheet.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum
    except ImportError as error:
        raise FatalError(
            f"{path}: to read spreadsheets, install `smregister[sheets]`, or save the list as CSV UTF-8"
        ) from error
    _require_small(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            if name is not None and name not in workbook.sheet_names:
                sheets = ", ".join(f"`{sheet}`" for sheet in workbook.sheet_names)
                raise FatalError(f"{path} has no sheet `{name}`; it has {sheets}")
            sheet = workbook.get_sheet_by_name(name or (visible or workbook.sheet_names)[0])
            lines = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise FatalError(f"{path} can't be read as a spreadsheet: {error or 'it has no sheet'}") from error
    for number, cells in enumerate(lines, 1):
        yield number, [_read_cell(cell) for cell in cells]


def _read_cell(cell: str | float | bool | date | time | timedelta) -> Value:
    """Return a cell as its text; a whole number has no decimals, a date is in ISO 8601."""
    if isinstance(cell, (bool, str)):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def _require_small(path: Path) -> None:
    """Raise FatalError if a spreadsheet would need too much memory."""
    try:
        with ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            sheets = [entry for entry in archive.namelist() if _SHEET.fullmatch(entry)]
            if size > LARGEST_CONTENT or any(_count_cells(archive, sheet) > _MOST_CELLS for sheet in sheets):
                raise FatalError(f"{path} has more than {_MOST_CELLS:,} cells, with the empty ones between; split it")
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise FatalError(f"{path} can't be read as a spreadsheet: {error}") from error


def _count_cells(archive: ZipFile, sheet: str) -> int:
    """Return the number of cells of the table that has all cells with values."""
    with archive.open(sheet) as file:
        return (_count_ods_cells if sheet == "content.xml" else _count_xlsx_cells)(file)


def _count_xlsx_cells(file: IO[bytes]) -> int:
    last_row = last_column = 0
    for column, row in _iterate_matches(file, _XLSX_CELL):
        last_row = max(last_row, int(row))
        last_column = max(last_column, sum((letter - 64) * 26**place for place, letter in enumerate(column[::-1])))
    return last_row * last_column


def _count_ods_cells(file: IO[bytes]) -> int:
    """Count cells with repeated ones; those without a value at the end of a row or sheet do not count."""
    most = row = column = last_row = last_column = repeated_rows = 0
    for tag, attributes in _iterate_matches(file, _ODS_TAG):
        match = _ODS_REPEATED.search(attributes or b"")
        repeated = int(match[1]) if match else 1
        if tag == b"table":
            row = last_row = last_column = repeated_rows = 0
        elif tag == b"table-row":
            row, column, repeated_rows = row + repeated_rows, 0, repeated
        else:
            column += repeated
            if attributes and b"office:value-type" in attributes:
                last_row, last_column = max(last_row, row + repeated_rows), max(last_column, column)
        most = max(most, last_row * last_column)
    return most


def _iterate_matches(file: IO[bytes], pattern: re.Pattern[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yield the groups of all matches; a tag may lie across two chunks."""
    rest = b""
    while chunk := file.read(_CHUNK):
        text = rest + chunk
        end = 0
        for match in pattern.finditer(text):
            end = match.end()
            yield match.groups()
        rest = text[max(end, len(text) - _LONGEST_TAG) :]
