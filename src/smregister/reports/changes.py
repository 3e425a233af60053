"""What the register gained and lost in a period, by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from smregister.changes.diff import CLOSED
from smregister.changes.public import PRIVATE_CHANGED, PublicChange
from smregister.model import ChangeType, Pointer, Table, Value
from smregister.pointers import format_dotted, format_pointer

COLUMNS = ("id", "kind", "agency", "change", "before_id", "field", "before", "after")
HEADINGS = ("Record", "Change", "Field", "Before", "After")
_HAPPENINGS = (*map(str, ChangeType), CLOSED)


def changes(changed: Iterable[PublicChange], period: tuple[str, str], as_of: str) -> Table:
    """Return what happened to records between two moments; the desk's own come first, under no agency.

    What was changed takes a row a field; what was added or removed takes one.
    """
    told = sorted(changed, key=lambda each: (each.agency or "", each.kind, each.id))
    rows = tuple(row for each in told for row in _rows(each))
    lines = tuple(line for each in told for line in _lines(each))
    title = f"Changes of the register from {period[0]} to {period[1]}"
    return Table("changes", title, as_of, COLUMNS, rows, _summary(told), HEADINGS, lines)


def _rows(change: PublicChange) -> Iterator[tuple[Value, ...]]:
    facts = (change.id, change.kind, change.agency, change.happening, change.before_id)
    return ((*facts, *details) for details in _details(change, format_pointer))


def _lines(change: PublicChange) -> Iterator[tuple[Value, ...]]:
    """Tell a change to people: another name first, in a line of its own."""
    record, happening = f"{change.kind} {change.id}", change.happening
    if change.before_id:
        yield (record, happening, None, change.before_id, change.id)
        happening = ChangeType.CHANGED
    for details in _details(change, format_dotted):
        if not change.before_id or any(details):
            yield (record, happening, *details)


def _details(change: PublicChange, place: Callable[[Pointer], str]) -> Iterator[tuple[Value, ...]]:
    fields = change.fields if change.stayed else ()
    for field in fields:
        yield (place(field.pointer), field.before, field.after)
    hidden = change.stayed and change.private_changed
    if hidden or not fields:
        yield (PRIVATE_CHANGED if hidden else None, None, None)


def _summary(told: Sequence[PublicChange]) -> dict[str, Value]:
    agencies: dict[str, list[PublicChange]] = {}
    for change in told:
        agencies.setdefault(change.agency or "", []).append(change)
    by_agency: dict[str, Value] = {agency: {**_counts(some)} for agency, some in agencies.items()}
    return {**_counts(told), "agencies": by_agency}


def _counts(told: Iterable[PublicChange]) -> Mapping[str, Value]:
    counts = Counter(change.happening for change in told)
    return {happening: counts[happening] for happening in _HAPPENINGS}
