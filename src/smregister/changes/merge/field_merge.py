"""Two edits of one record joined by meaning, each compared with what both began from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple, TypeAlias, TypeVar

from smregister.model import Pointer, Value
from smregister.records.differences import equal
from smregister.records.list_matcher import ItemNumbers, number_items

_Key = TypeVar("_Key", str, int)


class Absence(Enum):
    """What a side has where it has nothing."""

    NOTHING = "nothing"


NOTHING = Absence.NOTHING
Wish: TypeAlias = "Value | Absence"
_Wish = TypeVar("_Wish", bound=Wish)


class Conflict(NamedTuple):
    """Where two edits can't both have their way, and what each wants there."""

    pointer: Pointer
    ours: Wish
    theirs: Wish


class Joined(NamedTuple):
    """What two edits come to together, and where they clash; there the data is as one of the two sides has it."""

    data: dict[str, Value]
    clashes: tuple[Conflict, ...]


def merge_fields(
    base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value], *, yielding: bool = False
) -> Joined:
    """Join two edits of a record: what only one side touched is as that side left it.

    Of a list, entries that either side put in are kept, and one that a side took away goes unless the other
    changed it. Fields and entries stand in our order, each of theirs behind what it follows there. Where the
    two clash, ours is given or, `yielding`, theirs.
    """
    joining = _Joining(yielding=yielding)
    data = joining.mapping(base, ours, theirs, ())
    return Joined(data, tuple(joining.clashes))


class _Joining:
    """One pass through three forms of a record; it collects the clashes."""

    def __init__(self, *, yielding: bool) -> None:
        self._yielding = yielding
        self.clashes: list[Conflict] = []

    def mapping(
        self, base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value], place: Pointer
    ) -> dict[str, Value]:
        joined: dict[str, Value] = {}
        for key in _interleaved([*ours], [*theirs]):
            base_value, our_value, their_value = (side.get(key, NOTHING) for side in (base, ours, theirs))
            value = self._value(base_value, our_value, their_value, (*place, key))
            if not isinstance(value, Absence):
                joined[key] = value
        if ours and theirs and not joined:
            joined |= self._clash(place, dict(ours), dict(theirs))
        return joined

    def _value(self, base: Wish, ours: Wish, theirs: Wish, place: Pointer) -> Wish:
        if _same(ours, theirs) or _same(base, theirs):
            return ours
        if _same(base, ours):
            return theirs
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.mapping(base if isinstance(base, dict) else {}, ours, theirs, place)
        if isinstance(ours, list) and isinstance(theirs, list):
            return self._items(base if isinstance(base, list) else [], ours, theirs, place)
        return self._clash(place, ours, theirs)

    def _items(self, base: list[Value], ours: list[Value], theirs: list[Value], place: Pointer) -> Wish:
        names = number_items(base, ours, theirs)
        order = _order(names)
        if order is None:
            return self._clash(place, ours, theirs)
        sides = [dict(zip(*side, strict=True)) for side in zip(names, (base, ours, theirs), strict=True)]
        positions = _positions(names.theirs) | _positions(names.ours)
        joined: list[Value] = []
        for name in order:
            base_value, our_value, their_value = (side.get(name, NOTHING) for side in sides)
            value = self._value(base_value, our_value, their_value, (*place, positions[name]))
            if not isinstance(value, Absence):
                joined.append(value)
        return joined if joined or not (ours and theirs) else self._clash(place, ours, theirs)

    def _clash(self, place: Pointer, ours: _Wish, theirs: _Wish) -> _Wish:
        # One within another tells the same of less.
        if not any(clash.pointer[: len(place)] == place for clash in self.clashes):
            self.clashes.append(Conflict(place, ours, theirs))
        return theirs if self._yielding else ours


def _order(names: ItemNumbers) -> list[int] | None:
    """Return the order of a list's entries; None if each side put what was there into another one."""
    common = set(names.base) & set(names.ours) & set(names.theirs)
    base, ours, theirs = ([name for name in side if name in common] for side in names)
    if theirs in (base, ours):
        return _interleaved(names.ours, names.theirs)
    return _interleaved(names.theirs, names.ours) if ours == base else None


def _interleaved(first: Sequence[_Key], second: Sequence[_Key]) -> list[_Key]:
    """Put what only the second has behind what it follows there, and behind what only the first has at that place."""
    only_first, only_second = set(first) - set(second), set(second) - set(first)
    after: dict[_Key | None, list[_Key]] = {}
    anchor: _Key | None = None
    for key in second:
        anchor = anchor if key in only_second else key
        after.setdefault(anchor, []).extend([key] if key in only_second else [])
    joined: list[_Key] = []
    waiting = after.get(None, [])
    for key in first:
        if key not in only_first:
            joined += waiting
            waiting = after.get(key, [])
        joined.append(key)
    return joined + waiting


def _positions(names: Sequence[int]) -> dict[int, int]:
    return {name: position for position, name in enumerate(names)}


def _same(one: Wish, other: Wish) -> bool:
    if isinstance(one, Absence) or isinstance(other, Absence):
        return one is other
    return equal(one, other)
