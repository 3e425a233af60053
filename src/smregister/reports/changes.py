"""Changes of the register in a period, by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from smregister.changes.diff import CLOSED
from smregister.changes.public import PRIVATE_CHANGED, PublicChange
from smregister.dates import date_or_text
from smregister.model import ChangeType, Code, Pointer, RecordId, Table, Value
from smregister.pointers import format_dotted, format_pointer
from smregister.records.kinds import Kind, Kinds
from smregister.text import Message as _

COLUMNS = ("id", "kind", "agency", "change", "before_id", "field", "before", "after", "authority")
HEADINGS = (_("Record"), _("Change"), _("Field"), _("Before"), _("After"))
_LETTER = _("Letter")
Letters: TypeAlias = Mapping[tuple[str, str], Sequence[str]]
"""The letters by which the changes of records landed, by kind and id."""
_LONGEST_LIST = 5
"""The desk's records of a kind with a line each; more are one line."""
_LABELS = (*map(str, ChangeType), CLOSED)


def changes(
    public_changes: Iterable[PublicChange], period: tuple[str, str], as_of: str, kinds: Kinds, letters: Letters
) -> Table:
    """Return the changes of a period by agency, the desk's own records first.

    `kinds` are those after the changes. A changed record has a row for each field, an added or removed one has one row.
    """
    in_order = sorted(public_changes, key=lambda change: (change.agency or "", change.kind, change.id))
    rows = tuple(
        (
            *(change.id, change.kind, change.agency, change.label, change.before_id),
            *(*details, list[Value](letters.get((change.kind, change.id), ()))),
        )
        for change in in_order
        for details in _details(change, format_pointer)
    )
    lines = tuple(
        (*line, "; ".join(letters.get((group[0].kind, group[0].id), ())) or None) if letters else line
        for group in _groups(in_order)
        for line in _group_lines(group, kinds)
    )
    start, end = map(date_or_text, period)
    title = _("Changes of the register from {start} to {end}", start=start, end=end)
    by_agency = groupby(in_order, key=lambda change: change.agency or "")
    agencies: dict[str, Value] = {agency: {**_counts(group)} for agency, group in by_agency}
    summary = {**_counts(in_order), "agencies": agencies}
    headings = (*HEADINGS, _LETTER) if letters else HEADINGS
    return Table("changes", title, as_of, COLUMNS, rows, summary, headings, lines)


def _groups(in_order: Iterable[PublicChange]) -> Iterator[list[PublicChange]]:
    """Yield the changes to show together: many records of a kind that the desk added or removed."""
    for has_lines, group in groupby(in_order, key=lambda change: change.agency is not None or change.is_update):
        for _name, some in groupby(group, key=lambda change: change.id if has_lines else (change.kind, change.label)):
            changes = [*some]
            yield from [changes] if len(changes) > _LONGEST_LIST else ([change] for change in changes)


def _group_lines(changes: Sequence[PublicChange], kinds: Kinds) -> Iterator[tuple[Value, ...]]:
    first = changes[0]
    if len(changes) == 1:
        yield from _lines(first, kinds.get(first.kind))
        return
    title = _("{number} records of kind {kind}", number=len(changes), kind=first.kind)
    ids: list[Value] = [RecordId(first.kind, change.id) for change in changes]
    yield (title, first.label, None, *((None, ids) if first.label == ChangeType.ADDED else (ids, None)))


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
