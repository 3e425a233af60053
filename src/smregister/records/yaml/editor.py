"""Editor of a record's text, which keeps everything that isn't changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from difflib import SequenceMatcher
from itertools import islice, pairwise
from typing import Any, TypeAlias

from ruamel.yaml.nodes import CollectionNode, ScalarNode

from smregister.errors import FatalError
from smregister.model import Pointer, Value, resolve_pointer
from smregister.pointers import format_dotted
from smregister.records.differences import equal, field_changes, match_items
from smregister.records.yaml.formatter import emit
from smregister.records.yaml.layout import Node, TextLayout, UnreadableTextError, is_block

Rank: TypeAlias = Callable[[Pointer], int]
"""Returns the position of a field in its kind, by which a new field is inserted."""

_MOST_CHANGES = 200
"""The largest number of changed fields; each change parses the text again."""
_MOST_ITEMS = 20


def set_value(text: str, pointer: Pointer, value: Value, rank: Rank) -> str:
    """Return a record's text with the value and missing parents set.

    Raises FatalError if the text can't be parsed, or a comment would be lost.
    """
    layout = TextLayout(text)
    wanted = with_value(layout.data, pointer, value)
    node = layout.find(pointer)
    fits_on_one_line = not isinstance(value, (dict, list)) and "\n" not in str(value)
    if node is not None and _is_on_one_line(layout, node) and fits_on_one_line:
        parents = [layout.value(pointer[:length]) for length in range(len(pointer))]
        in_flow = any(getattr(parent, "flow_style", False) for parent in parents)
        changed = _replace_scalar(layout, node, value, in_flow=in_flow)
    else:
        parent = pointer
        while len(parent) > 1 and layout.find(parent[:-1]) is None:
            parent = parent[:-1]
        changed = _rewrite(layout, wanted, parent, rank)
        if not equal(TextLayout(changed).data, wanted):
            # An indented comment that follows would become part of a text written as a block.
            changed = _rewrite(layout, wanted, parent, rank, blocks=False)
    return _verify(changed, wanted, pointer, layout.comments())


def unset_value(text: str, pointer: Pointer) -> str:
    """Return a record's text without a value, and without a parent left empty.

    Raises FatalError if the text can't be parsed, or a comment would be lost.
    """
    layout = TextLayout(text)
    node = layout.find(pointer)
    if node is None:
        return text
    wanted = deepcopy(layout.data)
    parent: Any = resolve_pointer(wanted, pointer[:-1])
    if len(parent) == 1:
        if len(pointer) == 1:
            raise FatalError(f"`{format_dotted(pointer)}` is the only field; a record can't be empty")
        return unset_value(text, pointer[:-1])
    del parent[pointer[-1]]
    if not layout.has_own_lines(node):
        changed = _rewrite(layout, wanted, pointer[:-1], lambda _: 0)
        return _verify(changed, wanted, pointer, layout.comments())
    end = layout.last_line(node) + 1
    changed = _replace_lines(layout, node.line, end, "")
    return _verify(changed, wanted, pointer, layout.comments(0, node.line) + layout.comments(end))


def with_value(data: dict[str, Value], pointer: Pointer, value: Value) -> dict[str, Value]:
    """Return a copy of data with a value set; the position after a list appends."""
    changed: Any = deepcopy(data)
    parent = changed
    for step, following in pairwise(pointer):
        empty: Value = [] if isinstance(following, int) else {}
        if isinstance(parent, list) and step == len(parent):
            parent.append(empty)
        elif isinstance(parent, dict) and not isinstance(parent.get(str(step)), (dict, list)):
            parent[str(step)] = empty
        parent = _member(parent, step, pointer)
    last = pointer[-1]
    if isinstance(parent, list) and last == len(parent):
        parent.append(value)
    else:
        _member(parent, last, pointer, may_be_missing=True)
        parent[last] = value
    return changed  # type: ignore[no-any-return]


def _member(parent: Any, step: str | int, pointer: Pointer, *, may_be_missing: bool = False) -> Any:
    if isinstance(parent, dict) and isinstance(step, str) and (may_be_missing or step in parent):
        return parent.get(step)
    if isinstance(parent, list) and isinstance(step, int) and step < len(parent):
        return parent[step]
    raise FatalError(f"`{format_dotted(pointer)}` is not in this record")


def _replace_scalar(layout: TextLayout, node: Node, value: Value, *, in_flow: bool) -> str:
    start, end = node.value.start_mark.index, node.value.end_mark.index
    scalar = emit({"x": value}).removeprefix("x:").strip()
    if in_flow and not scalar.startswith(("'", '"')) and any(sign in scalar for sign in ",[]{}"):
        scalar = "'" + scalar.replace("'", "''") + "'"
    if start == end and node.key is not None:
        start = end = layout.text.index(":", node.key.end_mark.index) + 1
        scalar = f" {scalar}" if scalar else ""
    return layout.text[:start] + scalar + layout.text[end:]


def _rewrite(layout: TextLayout, wanted: dict[str, Value], pointer: Pointer, rank: Rank, *, blocks: bool = True) -> str:
    """Replace or insert the nearest node above a change that has its own lines."""
    while pointer:
        parent, node = layout.value(pointer[:-1]), layout.find(pointer)
        if node is not None and layout.has_own_lines(node):
            return _replace_node(layout, pointer, node, resolve_pointer(wanted, pointer), blocks=blocks)
        if node is None and isinstance(parent, CollectionNode) and not parent.flow_style:
            return _insert_node(layout, wanted, pointer, rank, blocks=blocks)
        pointer = pointer[:-1]
    return emit(wanted)


def _replace_node(layout: TextLayout, pointer: Pointer, node: Node, value: Value, *, blocks: bool) -> str:
    """Replace a node's lines; a single comment on them stays on the first line."""
    end = layout.last_line(node) + 1
    lines = _format_node(pointer[-1], value, node.column, blocks=blocks)
    comments = layout.comments(node.line, end)
    if len(comments) == 1:
        first, line_end, rest = lines.partition("\n")
        lines = f"{first}  {comments[0]}{line_end}{rest}"
    return _replace_lines(layout, node.line, end, lines)


