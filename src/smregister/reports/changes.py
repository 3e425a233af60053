"""What the register gained and lost in a period, by agency."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from smregister.changes.endings import CLOSED
from smregister.changes.public import PRIVATE_CHANGED
from smregister.model import ChangeType, Table
from smregister.pointers import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from smregister.changes.public import PublicChange
    from smregister.model import Value

COLUMNS = ("id", "kind", "agency", "change", "before_id", "field", "before", "after")
_HAPPENINGS = (*map(str, ChangeType), CLOSED)


def changes(changed: Iterable[PublicChange], period: tuple[str, str], as_of: str) -> Table:
    """Tell what happened to records between two moments; the desk's own come first, under no agency.

    What was changed takes a row a field; what was added or removed takes one.
    """
    told = sorted(changed, key=lambda each: (each.agency or "", each.kind, each.id))
    rows = tuple(row for each in told for row in _rows(each))
    title = f"Changes of the register from {period[0]} to {period[1]}"
    return Table("changes", title, as_of, COLUMNS, rows, _summary(told))


def _rows(change: PublicChange) -> Iterator[tuple[Value, ...]]:
    facts = (change.id, change.kind, change.agency, change.happening, change.before_id)
    fields = change.fields if change.stayed else ()
    for field in fields:
        yield (*facts, format_pointer(field.pointer), field.before, field.after)
    hidden = change.stayed and change.private_changed
    if hidden or not fields:
        yield (*facts, PRIVATE_CHANGED if hidden else None, None, None)


def _summary(told: Sequence[PublicChange]) -> dict[str, Value]:
    agencies: dict[str, list[PublicChange]] = {}
    for change in told:
        agencies.setdefault(change.agency or "", []).append(change)
    by_agency: dict[str, Value] = {agency: {**_counts(some)} for agency, some in agencies.items()}
    return {**_counts(told), "agencies": by_agency}


def _counts(told: Iterable[PublicChange]) -> Mapping[str, Value]:
    counts = Counter(change.happening for change in told)
    return {happening: counts[happening] for happening in _HAPPENINGS}
