"""JSON documents, written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache

from smregister.text import hidden_character, may_have_hidden

VERSION = 1

_INDENT = "  "
_WITH_MEMBERS = (dict, list, tuple)


def document(members: Mapping[str, object]) -> str:
    """Return the text of a versioned JSON document."""
    return "\n".join(document_lines(members))


def document_lines(members: Mapping[str, object]) -> Iterator[str]:
    """Yield the lines of a versioned JSON document; an iterator becomes a list."""
    members = {"version": VERSION, **members}
    yield "{"
    for number, (name, member) in enumerate(members.items(), 1):
        head, comma = f"{_INDENT}{_format(name)}: ", "," if number < len(members) else ""
        if isinstance(member, Iterator):
            yield from _list_lines(head, member, comma)
        else:
            yield f"{head}{_format(member, _INDENT)}{comma}"
    yield "}"


def _list_lines(head: str, items: Iterator[object], comma: str) -> Iterator[str]:
    margin = 2 * _INDENT
    texts = _with_commas(f"{margin}{_format(item, margin)}" for item in items)
    first = next(texts, None)
    if first is None:
        yield f"{head}[]{comma}"
    else:
        yield from (f"{head}[", first)
        yield from texts
        yield f"{_INDENT}]{comma}"


def _with_commas(texts: Iterator[str]) -> Iterator[str]:
    last = next(texts, None)
    for text in texts:
        yield f"{last},"
        last = text
    if last is not None:
        yield last


def _format(value: object, margin: str = "") -> str:
    """Return the text of a value with hidden characters escaped."""
    text = _dump(value, margin)
    if not may_have_hidden(text):
        return text
    return hidden_character().sub(lambda match: json.dumps(match[0])[1:-1], text)


def _dump(value: object, margin: str) -> str:
    """Return what `json.dumps` with an indent of 2 returns, at a margin.

    With an indent, `json.dumps` runs in Python; here, C encodes whatever has no nested members.
    """
    if not isinstance(value, _WITH_MEMBERS) or not value:
        return _encoder("").encode(value)
    inner = margin + _INDENT
    separator = f",\n{inner}"
    members = value.values() if isinstance(value, dict) else value
    if not any(isinstance(member, _WITH_MEMBERS) for member in members):
        flat = _encoder(separator).encode(value)
    elif isinstance(value, dict):
        named = (f"{_dump(key, inner)}: {_dump(member, inner)}" for key, member in value.items())
        flat = f"{{{separator.join(named)}}}"
    else:
        flat = f"[{separator.join(_dump(member, inner) for member in members)}]"
    return f"{flat[0]}\n{inner}{flat[1:-1]}\n{margin}{flat[-1]}"


@cache
def _encoder(separator: str) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(separator, ": "))