def _insert_node(layout: TextLayout, wanted: dict[str, Value], pointer: Pointer, rank: Rank, *, blocks: bool) -> str:
    siblings = [*layout.members(layout.value(pointer[:-1]))]
    before = [node for key, node in siblings if rank((*pointer[:-1], key)) <= rank(pointer)]
    first = siblings[0][1]
    lines = _format_node(pointer[-1], resolve_pointer(wanted, pointer), first.column, blocks=blocks)
    if not before and layout.has_own_lines(first):
        return _replace_lines(layout, first.line, first.line, lines)
    end = layout.last_line(before[-1] if before else first) + 1
    return _replace_lines(layout, end, end, lines)


def _format_node(key: str | int, value: Value, margin: int, *, blocks: bool) -> str:
    data: dict[str, Value] = {"items": [value]} if isinstance(key, int) else {key: value}
    lines = emit(data, blocks=blocks).splitlines(keepends=True)
    if isinstance(key, int):
        lines = [line.removeprefix("  ") for line in lines[1:]]
    return "".join(" " * margin + line if line.strip() else line for line in lines)


def _replace_lines(layout: TextLayout, first: int, end: int, lines: str) -> str:
    before = "".join(layout.lines[:first])
    if before and lines and not before.endswith("\n"):
        before += "\n"
    return before + lines + "".join(layout.lines[end:])


def _is_on_one_line(layout: TextLayout, node: Node) -> bool:
    value = node.value
    has_mark = node.key is not None and not node.in_flow and node.key.start_mark.column != node.column
    if not isinstance(value, ScalarNode) or is_block(value) or has_mark:
        return False
    is_absent = value.start_mark.index == value.end_mark.index
    return bool(is_absent or layout.last_line(node) == value.start_mark.line)


