"""What a map says of a field, asked of one row: constants, fields, look-ups, forms."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from smregister.errors import FatalError
from smregister.exchange.dates import ORDERS, read_date
from smregister.exchange.rows import Row, csv_rows
from smregister.model import Value, value_at
from smregister.names import slug
from smregister.pointers import parse_pointer
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


class RowError(ValueError):
    """A row can't be taken in; the message says why and what would be right."""


def demand_readable(row: Row) -> None:
    """See that a row can be read, whatever it tells.

    Raises RowError if it has more fields than there are columns, or half a character stands in it.
    """
    if row.surplus:
        surplus = ", ".join(row.surplus)
        message = f"it has more fields than the list has columns: {surplus}; is a text not in quotes?"
        raise RowError(message)
    if any("\ud800" <= character <= "\udfff" for character in "".join(_texts(dict(row.data)))):
        message = "half a character stands in it (a lone surrogate); write the text afresh"
        raise RowError(message)


class Asking:
    """One row, and the item of it that is looked at, ready to be asked for values."""

    def __init__(self, row: Row, folder: Path, item: Value = None) -> None:
        self.row = row
        self.folder = folder
        self.item = item

    def field(self, name: str) -> Value:
        """Look a field up in the item, then in the row; the empty name is the item itself."""
        if self.item is not None:
            found = _look_up(self.item, name)
            if found is not None:
                return found
        return _look_up(dict(self.row.data), name)

    def value(self, source: Value) -> Value:
        """Give what a source says; None where the row has nothing for it.

        Raises RowError if the row's word is not one the map knows and it must be.
        """
        if not isinstance(source, dict):
            return source
        if "field" not in source:
            fields = {name: self.value(below) for name, below in source.items()}
            return {name: value for name, value in fields.items() if value is not None} or None
        found = self.field(str(source["field"]))
        separator = source.get("separator")
        if isinstance(separator, str) and isinstance(found, str):
            found = list(found.split(separator))
        if isinstance(found, list):
            items = [self._word(source, item) for item in found]
            distinct: list[Value] = [
                item for number, item in enumerate(items) if item is not None and item not in items[:number]
            ]
            return distinct or source.get("default")
        word = self._word(source, found)
        return source.get("default") if word is None else word

    def text(self, source: Value) -> str | None:
        """Give what a source says as one text.

        Raises RowError if it says several things, or one that is no text.
        """
        found = self.value(source)
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        if isinstance(found, (dict, list)):
            where = source["field"] if isinstance(source, dict) and "field" in source else "the map"
            what = (
                "several values (`each` in the map takes them one by one)" if isinstance(found, list) else "a mapping"
            )
            message = f"`{where}` holds {what} where one text is wanted"
            raise RowError(message)
        return None if found is None else str(found)

    def _word(self, source: Mapping[str, Any], found: Value) -> Value:
        if isinstance(found, bool):
            truths: Mapping[str, str | int | bool] = source.get("values", {})
            return truths.get(str(found).lower(), found)
        if found is None or isinstance(found, (dict, list)):
            return found or None
        word = re.sub(r"\s+", " ", str(found)).strip()
        if not word:
            return None
        known = source.get("values", {}) | (_table(self.folder, source["lookup"]) if "lookup" in source else {})
        if word in known:
            translated: str | int | bool = known[word]
            if not isinstance(translated, str):
                return translated
            word = translated
        elif source.get("only_known"):
            message = f"the map does not know `{word}` in `{source['field']}`{did_you_mean(word, known)}"
            raise RowError(message)
        try:
            shaped = _FORMS[source.get("form", "text")](word)
        except ValueError as error:
            message = f"`{source['field']}`: {error}"
            raise RowError(message) from error
        return f"{source.get('prefix', '')}{shaped}{source.get('suffix', '')}" if shaped else None


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _texts(below)


def _look_up(data: Value, name: str) -> Value:
    if name == "" and not isinstance(data, dict):
        return data
    if name.startswith("/"):
        return value_at(data, parse_pointer(name))
    return data.get(name) if isinstance(data, dict) else None


def _table(folder: Path, lookup: Mapping[str, Any]) -> Mapping[str, str]:
    columns = lookup.get("columns")
    return _read_table(folder / lookup["file"], tuple(columns) if columns else None, lookup["key"], lookup["value"])


@lru_cache(maxsize=16)
def _read_table(path: Path, columns: tuple[str, ...] | None, key: str, value: str) -> Mapping[str, str]:
    table: dict[str, str] = {}
    for row in csv_rows(path, list(columns) if columns else None):
        if key not in row.data or value not in row.data:
            message = f"{path}, line {row.line}: there is no column `{key if key not in row.data else value}`"
            raise FatalError(message)
        table.setdefault(str(row.data[key]).strip(), str(row.data[value]).strip())
    return table


def _address(word: str) -> str:
    return word if re.match(r"(?i)[a-z][a-z0-9+.-]*://", word) else f"https://{word}"


_FORMS: dict[str, Callable[[str], str]] = {
    "text": str,
    "lower": str.lower,
    "name": slug,
    "address": _address,
    **{order: partial(read_date, order=order) for order in ORDERS},
}
