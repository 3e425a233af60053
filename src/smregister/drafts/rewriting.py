"""A record's text changed until it says what is wanted, and no line more."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from smregister.changes.entries import matches
from smregister.changes.fields import field_changes, same
from smregister.drafts.edit import set_value, unset_value
from smregister.drafts.layout import TextLayout
from smregister.drafts.line_ends import with_line_ends
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.model import Pointer, Value

# Each step reads the text anew; what people change between two merges is far less.
_MOST_STEPS = 200
_MOST_ENTRIES = 20


def rewritten(content: bytes, wanted: dict[str, Value]) -> bytes:
    """Change a record's text until it says what is wanted.

    Raises FatalError if that takes too long, or a comment would be lost.
    """
    original = content.decode("utf-8")
    text = original.replace("\r\n", "\n")
    data = TextLayout(text).data
    if sum(1 for _ in islice(field_changes(data, wanted), _MOST_STEPS + 1)) > _MOST_STEPS:
        message = f"more than {_MOST_STEPS} fields differ"
        raise FatalError(message)
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
    if same(before, after):
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