def _verify(text: str, wanted: dict[str, Value], pointer: Pointer, comments: list[str]) -> str:
    """Return a changed text if it has the wanted data and still all comments.

    Raises FatalError otherwise.
    """
    try:
        layout = TextLayout(text)
    except UnreadableTextError as error:
        raise FatalError(f"`{format_dotted(pointer)}` can't have this value: {error.cause}") from error
    if not equal(layout.data, wanted):
        raise FatalError(
            f"`{format_dotted(pointer)}` can't be changed without changing how the text next to it is read; "
            "edit the file by hand"
        )
    if lost := Counter(comments) - Counter(layout.comments()):
        raise FatalError(
            f"changing `{format_dotted(pointer)}` would lose the comment `{next(iter(lost))}`; "
            "change a single value in it, or edit the file by hand"
        )
    return text


def update_text(content: bytes, wanted: dict[str, Value]) -> bytes:
    """Return a record's text with its fields changed to the wanted data.

    Raises FatalError if too many fields differ, or a comment would be lost.
    """
    original = content.decode("utf-8")
    text = original.replace("\r\n", "\n")
    data = TextLayout(text).data
    if sum(1 for _ in islice(field_changes(data, wanted), _MOST_CHANGES + 1)) > _MOST_CHANGES:
        raise FatalError(f"more than {_MOST_CHANGES} fields differ")
    return with_line_ends(original, _update_fields(text, data, wanted, ())).encode()


def _update_fields(text: str, before: Mapping[str, Value], after: Mapping[str, Value], parent: Pointer) -> str:
    order = {key: number for number, key in enumerate(after)}
    for key, value in after.items():
        if key not in before:
            text = set_value(text, (*parent, key), value, lambda pointer: order.get(str(pointer[-1]), -1))
        else:
            text = _update_value(text, before[key], value, (*parent, key))
    for key in before:
        if key not in after:
            text = unset_value(text, (*parent, key))
    return text


def _update_value(text: str, before: Value, after: Value, pointer: Pointer) -> str:
    if equal(before, after):
        return text
    if isinstance(before, dict) and isinstance(after, dict):
        return _update_fields(text, before, after, pointer)
    if isinstance(before, list) and isinstance(after, list) and (matches := match_items(before, after)):
        return _update_items(text, before, after, pointer, matches)
    return set_value(text, pointer, after, lambda _: 0)


def _update_items(text: str, before: list[Value], after: list[Value], pointer: Pointer, matches: dict[int, int]) -> str:
    """Change, append and remove items, or replace a list that changes much."""
    is_long = len(before) + len(after) - 2 * len(matches) > _MOST_ITEMS
    if is_long or [matches[number] for number in sorted(matches)] != [*range(len(matches))]:
        return set_value(text, pointer, after, lambda _: 0)
    for number in sorted(matches):
        text = _update_value(text, before[number], after[matches[number]], (*pointer, number))
    for number, value in enumerate(after[len(matches) :], len(before)):
        text = set_value(text, (*pointer, number), value, lambda _: 0)
    for number in reversed(range(len(before))):
        text = text if number in matches else unset_value(text, (*pointer, number))
    return text


def with_line_ends(original: str, text: str) -> str:
    """Return a text with its original line ends; new lines get the common one."""
    if "\r\n" not in original:
        return text
    before, after = original.splitlines(keepends=True), text.splitlines(keepends=True)
    usual = "\r\n" if 2 * original.count("\r\n") >= original.count("\n") else "\n"
    lines = [line.removesuffix("\n") + usual if line.endswith("\n") else line for line in after]
    matcher = SequenceMatcher(None, [line.replace("\r\n", "\n") for line in before], after, autojunk=False)
    for block in matcher.get_matching_blocks():
        lines[block.b : block.b + block.size] = before[block.a : block.a + block.size]
    return "".join(lines)
