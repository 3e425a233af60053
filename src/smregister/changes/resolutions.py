"""What a merge itself decided: fields that neither side has as the merge left them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.changes.fields import field_changes, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smregister.model import FieldChange, Pointer, Value


def decided_fields(
    base: Mapping[str, Value], sides: Sequence[Mapping[str, Value]], merged: Mapping[str, Value], above: Pointer = ()
) -> Iterator[FieldChange]:
    """Give the fields in which a merge is not what its sides, come from `base`, make of themselves.

    What one side changed is its own, wherever the merge took it over. What the merge made up, left out, or
    chose of two is the merge's.
    """
    for key in dict.fromkeys([*merged, *(key for side in (*sides, base) for key in side)]):
        values = [side.get(key) for side in sides]
        yield from _decided_value(base.get(key), values, merged.get(key), (*above, key))


def _decided_value(base: Value, sides: Sequence[Value], merged: Value, place: Pointer) -> Iterator[FieldChange]:
    changed = [side for side in sides if not same(side, base)] or [base]
    mappings = [each for each in (base, *sides) if isinstance(each, dict)]
    if isinstance(merged, dict) and len(mappings) == len(sides) + 1:
        yield from decided_fields(mappings[0], mappings[1:], merged, place)
    elif all(same(side, changed[0]) for side in changed):
        yield from field_changes(changed[0], merged, place)
    else:
        left_out = next(side for side in changed if not same(side, merged))
        yield from field_changes(left_out, merged, place)
