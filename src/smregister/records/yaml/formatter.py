"""The canonical form of a record: how `add` writes it and `fmt` rewrites it.

Two spaces a level, lists indented below their field, one item a line, quotes only where a value would
be misread without them. Comments, order and single blank lines stay as they are.
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
from smregister.records.yaml.scalars import needs_quotes, plain_value

_TAGS: dict[type, str] = {bool: "bool", int: "int", type(None): "null", str: "str"}


class CanonicalFormError(ValueError):
    """A text can't be brought into canonical form without losing something; the message says what."""


class _PlainResolver(VersionedResolver):
    """Reads values without quotes as the register does, so that ruamel quotes just what needs it."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is not ScalarNode or not implicit[0]:
            return super().resolve(kind, value, implicit)
        return Tag(suffix=f"tag:yaml.org,2002:{_TAGS[type(plain_value(str(value)))]}")


class _QuotingResolver(_PlainResolver):
    """Sees no plain text in what needs quotes, so that ruamel puts them there, and nowhere else."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode and implicit[0] and _is_misread(str(value)):
            return Tag(suffix="tag:yaml.org,2002:misread")
        return super().resolve(kind, value, implicit)


def emit(data: Mapping[str, Value], *, blocks: bool = True) -> str:
    """Write data as a record in canonical form; without blocks, texts of several lines stand on one, in quotes."""
    return emit_fast(data) or _dump(_with_blocks(dict(data)) if blocks else dict(data))


def format_text(text: str) -> str:
    """Bring a sound record's text into canonical form.

    Raises CanonicalFormError if a comment or a value would be lost on the way.
    """
    text = text.replace("\r\n", "\n")
    written = _tidied(_dump(_in_block_style(_yaml(_PlainResolver).load(text))))
    before, after = TextLayout(text), TextLayout(written)
    if before.data != after.data:
        raise CanonicalFormError("its values would not come out the same; mend it by hand")
    if lost := Counter(before.comments()) - Counter(after.comments()):
        raise CanonicalFormError(f"the comment `{next(iter(lost))}` would be lost; move it to a line of its own")
    return written


def _tidied(text: str) -> str:
    """Keep one blank line where there were several, none at the ends, no spaces at a line's end; texts stay whole."""
    layout = TextLayout(text)
    texts = layout.block_lines()
    kept: list[str] = []
    for number, line in enumerate(layout.lines):
        written = line if number in texts else line.rstrip(" \r\n") + "\n"
        if written != "\n" or number in texts or (kept and kept[-1] != "\n"):
            kept.append(written)
    while kept and kept[-1] == "\n" and len(kept) - 1 not in texts:
        kept.pop()
    return "".join(kept)


def _with_blocks(value: Any) -> Any:
    """Let texts of several lines be written as blocks, where a block can hold them."""
    if isinstance(value, dict):
        return {key: _with_blocks(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_with_blocks(item) for item in value]
    return LiteralScalarString(value) if isinstance(value, str) and _fits_a_block(value) else value


def _fits_a_block(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return len(lines) > 1 and all(line == line.strip(" ") for line in lines) and bool(lines[0] and lines[-1])


def _in_block_style(value: Any) -> Any:
    if isinstance(value, (CommentedMap, CommentedSeq)) and value:
        value.fa.set_block_style()
        for member in value.values() if isinstance(value, CommentedMap) else value:
            _in_block_style(member)
    return value


def _is_misread(text: str) -> bool:
    try:
        return isinstance(plain_value(text), str) and needs_quotes(text)
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
