"""Differences of two values: which fields changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from smregister.model import FieldChange, Pointer, Value


def field_changes(before: Value, after: Value, parent: Pointer = ()) -> Iterator[FieldChange]:
    """Yield every field in which two values differ, in the order of the newer one.

    The order of keys doesn't count. Lists with mappings are compared item by item between their equal beginning and
    end; lists of plain values are compared as wholes.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*after, *(key for key in before if key not in after)]:
            old, new = before.get(key), after.get(key)
            # Versions of a record often share the objects that are equal.
            if old is not new:
                yield from field_changes(old, new, (*parent, key))
    elif isinstance(before, list) and isinstance(after, list) and dict in map(type, before + after):
        yield from _item_changes(before, after, parent)
    elif not equal(before, after):
        yield FieldChange(parent, before, after)


def equal(before: Value, after: Value) -> bool:
    """Return whether two values are equal; unlike in Python, `true` is not 1."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(equal(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(equal, before, after))
    return type(before) is type(after) and before == after


def _item_changes(before: list[Value], after: list[Value], parent: Pointer) -> Iterator[FieldChange]:
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if not equal(before[n], after[n])), shorter)
    end = next((n for n in range(shorter - start) if not equal(before[-1 - n], after[-1 - n])), shorter - start)
    pairs = zip_longest(before[start : len(before) - end], after[start : len(after) - end])
    for number, (old, new) in enumerate(pairs, start):
        yield from field_changes(old, new, (*parent, number))
