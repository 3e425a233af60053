"""Fast emitter of data in the plain form, which needs no quotes and no blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from smregister.model import Value
from smregister.records.yaml.scalars import MAXIMUM_DIGITS, NotPlainError, needs_quotes

# Keys and texts in which no character is YAML syntax, wherever it is.
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_TEXT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ./@_,;()+-]*[A-Za-z0-9.)])?")
_LARGEST = 10**MAXIMUM_DIGITS


def emit_fast(data: Mapping[str, Value]) -> str | None:
    """Return data as a record's text, or None if ruamel has to write it."""
    try:
        return "".join(f"{line}\n" for line in _fields(data, "")) if data else None
    except NotPlainError:
        return None


def _fields(data: Mapping[str, Value], margin: str) -> Iterator[str]:
    for key, value in data.items():
        if not _KEY.fullmatch(key) or needs_quotes(key):
            raise NotPlainError
        if isinstance(value, (dict, list)):
            yield f"{margin}{key}:"
            yield from _nested(value, f"{margin}  ")
        else:
            yield f"{margin}{key}: {_scalar(value)}"


def _nested(value: dict[str, Value] | list[Value], margin: str) -> Iterator[str]:
    if not value:
        raise NotPlainError
    if isinstance(value, dict):
        yield from _fields(value, margin)
        return
    for item in value:
        if isinstance(item, list) or item == {}:
            raise NotPlainError
        if isinstance(item, dict):
            first, *others = _fields(item, f"{margin}  ")
            yield f"{margin}- {first.lstrip(' ')}"
            yield from others
        else:
            yield f"{margin}- {_scalar(item)}"


def _scalar(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) < _LARGEST:
        return str(value)
    if isinstance(value, str) and _TEXT.fullmatch(value) and not needs_quotes(value):
        return value
    raise NotPlainError
