"""Differences of values: which fields changed, which items of lists match."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from smregister.model import FieldChange, Pointer, Value

# More pairs take seconds to compare; lists that people keep are far shorter.
_MOST_PAIRS = 40_000


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
            elif old is None and (key in before) is not (key in after):
                # An empty value differs from a missing one.
                yield FieldChange((*parent, key), None, None)
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
        if old is None and new is None and number >= shorter - end:
            yield FieldChange((*parent, number), None, None)
        yield from field_changes(old, new, (*parent, number))


class ItemNumbers(NamedTuple):
    """Numbers for the items of three versions of a list, equal for the same item."""

    base: list[int]
    ours: list[int]
    theirs: list[int]


def number_items(base: Sequence[Value], ours: Sequence[Value], theirs: Sequence[Value]) -> ItemNumbers:
    """Number the items of a list and of two later versions of it.

    An item that both sides added has one number if it is equal, or has the same `id`.
    """
    matched_ours, matched_theirs = match_items(base, ours), match_items(base, theirs)
    # An item that neither side matches may still have the same first field.
    unmatched = [number for number in range(len(base)) if number not in matched_ours and number not in matched_theirs]
    matched_ours |= _match_first_fields(base, unmatched, ours, matched_ours)
    matched_theirs |= _match_first_fields(base, unmatched, theirs, matched_theirs)
    our_numbers = _numbers(len(ours), matched_ours, len(base))
    their_numbers = _numbers(len(theirs), matched_theirs, len(base) + len(ours))
    matched_additions = _match_additions(ours, matched_ours, theirs, matched_theirs)
    for our, their in {our: their for their, our in matched_additions.items()}.items():
        their_numbers[their] = our_numbers[our]
    return ItemNumbers([*range(len(base))], our_numbers, their_numbers)


def match_items(before: Sequence[Value], after: Sequence[Value]) -> dict[int, int]:
    """Return the position in `after` of each item of `before` that is still there."""
    matches = _match_equal(before, range(len(before)), after, range(len(after)))
    return matches | _match_similar(before, _rest(before, matches), after, _rest(after, matches.values()))


def _match_equal(
    before: Sequence[Value], old: Iterable[int], after: Sequence[Value], new: Iterable[int]
) -> dict[int, int]:
    positions: defaultdict[str, deque[int]] = defaultdict(deque)
    for number in new:
        positions[_text(after[number])].append(number)
    texts = ((number, _text(before[number])) for number in old)
    return {number: positions[text].popleft() for number, text in texts if positions[text]}


def _match_similar(
    before: Sequence[Value], old: Sequence[int], after: Sequence[Value], new: Sequence[int]
) -> dict[int, int]:
    """Match items that were changed in part, the most similar first."""
    if len(old) * len(new) > _MOST_PAIRS:
        return {}
    scores = {(one, other): _similarity(before[one], after[other]) for one in old for other in new}
    return _first_pairs(sorted((pair for pair in scores if scores[pair]), key=lambda pair: (-scores[pair], *pair)))


def _similarity(before: Value, after: Value) -> int:
    """Return a score of equal fields, the first weighing most; 0 for half or less."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return 0
    equal_fields = sum(key in after and equal(before[key], after[key]) for key in before)
    has_same_first = any(key in after and equal(before[key], after[key]) for key in [*before][:1])
    similarity = 2 * equal_fields + has_same_first
    return similarity if similarity > len(before.keys() | after.keys()) else 0


def _match_first_fields(
    base: Sequence[Value], unmatched: Iterable[int], side: Sequence[Value], matched: dict[int, int]
) -> dict[int, int]:
    """Match unmatched with added items by the value of the first field."""
    added: dict[tuple[str, str], int] = {}
    for number in _rest(side, matched.values()):
        added |= {field: number for field in _fields(side[number]) if field not in added}
    candidates = ((number, added.get(next(iter(_fields(base[number])), ("", "")))) for number in unmatched)
    return _first_pairs((number, candidate) for number, candidate in candidates if candidate is not None)


def _first_pairs(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Keep the pairs of which neither member is in an earlier one."""
    kept: dict[int, int] = {}
    taken: set[int] = set()
    for old, new in pairs:
        if old not in kept and new not in taken:
            kept[old] = new
            taken.add(new)
    return kept


def _fields(item: Value) -> list[tuple[str, str]]:
    return [(key, _text(value)) for key, value in item.items()] if isinstance(item, dict) else []


def _match_additions(
    ours: Sequence[Value], matched_ours: dict[int, int], theirs: Sequence[Value], matched_theirs: dict[int, int]
) -> dict[int, int]:
    """Return the position in `ours` of each item of `theirs` that both sides added."""
    matches = _match_equal(theirs, _rest(theirs, matched_theirs.values()), ours, _rest(ours, matched_ours.values()))
    ids = {_id(ours[number]): number for number in _rest(ours, {*matched_ours.values(), *matches.values()})}
    rest = _rest(theirs, {*matched_theirs.values(), *matches})
    return matches | {number: ids[item_id] for number in rest if (item_id := _id(theirs[number])) and item_id in ids}


def _id(item: Value) -> str | None:
    item_id = item.get("id") if isinstance(item, dict) else None
    return item_id if isinstance(item_id, str) else None


def _numbers(length: int, matched: dict[int, int], first_new: int) -> list[int]:
    numbers = {new: old for old, new in matched.items()}
    return [numbers.get(number, first_new + number) for number in range(length)]


def _rest(items: Sequence[Value], taken: Iterable[int]) -> list[int]:
    left_out = set(taken)
    return [number for number in range(len(items)) if number not in left_out]


def _text(value: Value) -> str:
    return json.dumps(value, sort_keys=True)
