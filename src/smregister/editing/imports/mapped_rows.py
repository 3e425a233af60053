"""Rows of the files of a list, as an import map describes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from glob import has_magic
from pathlib import Path
from typing import Any

from smregister.editing.imports.map import ImportMap
from smregister.editing.imports.map_values import RowContext
from smregister.editing.lists import workbook
from smregister.editing.lists.rows import (
    FORMATS,
    Row,
    is_blank,
    read_csv,
    read_members,
    read_table,
    require_size,
)
from smregister.errors import FatalError
from smregister.model import Value

_ROW_IS_FILE = "file"


def find_list_files(paths: Iterable[Path], map_path: Path) -> list[Path]:
    """Return the files of a list: files, the lists in folders, and the matches of patterns such as `people/*.yml`.

    Raises FatalError if a path leads to none.
    """
    return [*dict.fromkeys(file for path in paths for file in _find_files(path, map_path.resolve()))]


def _find_files(path: Path, map_path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    anchor, pattern = Path(path.anchor), str(path.relative_to(path.anchor))
    matches = path.rglob("*") if path.is_dir() else anchor.glob(pattern) if has_magic(pattern) else ()
    lists = (file for file in matches if file.suffix.lower() in FORMATS and file.is_file())
    files = sorted(file for file in lists if file.resolve() != map_path)
    if not files:
        endings = ", ".join(FORMATS)
        raise FatalError(
            f"there is no list in {path}; the names of lists end in {endings}"
            if path.is_dir()
            else f"there is no file {path}"
        )
    return files


def read_mapped_rows(files: Sequence[Path], import_map: ImportMap) -> list[Row]:
    """Read all rows of the files of a list; raise FatalError if one can't be read.

    A file that is one row and can't be read is a row with an error.
    """
    rows: list[Row] = []
    for path in files:
        for row in _fill_down(_read_file(path, import_map), import_map.filled_columns):
            rows.append(row._replace(number=len(rows) + 1, source=str(path)))
        require_size(str(path), len(rows))
    return rows


def select_rows(rows: Sequence[Row], import_map: ImportMap) -> list[Row]:
    """Return the rows that meet `where` of the map, and nothing of `where_not`."""
    where, where_not = import_map.data.get("where", {}), import_map.data.get("where_not", {})
    contexts = ((row, RowContext(row, import_map.folder)) for row in rows)
    return [
        row
        for row, context in contexts
        if row.error or (context.meets(where) and not any(context.meets({name: where_not[name]}) for name in where_not))
    ]


def _read_file(path: Path, import_map: ImportMap) -> Sequence[Row]:
    settings = import_map.data
    format_ = settings.get("format") or FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise FatalError(f"{path}: its format is unknown; add `format: csv`, json, yaml or spreadsheet to the map")
    if format_ in ("csv", "spreadsheet"):
        return [*_read_lines(path, format_, settings, import_map)]
    pointer = str(settings.get("rows", ""))
    if pointer != _ROW_IS_FILE:
        return read_members(path, format_, pointer)
    try:
        return read_members(path, format_, None)
    except FatalError as error:
        return [Row(1, 1, {}, error=str(error))]


def _read_lines(path: Path, format_: str, settings: Any, import_map: ImportMap) -> Iterator[Row]:
    columns, skip = settings.get("columns"), settings.get("skip", 0)
    if format_ == "csv":
        return read_csv(path, columns, settings.get("delimiter"), skip, import_map.columns)
    return read_table(str(path), workbook.read_sheet(path, settings.get("sheet")), columns, skip)


def _fill_down(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[Row]:
    """Yield rows in which an empty cell of some columns has the value of the row above."""
    last: dict[str, Value] = {}
    for row in rows:
        last |= {name: row.data[name] for name in columns if not is_blank(row.data.get(name))}
        yield row._replace(data={**row.data, **last}) if columns else row
