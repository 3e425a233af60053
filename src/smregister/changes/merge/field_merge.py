"""Three-way merge of a record's fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple, TypeAlias, TypeVar

from smregister.model import Pointer, Value
from smregister.records.differences import ItemNumbers, equal, number_items

_Key = TypeVar("_Key", str, int)


class Absent(Enum):
    """The value of a field that a side does not have."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
SideValue: TypeAlias = "Value | Absent"
_SideValue = TypeVar("_SideValue", bound=SideValue)


class FieldConflict(NamedTuple):
    """A field that both edits changed, and the value on each side."""

    pointer: Pointer
    ours: SideValue
    theirs: SideValue


class MergedFields(NamedTuple):
    """The merged data, with one side's value at conflicts, and the conflicts."""

    data: dict[str, Value]
    conflicts: tuple[FieldConflict, ...]


def merge_fields(
    base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value], *, prefer_theirs: bool = False
) -> MergedFields:
    """Merge two edits of a record, field by field.

    In a list, items that either side added are kept, and an item that one side removed goes unless the other
    changed it. Fields and items are in our order, each of theirs after its predecessor there. In a conflict the
    value is ours or, with `prefer_theirs`, theirs.
    """
    merger = _FieldMerger(prefer_theirs=prefer_theirs)
    data = merger.merge_mappings(base, ours, theirs, ())
    return MergedFields(data, tuple(merger.conflicts))


class _FieldMerger:
    def __init__(self, *, prefer_theirs: bool) -> None:
        self._prefer_theirs = prefer_theirs
        self.conflicts: list[FieldConflict] = []

    def merge_mappings(
        self, base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value], pointer: Pointer
    ) -> dict[str, Value]:
        merged: dict[str, Value] = {}
        for key in _interleave([*ours], [*theirs]):
            base_value, our_value, their_value = (side.get(key, ABSENT) for side in (base, ours, theirs))
            value = self._merge_values(base_value, our_value, their_value, (*pointer, key))
            if not isinstance(value, Absent):
                merged[key] = value
        if ours and theirs and not merged:
            merged |= self._add_conflict(pointer, dict(ours), dict(theirs))
        return merged

    def _merge_values(self, base: SideValue, ours: SideValue, theirs: SideValue, pointer: Pointer) -> SideValue:
        if _same(ours, theirs) or _same(base, theirs):
            return ours
        if _same(base, ours):
            return theirs
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.merge_mappings(base if isinstance(base, dict) else {}, ours, theirs, pointer)
        if isinstance(ours, list) and isinstance(theirs, list):
            return self._merge_lists(base if isinstance(base, list) else [], ours, theirs, pointer)
        return self._add_conflict(pointer, ours, theirs)

    def _merge_lists(self, base: list[Value], ours: list[Value], theirs: list[Value], pointer: Pointer) -> SideValue:
        numbers = number_items(base, ours, theirs)
        order = _merge_order(numbers)
        if order is None:
            return self._add_conflict(pointer, ours, theirs)
        sides = [dict(zip(*side, strict=True)) for side in zip(numbers, (base, ours, theirs), strict=True)]
        positions = {number: index for side in (numbers.theirs, numbers.ours) for index, number in enumerate(side)}
        merged: list[Value] = []
        for number in order:
            base_value, our_value, their_value = (side.get(number, ABSENT) for side in sides)
            value = self._merge_values(base_value, our_value, their_value, (*pointer, positions[number]))
            if not isinstance(value, Absent):
                merged.append(value)
        return merged if merged or not (ours and theirs) else self._add_conflict(pointer, ours, theirs)

    def _add_conflict(self, pointer: Pointer, ours: _SideValue, theirs: _SideValue) -> _SideValue:
        # A conflict inside it says the same with less context.
        if not any(conflict.pointer[: len(pointer)] == pointer for conflict in self.conflicts):
            self.conflicts.append(FieldConflict(pointer, ours, theirs))
        return theirs if self._prefer_theirs else ours


def _merge_order(numbers: ItemNumbers) -> list[int] | None:
    """Return the order of a list's items; None if both sides reordered them."""
    common = set(numbers.base) & set(numbers.ours) & set(numbers.theirs)
    base, ours, theirs = ([number for number in side if number in common] for side in numbers)
    if theirs in (base, ours):
        return _interleave(numbers.ours, numbers.theirs)
    return _interleave(numbers.theirs, numbers.ours) if ours == base else None


def _interleave(first: Sequence[_Key], second: Sequence[_Key]) -> list[_Key]:
    """Insert the keys of the second list only, each after its predecessor there."""
    only_first, only_second = set(first) - set(second), set(second) - set(first)
    after: dict[_Key | None, list[_Key]] = {}
    anchor: _Key | None = None
    for key in second:
        anchor = anchor if key in only_second else key
        after.setdefault(anchor, []).extend([key] if key in only_second else [])
    merged: list[_Key] = []
    waiting = after.get(None, [])
    for key in first:
        if key not in only_first:
            merged += waiting
            waiting = after.get(key, [])
        merged.append(key)
    return merged + waiting


def _same(one: SideValue, other: SideValue) -> bool:
    if isinstance(one, Absent) or isinstance(other, Absent):
        return one is other
    return equal(one, other)
