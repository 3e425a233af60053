"""What a change does that an agency's officers may not do by themselves, by the schemas of the base."""

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
    """Name the agency in whose folder a path lies; None for what is the desk's."""
    steps = path.split("/")
    return steps[2] if len(steps) > 3 and steps[:2] == AGENCIES.split("/") else None


def find_path_denial(reader: RecordReader, path: str, file: File | None) -> Denial | None:
    """Return why an officer may not write what the change leaves at a path of the own agency, whatever that says.

    `file` is None where the change takes it away.
    """
    if path.rpartition("/")[2] in ALLOWED_FILES and path.count("/") == AGENCIES.count("/") + 2:
        return None if file is None or file.mode is Mode.PLAIN else Denial(path, (), f"this becomes {file.mode}")
    kind = reader.kind_at(path)
    if kind is None:
        return Denial(path, (), "no record of an agency lies at such a place")
    if kind.owner != "agency" or not kind.path_template.in_agency:
        return Denial(path, (), f"a record of kind {kind.name} belongs to the desk")
    if file is None:
        return None
    fault = kind.path_template.name_error(kind.path_template.id_at(path) or path)
    if fault:
        return Denial(path, (), fault)
    return None if file.mode is Mode.PLAIN else Denial(path, (), f"this becomes {file.mode}")


def find_change_denials(changes: Iterable[Change], kinds: Mapping[str, Kind]) -> Iterator[Denial]:
    """Return what only the desk may do to an agency's records: remove or move them, or change what is kept for it."""
    for change in changes:
        kind = kinds[change.record.kind]
        if change.type is ChangeType.REMOVED:
            yield Denial(change.record.path, (), "this deletes a record, which stays for ever: close it instead")
        elif change.before and change.before.agency != change.record.agency:
            moved = f"this takes {kind.name} `{change.before.id}` from one agency to another"
            reason = f"this renames agency `{change.before.id}`" if kind.name == "agency" else moved
            yield from (Denial(record.path, (), reason) for record in (change.before, change.record))
        else:
            yield from _refused_fields(change.before, change.record, kind)


def _refused_fields(before: Record | None, after: Record, kind: Kind) -> Iterator[Denial]:
    for field in _kept_for_desk(kind):
        old = dict(values_at(before.data, field.route)) if before else {}
        new = dict(values_at(after.data, field.route))
        for place in sorted({*old, *new}, key=str):
            changed = field_changes(old.get(place), new.get(place), place)
            # A value that says nothing is something else than none.
            pointers = [each.pointer for each in changed] or ([] if (place in old) is (place in new) else [place])
            yield from (Denial(after.path, each, f"`{format_dotted(each)}` is kept for the desk") for each in pointers)


def _kept_for_desk(kind: Kind) -> Iterator[Field]:
    """Return the fields that only the desk may change, without those that lie in another such field."""
    for field in kind.fields.values():
        above = kind.fields.get(field.route[:-1])
        if field.desk_only and not (above and above.desk_only):
            yield field


def granted(
    before: Sequence[Mandate], after: Sequence[Mandate], kind: Kind, untouched: Sequence[Mandate] = ()
) -> Iterator[Denial]:
    """Return the appointments, of a kind, by which a change makes a mandate or lengthens one.

    Each is held against itself, one under a new name against those that are gone. `untouched` are mandates
    before the change by appointments that it leaves alone, sound or not.
    """
    there = {mandate.record for mandate in after}
    for mandate in after:
        same_record = [each for each in (*before, *untouched) if each.record == mandate.record]
        if not any(map(mandate.lies_within, same_record or [each for each in before if each.record not in there])):
            start, end = mandate.dates
            days = f"from {start} " + (f"to {end}" if end else "on")
            reason = f"this lets user {mandate.user_id} act for {mandate.agency} {days}, which was not so before"
            yield Denial(kind.path_template.path(mandate.record), (), reason)
