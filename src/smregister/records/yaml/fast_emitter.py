"""Data as text in the plain form, quickly; None for what has anything in it that needs quotes, blocks or thought.

The quick way to `emit`, as `documents.plain` is the quick way to read: it knows a small part of YAML wholly, and
leaves the rest to ruamel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from smregister.model import Value
from smregister.records.yaml.scalars import MAXIMUM_DIGITS, needs_quotes

# What means nothing to YAML wherever it stands: words, with signs within them that no other word makes into more.
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_TEXT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ./@_,;()+-]*[A-Za-z0-9.)])?")
_LARGEST = 10**MAXIMUM_DIGITS


class _NotPlainError(Exception):
    """The data can't be written in the plain form, or not without thought."""


def emit_fast(data: Mapping[str, Value]) -> str | None:
    """Write a record's data, two spaces a level; None where that is not for this module to do."""
    try:
        return "".join(f"{line}\n" for line in _fields(data, "")) if data else None
    except _NotPlainError:
        return None


def _fields(data: Mapping[str, Value], margin: str) -> Iterator[str]:
    for key, value in data.items():
        if not _KEY.fullmatch(key) or needs_quotes(key):
            raise _NotPlainError
        if isinstance(value, (dict, list)):
            yield f"{margin}{key}:"
            yield from _below(value, f"{margin}  ")
        else:
            yield f"{margin}{key}: {_scalar(value)}"


def _below(value: dict[str, Value] | list[Value], margin: str) -> Iterator[str]:
    if not value:
        raise _NotPlainError
    if isinstance(value, dict):
        yield from _fields(value, margin)
        return
    for item in value:
        if isinstance(item, list) or item == {}:
            raise _NotPlainError
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
    raise _NotPlainError
