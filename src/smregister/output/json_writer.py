"""Plain data as the text of a JSON document, which is written as it is made: a list in it may be long."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache

from smregister.text import HIDDEN_CHARACTER, may_have_hidden

VERSION = 1

_INDENT = "  "
_WITH_MEMBERS = (dict, list, tuple)


def document(answer: Mapping[str, object]) -> str:
    """Write an answer as one versioned JSON document."""
    return "\n".join(document_lines(answer))


def document_lines(answer: Mapping[str, object]) -> Iterator[str]:
    """Write the same in pieces of a line or more; what of it is an iterator is a list, written item by item."""
    members = {"version": VERSION, **answer}
    yield "{"
    for number, (name, member) in enumerate(members.items(), 1):
        head, comma = f"{_INDENT}{_shown(name)}: ", "," if number < len(members) else ""
        if isinstance(member, Iterator):
            yield from _list_lines(head, member, comma)
        else:
            yield f"{head}{_shown(member, _INDENT)}{comma}"
    yield "}"


def _list_lines(head: str, items: Iterator[object], comma: str) -> Iterator[str]:
    margin = 2 * _INDENT
    texts = _with_commas(f"{margin}{_shown(item, margin)}" for item in items)
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


def _shown(value: object, margin: str = "") -> str:
    """Write a value with everything in it shown that would be hidden."""
    text = _text(value, margin)
    if not may_have_hidden(text):
        return text
    return HIDDEN_CHARACTER.sub(lambda match: json.dumps(match[0])[1:-1], text)


def _text(value: object, margin: str) -> str:
    """Write a value whose members stand further right than `margin`.

    It comes out as `json.dumps` writes it with an indent of 2, which does all of that in Python; here what has no
    members of its own is left to C.
    """
    if not isinstance(value, _WITH_MEMBERS) or not value:
        return _encoder("").encode(value)
    inner = margin + _INDENT
    separator = f",\n{inner}"
    members = value.values() if isinstance(value, dict) else value
    if not any(isinstance(member, _WITH_MEMBERS) for member in members):
        flat = _encoder(separator).encode(value)
    elif isinstance(value, dict):
        named = (f"{_text(key, inner)}: {_text(member, inner)}" for key, member in value.items())
        flat = f"{{{separator.join(named)}}}"
    else:
        flat = f"[{separator.join(_text(member, inner) for member in members)}]"
    return f"{flat[0]}\n{inner}{flat[1:-1]}\n{margin}{flat[-1]}"


@cache
def _encoder(separator: str) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(separator, ": "))
