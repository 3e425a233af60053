"""One value set or taken away in a record's text; everything else stays, to the letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from difflib import SequenceMatcher
from itertools import islice, pairwise
from typing import Any

from ruamel.yaml.nodes import CollectionNode, ScalarNode

from smregister.errors import FatalError
from smregister.model import Pointer, Value, resolve_pointer
from smregister.pointers import format_dotted
from smregister.records.differences import equal, field_changes
from smregister.records.list_matcher import matches
from smregister.records.yaml.formatter import emit
from smregister.records.yaml.layout import Node, TextLayout, UnreadableTextError, is_block, members


def set_value(text: str, pointer: Pointer, value: Value, rank: Callable[[Pointer], int]) -> str:
    """Set the value at a route of keys, making what is missing on the way.

    `rank` gives a field's place in the order of its kind, so that a new one is put where it belongs.
    Raises FatalError if the text can't be read, or a comment would be lost.
    """
    layout = TextLayout(text)
    wanted = with_value(layout.data, pointer, value)
    entry = layout.entry(pointer)
    if entry is not None and _is_on_one_line(layout, entry) and _fits_on_one_line(value):
        written = _in_place(layout, entry, value, in_flow=_is_in_flow(layout, pointer))
    else:
        place = _existing(layout, pointer)
        written = _rewritten(layout, wanted, place, rank)
        if not equal(TextLayout(written).data, wanted):
            # A comment that follows, indented, would become part of a text written as a block.
            written = _rewritten(layout, wanted, place, rank, blocks=False)
    return _verified(written, wanted, pointer, layout.comments())


def unset_value(text: str, pointer: Pointer) -> str:
    """Take away what stands at a route of keys; where it leads nowhere, nothing changes.

    Raises FatalError if the text can't be read, or a comment would be lost.
    """
    layout = TextLayout(text)
    entry = layout.entry(pointer)
    if entry is None:
        return text
    above = resolve_pointer(layout.data, pointer[:-1])
    if isinstance(above, (dict, list)) and len(above) == 1:
        return unset_value(text, _demand_more(pointer)[:-1])
    wanted = without_value(layout.data, pointer)
    if not layout.stands_alone(entry):
        written = _rewritten(layout, wanted, pointer[:-1], lambda _: 0)
        return _verified(written, wanted, pointer, layout.comments())
    after = layout.last_line(entry) + 1
    written = _with_lines(layout, entry.line, after, "")
    return _verified(written, wanted, pointer, layout.comments(0, entry.line) + layout.comments(after))


def _demand_more(pointer: Pointer) -> Pointer:
    if len(pointer) == 1:
        raise FatalError(f"`{format_dotted(pointer)}` is all that the record says; a record can't be empty")
    return pointer


def with_value(data: dict[str, Value], pointer: Pointer, value: Value) -> dict[str, Value]:
    """Copy data with a value set; a position just past a list's end adds to it."""
    changed: Any = deepcopy(data)
    place = changed
    for step, following in pairwise(pointer):
        empty: Value = [] if isinstance(following, int) else {}
        if isinstance(place, list) and step == len(place):
            place.append(empty)
        elif isinstance(place, dict) and not isinstance(place.get(str(step)), (dict, list)):
            place[str(step)] = empty
        place = _member(place, step, pointer)
    last = pointer[-1]
    if isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        _member(place, last, pointer, missing_is_fine=True)
        place[last] = value
    return changed  # type: ignore[no-any-return]


def without_value(data: dict[str, Value], pointer: Pointer) -> dict[str, Value]:
    """Copy data without what stands at a route of keys."""
    changed: Any = deepcopy(data)
    above: Any = resolve_pointer(changed, pointer[:-1])
    del above[pointer[-1]]
    return changed  # type: ignore[no-any-return]


def _member(place: Any, step: str | int, pointer: Pointer, *, missing_is_fine: bool = False) -> Any:
    if isinstance(place, dict) and isinstance(step, str) and (missing_is_fine or step in place):
        return place.get(step)
    if isinstance(place, list) and isinstance(step, int) and step < len(place):
        return place[step]
    raise FatalError(f"`{format_dotted(pointer)}` leads nowhere in this record")


