"""Values of an import map for one row: constants, fields, lookups, forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from smregister.editing.lists.date_orders import ORDERS, read_date
from smregister.editing.lists.plan import RowError, has_surrogate
from smregister.editing.lists.rows import Row, read_csv
from smregister.errors import FatalError
from smregister.model import Value, resolve_pointer
from smregister.pointers import parse_pointer
from smregister.records.slugs import slug
from smregister.register.lookup import as_text
from smregister.text import did_you_mean, normalize_text

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}\.0+")
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*://")


class RowContext(NamedTuple):
    """One row, or one item in it, from which the sources of a map take values."""

    row: Row
    folder: Path
    item: Value = None

    def field(self, name: str) -> Value:
        """Return a field of the item, else of the row; the empty name is the item itself."""
        value = None if self.item is None else _get_field(self.item, name)
        return _get_field(dict(self.row.data), name) if value is None else value

    def value(self, source: Value) -> Value:
        """Return the value of a source, or None; raise RowError for unknown words."""
        if not isinstance(source, dict):
            return source
        if "field" not in source:
            fields = {name: self.value(member) for name, member in source.items()}
            return {name: value for name, value in fields.items() if value is not None} or None
        value = self.field(str(source["field"]))
        separator = source.get("separator")
        if isinstance(separator, str) and isinstance(value, str):
            value = list(value.split(separator))
        if isinstance(value, list):
            items = [item for part in value for item in _as_items(self._convert(source, part))]
            distinct: list[Value] = [item for number, item in enumerate(items) if item not in items[:number]]
            return distinct or source.get("default")
        converted = self._convert(source, value)
        return source.get("default") if converted is None else converted

    def meets(self, conditions: Mapping[str, Any]) -> bool:
        """Return whether each column of some conditions has the value, or one of the values."""
        words = {
            name: normalize_text(_tidy("" if (cell := self.field(name)) is None else as_text(cell)))
            for name in conditions
        }
        wanted = {name: value if isinstance(value, list) else [value] for name, value in conditions.items()}
        return all(words[name] in [normalize_text(as_text(item)) for item in wanted[name]] for name in conditions)

    def text(self, source: Value) -> str | None:
        """Return a source's value as text; raise RowError for several values or a mapping."""
        value = self.value(source)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, (dict, list)):
            where = source["field"] if isinstance(source, dict) and "field" in source else "the map"
            several = "several values (use `each` in the map)"
            what = several if isinstance(value, list) else "a mapping"
            raise RowError(f"`{where}` must be one text, not {what}")
        return None if value is None else str(value)

    def _convert(self, source: Mapping[str, Any], value: Value) -> Value:
        """Return a cell's value, translated and shaped by its source."""
        if isinstance(value, bool):
            booleans: Mapping[str, Value] = source.get("values", {})
            return booleans.get(str(value).lower(), value)
        if value is None or isinstance(value, (dict, list)):
            return value or None
        word = _tidy(value)
        if has_surrogate(word):
            raise RowError(f"column `{source['field']}`: it has half a character; type the text again")
        translation = self._translate(source, word) if word else None
        if not isinstance(translation, str):
            return translation
        try:
            shaped = _FORMS[source.get("form", "text")](translation)
        except ValueError as error:
            raise RowError(f"`{source['field']}`: {error}") from error
        return f"{source.get('prefix', '')}{shaped}{source.get('suffix', '')}" if shaped else None

    def _translate(self, source: Mapping[str, Any], word: str) -> Value:
        """Return the translation of a word, or the word itself if the source takes any."""
        translations = source.get("values", {})
        if lookup := source.get("lookup"):
            path, columns = self.folder / lookup["file"], tuple(lookup.get("columns", ()))
            translations = translations | _read_table(path, columns, lookup["key"], lookup["value"])
        if word not in translations and source.get("only_known"):
            hint = did_you_mean(word, translations)
            raise RowError(f"`{word}` in `{source['field']}` is not in the map's `values`{hint}")
        translation: Value = translations.get(word, word)
        return translation


def _as_items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _tidy(value: str | float) -> str:
    """Return a cell as text on one line; a whole number as sheets write it, `2284.0`, is `2284`."""
    word = re.sub(r"\s+", " ", str(value)).strip()
    return word[: word.index(".")] if _WHOLE_NUMBER.fullmatch(word) else word


def _get_field(data: Value, name: str) -> Value:
    if name == "" and not isinstance(data, dict):
        return data
    if name.startswith("/"):
        return resolve_pointer(data, parse_pointer(name))
    return data.get(name) if isinstance(data, dict) else None


@lru_cache(maxsize=16)
def _read_table(path: Path, columns: tuple[str, ...], key: str, value: str) -> Mapping[str, str]:
    table: dict[str, str] = {}
    for row in read_csv(path, [*columns]):
        if key not in row.data or value not in row.data:
            missing = key if key not in row.data else value
            raise FatalError(f"{path}, line {row.line}: there is no column `{missing}`")
        table.setdefault(str(row.data[key]).strip(), str(row.data[value]).strip())
    return table


_FORMS: dict[str, Callable[[str], str]] = {
    "text": str,
    "lower": str.lower,
    "name": slug,
    "address": lambda word: word if _SCHEME.match(word) else f"https://{word}",
    **{order: partial(read_date, order=order) for order in ORDERS},
}
