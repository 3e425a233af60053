"""Which entries of a list are those of another form of it: as they were, or changed in part."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from smregister.model import Value
from smregister.records.differences import equal

# Beyond this many pairs the time to compare them would show; no list that people keep comes near.
_MOST_PAIRS = 40_000


class Names(NamedTuple):
    """A name for each entry of three forms of a list; the same entry has the same name in each."""

    base: list[int]
    ours: list[int]
    theirs: list[int]


def entry_names(base: Sequence[Value], ours: Sequence[Value], theirs: Sequence[Value]) -> Names:
    """Name the entries of a list and of two later forms of it.

    What both sides put in is one entry if it is the same, or has the same `id`.
    """
    here, there = matches(base, ours), matches(base, theirs)
    # What neither side has any more may live on under its name, changed beyond likeness.
    gone = [number for number in range(len(base)) if number not in here and number not in there]
    here |= _namesakes(base, gone, ours, here)
    there |= _namesakes(base, gone, theirs, there)
    our_names = _named(len(ours), here, len(base))
    both = {our: their for their, our in _added_on_both(ours, here, theirs, there).items()}
    their_names = _named(len(theirs), there, len(base) + len(ours))
    for our, their in both.items():
        their_names[their] = our_names[our]
    return Names([*range(len(base))], our_names, their_names)


def matches(before: Sequence[Value], after: Sequence[Value]) -> dict[int, int]:
    """Find the entries of a list in a later form of it, by their positions; what is in neither twice."""
    found = _equal(before, range(len(before)), after, range(len(after)))
    return found | _alike(before, _rest(before, found), after, _rest(after, found.values()))


def _equal(before: Sequence[Value], old: Iterable[int], after: Sequence[Value], new: Iterable[int]) -> dict[int, int]:
    waiting: defaultdict[str, deque[int]] = defaultdict(deque)
    for number in new:
        waiting[_written(after[number])].append(number)
    texts = ((number, _written(before[number])) for number in old)
    return {number: waiting[text].popleft() for number, text in texts if waiting[text]}


def _alike(before: Sequence[Value], old: Sequence[int], after: Sequence[Value], new: Sequence[int]) -> dict[int, int]:
    """Find entries that were changed in part, those that are most alike first."""
    if len(old) * len(new) > _MOST_PAIRS:
        return {}
    likeness = {(was, now): _likeness(before[was], after[now]) for was in old for now in new}
    return _first_come(sorted((pair for pair in likeness if likeness[pair]), key=lambda pair: (-likeness[pair], *pair)))


def _likeness(before: Value, after: Value) -> int:
    """Return how much of two mappings is the same, the first field most; 0 if it is not most of either."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return 0
    same = sum(key in after and equal(before[key], after[key]) for key in before)
    likeness = 2 * same + _are_namesakes(before, after)
    return likeness if likeness > len(before.keys() | after.keys()) else 0


def _namesakes(
    base: Sequence[Value], gone: Iterable[int], side: Sequence[Value], matched: dict[int, int]
) -> dict[int, int]:
    """Find, for entries that are gone, entries that were added and have the same in their first field."""
    having: dict[tuple[str, str], int] = {}
    for number in _rest(side, matched.values()):
        having |= {field: number for field in _fields(side[number]) if field not in having}
    namesakes = ((number, having.get(next(iter(_fields(base[number])), ("", "")))) for number in gone)
    return _first_come((number, namesake) for number, namesake in namesakes if namesake is not None)


def _first_come(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Keep of some pairs those neither of which was paired before."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for was, now in pairs:
        if was not in found and now not in taken:
            found[was] = now
            taken.add(now)
    return found


def _fields(entry: Value) -> list[tuple[str, str]]:
    return [(key, _written(value)) for key, value in entry.items()] if isinstance(entry, dict) else []


def _are_namesakes(one: Value, other: Value) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    first = next(iter(one), None)
    return first is not None and first in other and equal(one[first], other[first])


def _added_on_both(
    ours: Sequence[Value], here: dict[int, int], theirs: Sequence[Value], there: dict[int, int]
) -> dict[int, int]:
    old, new = _rest(theirs, there.values()), _rest(ours, here.values())
    found = _equal(theirs, old, ours, new)
    ids = {_id(ours[number]): number for number in _rest(ours, {*here.values(), *found.values()})}
    return found | {
        number: ids[name]
        for number in _rest(theirs, {*there.values(), *found})
        if (name := _id(theirs[number])) and name in ids
    }


def _id(entry: Value) -> str | None:
    found = entry.get("id") if isinstance(entry, dict) else None
    return found if isinstance(found, str) else None


def _named(length: int, matched: dict[int, int], first_new: int) -> list[int]:
    names = {now: was for was, now in matched.items()}
    return [names.get(number, first_new + number) for number in range(length)]


def _rest(items: Sequence[Value], taken: Iterable[int]) -> list[int]:
    left_out = set(taken)
    return [number for number in range(len(items)) if number not in left_out]


def _written(value: Value) -> str:
    return json.dumps(value, sort_keys=True)