def _existing(layout: TextLayout, pointer: Pointer) -> Pointer:
    """Return the longest beginning of a route that leads to something, the last step always left out."""
    while len(pointer) > 1 and layout.entry(pointer[:-1]) is None:
        pointer = pointer[:-1]
    return pointer


def _in_place(layout: TextLayout, entry: Node, value: Value, *, in_flow: bool) -> str:
    start, end = entry.node.start_mark.index, entry.node.end_mark.index
    written = emit({"x": value}).removeprefix("x:").strip()
    if in_flow and not written.startswith(("'", '"')) and any(sign in written for sign in ",[]{}"):
        written = "'" + written.replace("'", "''") + "'"
    if start == end and entry.key is not None:
        start = end = layout.text.index(":", entry.key.end_mark.index) + 1
        written = f" {written}" if written else ""
    return layout.text[:start] + written + layout.text[end:]


def _rewritten(
    layout: TextLayout,
    wanted: dict[str, Value],
    pointer: Pointer,
    rank: Callable[[Pointer], int],
    *,
    blocks: bool = True,
) -> str:
    """Write the nearest field or item above a change anew, or put it in if it is not there yet."""
    while pointer:
        above, entry = layout.node(pointer[:-1]), layout.entry(pointer)
        if entry is not None and layout.stands_alone(entry):
            return _replaced(layout, pointer, entry, resolve_pointer(wanted, pointer), blocks=blocks)
        if entry is None and isinstance(above, CollectionNode) and not above.flow_style:
            return _inserted(layout, wanted, pointer, rank, blocks=blocks)
        pointer = pointer[:-1]
    return emit(wanted)


def _replaced(layout: TextLayout, pointer: Pointer, entry: Node, value: Value, *, blocks: bool) -> str:
    """Write an entry anew on its lines; a single comment on them stays with its first line."""
    after = layout.last_line(entry) + 1
    lines = _lines(pointer[-1], value, layout.margin(entry), blocks=blocks)
    comments = layout.comments(entry.line, after)
    if len(comments) == 1:
        first, end, rest = lines.partition("\n")
        lines = f"{first}  {comments[0]}{end}{rest}"
    return _with_lines(layout, entry.line, after, lines)


def _inserted(
    layout: TextLayout, wanted: dict[str, Value], pointer: Pointer, rank: Callable[[Pointer], int], *, blocks: bool
) -> str:
    siblings = [*members(layout.node(pointer[:-1]))]
    before = [entry for key, entry in siblings if rank((*pointer[:-1], key)) <= rank(pointer)]
    first = siblings[0][1]
    lines = _lines(pointer[-1], resolve_pointer(wanted, pointer), layout.margin(first), blocks=blocks)
    if not before and layout.stands_alone(first):
        return _with_lines(layout, first.line, first.line, lines)
    after = layout.last_line(before[-1] if before else first) + 1
    return _with_lines(layout, after, after, lines)


def _lines(key: str | int, value: Value, margin: int, *, blocks: bool) -> str:
    """Write a field, or an item of a list, at a distance from the left."""
    data: dict[str, Value] = {"items": [value]} if isinstance(key, int) else {key: value}
    lines = emit(data, blocks=blocks).splitlines(keepends=True)
    if isinstance(key, int):
        lines = [line.removeprefix("  ") for line in lines[1:]]
    return "".join(" " * margin + line if line.strip() else line for line in lines)


def _with_lines(layout: TextLayout, first: int, after: int, lines: str) -> str:
    before = "".join(layout.lines[:first])
    if before and lines and not before.endswith("\n"):
        before += "\n"
    return before + lines + "".join(layout.lines[after:])


def _fits_on_one_line(value: Value) -> bool:
    return not isinstance(value, (dict, list)) and "\n" not in str(value)


def _is_on_one_line(layout: TextLayout, entry: Node) -> bool:
    node = entry.node
    if not isinstance(node, ScalarNode) or is_block(node):
        return False
    is_absent = node.start_mark.index == node.end_mark.index
    return bool(is_absent or layout.last_line(entry) == node.start_mark.line)


