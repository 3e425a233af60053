"""Canonical form of a record, as `add` and `fmt` write it.

Two spaces a level, lists indented below their field, one item a line, quotes only if a value would be misread without
them. Comments, order and single blank lines stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import LiteralScalarString
from ruamel.yaml.tag import Tag

from smregister.model import Value
from smregister.records.yaml.fast_emitter import emit_fast
from smregister.records.yaml.layout import TextLayout
from smregister.records.yaml.scalars import needs_quotes, parse_plain

_TAGS: dict[type, str] = {bool: "bool", int: "int", type(None): "null", str: "str"}


class CanonicalFormError(ValueError):
    """A text can't be formatted without losing what the message names."""


class _PlainResolver(VersionedResolver):
    """Resolves values without quotes as the parser does, so that ruamel quotes only what needs it."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is not ScalarNode or not implicit[0]:
            return super().resolve(kind, value, implicit)
        return Tag(suffix=f"tag:yaml.org,2002:{_TAGS[type(parse_plain(str(value)))]}")


class _QuotingResolver(_PlainResolver):
    """Resolves what needs quotes to a tag of its own, so that ruamel adds the quotes."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode and implicit[0] and _is_misread(str(value)):
            return Tag(suffix="tag:yaml.org,2002:misread")
        return super().resolve(kind, value, implicit)


def emit(data: Mapping[str, Value], *, blocks: bool = True) -> str:
    """Return data as a record's text; without blocks, texts of several lines are on one line in quotes."""
    return emit_fast(data) or _dump(_use_blocks(dict(data)) if blocks else dict(data))


def format_text(text: str) -> str:
    """Return a valid record's text in canonical form.

    Raises CanonicalFormError if a comment or a value would be lost.
    """
    text = text.replace("\r\n", "\n")
    formatted = _normalize_lines(_dump(_use_block_style(_yaml(_PlainResolver).load(text))))
    before, after = TextLayout(text), TextLayout(formatted)
    if before.data != after.data:
        raise CanonicalFormError("its values would not come out the same; fix it by hand")
    if lost := Counter(before.comments()) - Counter(after.comments()):
        raise CanonicalFormError(f"the comment `{next(iter(lost))}` would be lost; move it to a line of its own")
    return formatted


def _normalize_lines(text: str) -> str:
    """Remove repeated blank lines, those at the ends, and spaces at the ends of lines, except in blocks."""
    layout = TextLayout(text)
    block_lines = layout.block_lines()
    lines: list[str] = []
    for number, line in enumerate(layout.lines):
        stripped = line if number in block_lines else line.rstrip(" \r\n") + "\n"
        if stripped != "\n" or number in block_lines or (lines and lines[-1] != "\n"):
            lines.append(stripped)
    while lines and lines[-1] == "\n" and len(lines) - 1 not in block_lines:
        lines.pop()
    return "".join(lines)


def _use_blocks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _use_blocks(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_use_blocks(item) for item in value]
    return LiteralScalarString(value) if isinstance(value, str) and _fits_block(value) else value


def _fits_block(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return len(lines) > 1 and all(line == line.strip(" ") for line in lines) and bool(lines[0] and lines[-1])


def _use_block_style(value: Any) -> Any:
    if isinstance(value, (CommentedMap, CommentedSeq)) and value:
        value.fa.set_block_style()
        for member in value.values() if isinstance(value, CommentedMap) else value:
            _use_block_style(member)
    return value


def _is_misread(text: str) -> bool:
    try:
        return isinstance(parse_plain(text), str) and needs_quotes(text)
    except ValueError:
        return True


def _yaml(resolver: type[VersionedResolver]) -> Any:
    yaml = YAML(typ="rt")
    yaml.Resolver = resolver
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 1 << 20
    yaml.allow_unicode = True
    return yaml


def _dump(data: Any) -> str:
    stream = StringIO()
    _yaml(_QuotingResolver).dump(data, stream)
    return stream.getvalue()
