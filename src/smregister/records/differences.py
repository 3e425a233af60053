"""Two values compared by meaning: which fields differ, and how."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.model import FieldChange, Pointer, Value


def field_changes(before: Value, after: Value, above: Pointer = ()) -> Iterator[FieldChange]:
    """Return every field in which two values differ, in the order of the newer one.

    The order of keys does not count. Lists are compared item by item once what they have in common
    at their beginning and end is set aside; lists of plain values are compared as wholes.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*after, *(key for key in before if key not in after)]:
            was, now = before.get(key), after.get(key)
            # What two versions of a record share is mostly read once.
            if was is not now:
                yield from field_changes(was, now, (*above, key))
    elif isinstance(before, list) and isinstance(after, list) and _holds_mappings(before, after):
        yield from _item_changes(before, after, above)
    elif not equal(before, after):
        yield FieldChange(above, before, after)


def equal(before: Value, after: Value) -> bool:
    """Return whether two values mean the same; `true` is not 1, whatever Python says."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(equal(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(equal, before, after))
    return type(before) is type(after) and before == after


def _item_changes(before: list[Value], after: list[Value], above: Pointer) -> Iterator[FieldChange]:
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if not equal(before[n], after[n])), shorter)
    end = next((n for n in range(shorter - start) if not equal(before[-1 - n], after[-1 - n])), shorter - start)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    for number in range(max(len(old), len(new))):
        was = old[number] if number < len(old) else None
        now = new[number] if number < len(new) else None
        yield from field_changes(was, now, (*above, start + number))


def _holds_mappings(before: list[Value], after: list[Value]) -> bool:
    return any(isinstance(item, dict) for item in (*before, *after))