def _is_in_flow(layout: TextLayout, pointer: Pointer) -> bool:
    return any(getattr(layout.node(pointer[:length]), "flow_style", False) for length in range(len(pointer)))


def _verified(written: str, wanted: dict[str, Value], pointer: Pointer, comments: list[str]) -> str:
    """Make sure that the new text says what it should, and that these comments are still there."""
    try:
        after = TextLayout(written)
    except UnreadableTextError as error:
        raise FatalError(f"`{format_dotted(pointer)}` can't be this: {error.cause}") from error
    if not equal(after.data, wanted):
        raise FatalError(
            f"`{format_dotted(pointer)}` can't be changed without a comment or a text beside it being read otherwise; "
            "edit the file by hand"
        )
    if lost := Counter(comments) - Counter(after.comments()):
        raise FatalError(
            f"changing `{format_dotted(pointer)}` would lose the comment `{next(iter(lost))}`; "
            "change a single value in it, or edit the file by hand"
        )
    return written


# Each step reads the text anew; what people change between two merges is far less.
_MOST_STEPS = 200
_MOST_ENTRIES = 20


def update_text(content: bytes, wanted: dict[str, Value]) -> bytes:
    """Change a record's text until it says what is wanted.

    Raises FatalError if that takes too long, or a comment would be lost.
    """
    original = content.decode("utf-8")
    text = original.replace("\r\n", "\n")
    data = TextLayout(text).data
    if sum(1 for _ in islice(field_changes(data, wanted), _MOST_STEPS + 1)) > _MOST_STEPS:
        raise FatalError(f"more than {_MOST_STEPS} fields differ")
    text = _with_fields(text, data, wanted, ())
    return with_line_ends(original, text).encode()


def _with_fields(text: str, before: Mapping[str, Value], after: Mapping[str, Value], place: Pointer) -> str:
    order = {key: number for number, key in enumerate(after)}
    for key, value in after.items():
        if key not in before:
            text = set_value(text, (*place, key), value, lambda pointer: order.get(str(pointer[-1]), -1))
        else:
            text = _with_value(text, before[key], value, (*place, key))
    for key in before:
        if key not in after:
            text = unset_value(text, (*place, key))
    return text


def _with_value(text: str, before: Value, after: Value, place: Pointer) -> str:
    if equal(before, after):
        return text
    if isinstance(before, dict) and isinstance(after, dict):
        return _with_fields(text, before, after, place)
    if isinstance(before, list) and isinstance(after, list) and (kept := matches(before, after)):
        return _with_entries(text, before, after, place, kept)
    return _with_whole(text, after, place)


def _with_entries(text: str, before: list[Value], after: list[Value], place: Pointer, kept: dict[int, int]) -> str:
    """Change, add and remove entries of a list; where their order changes, or one comes between, it whole."""
    is_long = len(before) + len(after) - 2 * len(kept) > _MOST_ENTRIES
    if is_long or [kept[number] for number in sorted(kept)] != [*range(len(kept))]:
        return _with_whole(text, after, place)
    for number in sorted(kept):
        text = _with_value(text, before[number], after[kept[number]], (*place, number))
    for number, value in enumerate(after[len(kept) :], len(before)):
        text = set_value(text, (*place, number), value, lambda _: 0)
    for number in reversed(range(len(before))):
        text = text if number in kept else unset_value(text, (*place, number))
    return text


def _with_whole(text: str, value: Value, place: Pointer) -> str:
    return set_value(text, place, value, lambda _: 0)


def with_line_ends(original: str, text: str) -> str:
    """Return a text the line ends of its original: a line that stayed its own, a new one those of most lines."""
    if "\r\n" not in original:
        return text
    before, after = original.splitlines(keepends=True), text.splitlines(keepends=True)
    usual = "\r\n" if 2 * original.count("\r\n") >= original.count("\n") else "\n"
    written = [line.removesuffix("\n") + usual if line.endswith("\n") else line for line in after]
    matcher = SequenceMatcher(None, [line.replace("\r\n", "\n") for line in before], after, autojunk=False)
    for block in matcher.get_matching_blocks():
        written[block.b : block.b + block.size] = before[block.a : block.a + block.size]
    return "".join(written)
