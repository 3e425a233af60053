"""Changes that an agency's officers may not make, by schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smregister.appointments.mandates import Mandate
from smregister.model import Change, ChangeType, Denial, Record
from smregister.pointers import format_dotted
from smregister.records.differences import field_changes
from smregister.records.kinds import Field, Kind, values_at
from smregister.records.reader import RecordReader
from smregister.repository.tree import AGENCIES, ALLOWED_FILES, File, Mode


def agency_at(path: str) -> str | None:
    """Return the agency in whose folder a path is; None for the desk's paths."""
    steps = path.split("/")
    return steps[2] if len(steps) > 3 and steps[:2] == AGENCIES.split("/") else None


def find_path_denial(reader: RecordReader, path: str, file: File | None) -> Denial | None:
    """Return why an officer may not change a path; `file` is the new file, if any."""
    if path.rpartition("/")[2] in ALLOWED_FILES and path.count("/") == AGENCIES.count("/") + 2:
        return _find_mode_denial(path, file)
    kind = reader.kind_at(path)
    if kind is None:
        return Denial(path, (), "no agency's record can have this path")
    if kind.owner != "agency" or not kind.path_template.in_agency:
        return Denial(path, (), f"a record of kind {kind.name} belongs to the desk")
    error = kind.path_template.name_error(kind.path_template.id_at(path) or path) if file else None
    return Denial(path, (), error) if error else _find_mode_denial(path, file)


def _find_mode_denial(path: str, file: File | None) -> Denial | None:
    return (
        None if file is None or file.mode is Mode.PLAIN else Denial(path, (), f"this changes a file into {file.mode}")
    )


def find_change_denials(changes: Iterable[Change], kinds: Mapping[str, Kind]) -> Iterator[Denial]:
    """Yield removals, moves and changes of the desk's fields, which need the desk."""
    for change in changes:
        kind = kinds[change.record.kind]
        if change.type is ChangeType.REMOVED:
            yield Denial(change.record.path, (), "this deletes a record; close it instead")
        elif change.before and change.before.agency != change.record.agency:
            moved = f"this moves {kind.name} `{change.before.id}` from one agency to another"
            reason = f"this renames agency `{change.before.id}`" if kind.name == "agency" else moved
            yield from (Denial(record.path, (), reason) for record in (change.before, change.record))
        else:
            yield from _find_field_denials(change.before, change.record, kind)


def _find_field_denials(before: Record | None, after: Record, kind: Kind) -> Iterator[Denial]:
    for field in _desk_fields(kind):
        old = dict(values_at(before.data, field.route)) if before else {}
        new = dict(values_at(after.data, field.route))
        for pointer in sorted({*old, *new}, key=str):
            changed = [change.pointer for change in field_changes(old.get(pointer), new.get(pointer), pointer)]
            # An empty value differs from a missing one.
            changed = changed or ([] if (pointer in old) is (pointer in new) else [pointer])
            yield from (Denial(after.path, at, f"`{format_dotted(at)}` is reserved for the desk") for at in changed)


def _desk_fields(kind: Kind) -> Iterator[Field]:
    """Yield the outermost fields that only the desk may change."""
    for field in kind.fields.values():
        parent = kind.fields.get(field.route[:-1])
        if field.desk_only and not (parent and parent.desk_only):
            yield field


def find_new_mandates(
    before: Sequence[Mandate], after: Sequence[Mandate], kind: Kind, untouched: Sequence[Mandate] = ()
) -> Iterator[Denial]:
    """Yield the appointments by which a change creates or extends a mandate.

    Each mandate is compared with that of the same record, a new record with the removed ones. `untouched` are
    mandates before the change by appointments that it does not touch, valid or not.
    """
    remaining = {mandate.record for mandate in after}
    for mandate in after:
        same_record = [other for other in (*before, *untouched) if other.record == mandate.record]
        removed = [other for other in before if other.record not in remaining]
        if not any(map(mandate.lies_within, same_record or removed)):
            start, end = mandate.dates
            days = f"from {start} " + (f"to {end}" if end else "on")
            reason = f"this lets user {mandate.user_id} act for {mandate.agency} {days}, which is new"
            yield Denial(kind.path_template.path(mandate.record), (), reason)
