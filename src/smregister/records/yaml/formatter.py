"""Canonical form of a record, as `add` and `fmt` write it.

Two spaces a level, lists indented below their field, one item a line, quotes only if a value would be misread without
them. Comments, order and single blank lines stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import LiteralScalarString
from ruamel.yaml.tag import Tag

from smregister.model import Value
from smregister.records.yaml.canonical_lines import copy_remarks
from smregister.records.yaml.layout import TextLayout, UnreadableTextError
from smregister.records.yaml.scalars import MAXIMUM_DIGITS, NotPlainError, needs_quotes, parse_plain

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_TEXT = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_SYNTAX = re.compile(r"^\.\.\.|: | #|:$")
_LARGEST = 10**MAXIMUM_DIGITS
_TAGS: dict[type, str] = {bool: "bool", int: "int", type(None): "null", str: "str"}


class CanonicalFormError(ValueError):
    """A text can't be formatted without losing what the message names."""


class _QuotingResolver(VersionedResolver):
    """Resolves values as the parser does, and what needs quotes to a tag of its own, so that ruamel adds them."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is not ScalarNode or not implicit[0]:
            return super().resolve(kind, value, implicit)
        text = str(value)
        name = "misread" if _is_misread(text) else _TAGS[type(parse_plain(text))]
        return Tag(suffix=f"tag:yaml.org,2002:{name}")


def emit(data: Mapping[str, Value], *, blocks: bool = True) -> str:
    """Return data as a record's text; without blocks, long texts are quoted."""
    return emit_fast(data) or _dump(_use_blocks(dict(data)) if blocks else dict(data))


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
    if isinstance(value, str) and _TEXT.fullmatch(value):
        if not needs_quotes(value) and not _SYNTAX.search(value):
            return value
        if "'" not in value:
            return f"'{value}'"
    raise NotPlainError


def format_text(text: str) -> str:
    """Return a valid record's text in canonical form.

    Raises CanonicalFormError if a comment or a value would be lost.
    """
    text = text.replace("\r\n", "\n")
    before = TextLayout(text)
    if emit_fast(before.data) == text:
        return text
    formatted = copy_remarks(before, TextLayout(emit(before.data, blocks=False)))
    try:
        after = TextLayout(formatted)
    except UnreadableTextError as error:
        raise CanonicalFormError(f"its canonical form can't be read: {error.cause}; write it by hand") from error
    if before.data != after.data:
        raise CanonicalFormError("its values would not come out the same; correct the file first")
    if formatted != text and (lost := Counter(before.comments()) - Counter(after.comments())):
        raise CanonicalFormError(f"the comment `{next(iter(lost))}` would be lost; move it to a line of its own")
    return formatted


def _use_blocks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _use_blocks(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_use_blocks(item) for item in value]
    return LiteralScalarString(value) if isinstance(value, str) and _fits_block(value) else value


def _fits_block(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return len(lines) > 1 and all(line == line.strip(" ") for line in lines) and bool(lines[0] and lines[-1])


def _is_misread(text: str) -> bool:
    try:
        return isinstance(parse_plain(text), str) and needs_quotes(text)
    except ValueError:
        return True


def _dump(data: Any) -> str:
    yaml = YAML(typ="rt")
    yaml.Resolver = _QuotingResolver
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 1 << 20
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()
