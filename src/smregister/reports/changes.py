"""Changes of the register in a period, by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from smregister.changes.diff import CLOSED
from smregister.changes.public import PRIVATE_CHANGED, PublicChange
from smregister.model import ChangeType, Code, Pointer, RecordId, Table, Value
from smregister.pointers import format_dotted, format_pointer
from smregister.records.kinds import Kind, Kinds
from smregister.text import Message as _

COLUMNS = ("id", "kind", "agency", "change", "before_id", "field", "before", "after")
HEADINGS = (_("Record"), _("Change"), _("Field"), _("Before"), _("After"))
_LABELS = (*map(str, ChangeType), CLOSED)


def changes(public_changes: Iterable[PublicChange], period: tuple[str, str], as_of: str, kinds: Kinds) -> Table:
    """Return the changes of a period by agency, the desk's own records first.

    `kinds` are those after the changes. A changed record has a row for each field, an added or removed one has one row.
    """
    in_order = sorted(public_changes, key=lambda change: (change.agency or "", change.kind, change.id))
    rows = tuple(
        (change.id, change.kind, change.agency, change.label, change.before_id, *details)
        for change in in_order
        for details in _details(change, format_pointer)
    )
    lines = tuple(line for change in in_order for line in _lines(change, kinds.get(change.kind)))
    title = _("Changes of the register from {start} to {end}", start=period[0], end=period[1])
    by_agency = groupby(in_order, key=lambda change: change.agency or "")
    agencies: dict[str, Value] = {agency: {**_counts(group)} for agency, group in by_agency}
    summary = {**_counts(in_order), "agencies": agencies}
    return Table("changes", title, as_of, COLUMNS, rows, summary, HEADINGS, lines)


def _lines(change: PublicChange, kind: Kind | None) -> Iterator[tuple[Value, ...]]:
    """Yield the lines of a change with titles of fields, a renaming first."""
    record, label = RecordId(change.kind, change.id, f"{change.kind} {change.id}"), change.label
    if change.before_id:
        heading = "moved to another agency" if change.has_moved else label
        yield (record, heading, None, Code(change.before_id), Code(change.id))
        label = ChangeType.CHANGED
    for details in _details(change, kind.title_at if kind else format_dotted):
        if not change.before_id or any(details):
            yield (record, label, *details)


def _details(change: PublicChange, format_field: Callable[[Pointer], str]) -> Iterator[tuple[Value, ...]]:
    fields = change.fields if change.is_update else ()
    for field in fields:
        yield (format_field(field.pointer), field.before, field.after)
    has_hidden = change.is_update and change.private_changed
    if has_hidden or not fields:
        yield (PRIVATE_CHANGED if has_hidden else None, None, None)


def _counts(public_changes: Iterable[PublicChange]) -> Mapping[str, Value]:
    counts = Counter(change.label for change in public_changes)
    return {label: counts[label] for label in _LABELS}
