"""What of a change may be told: to everybody without what is private, to whoever judges it with a word instead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from smregister.changes.diff import change_label
from smregister.model import Change, ChangeType, FieldChange, Pointer, Record, Value
from smregister.records.differences import field_changes
from smregister.records.kinds import Kinds
from smregister.records.privacy import Redaction


class SchemaVersions(NamedTuple):
    """The schemas that have a say in what may be published of a change: of either side, and of today."""

    before: Kinds
    after: Kinds
    today: Kinds


PRIVATE_CHANGED = "private fields changed"


class PublicChange(NamedTuple):
    """What happened to a record, as far as everybody may know; of private fields only whether any changed.

    `fields` are all there are of a record that was added or removed. `left` is the agency that it was moved from.
    """

    kind: str
    id: str
    agency: str | None
    happening: str
    fields: tuple[FieldChange, ...]
    private_changed: bool
    before_id: str | None = None
    left: str | None = None

    @property
    def stayed(self) -> bool:
        """Return whether there was such a record before and after."""
        return self.happening not in (ChangeType.ADDED, ChangeType.REMOVED)

    def concerns(self, agency: str | None) -> bool:
        """Return whether an agency gained, lost or has the record; everybody is concerned where none is named."""
        return agency is None or agency in (self.agency, self.left)


def public_change(change: Change, era: SchemaVersions) -> PublicChange:
    """Return what may be published of a change."""
    redaction = Redaction(change.record.kind, era)
    before, after = (dict(side.data) if side else {} for side in (change.before, change.after))
    record, was = change.record, change.before or change.record
    return PublicChange(
        record.kind,
        record.id,
        record.agency,
        change_label(change, era.after),
        tuple(field_changes(redaction.remove_private(before), redaction.remove_private(after))),
        _texts(redaction.find_private(before)) != _texts(redaction.find_private(after)),
        was.id if was.id != record.id else None,
        was.agency if was.agency != record.agency else None,
    )


def _texts(values: Mapping[Pointer, Value]) -> dict[Pointer, str]:
    """Write values so that what is equal means the same."""
    return {place: json.dumps(value, sort_keys=True) for place, value in values.items()}


def masked_changes(changes: Iterable[Change], schemas: Iterable[Kinds]) -> list[Change]:
    """Return changes with a word in the place of everything private by the schemas of either side."""
    schemas = [*schemas]
    return [_masked_change(change, Redaction(change.record.kind, schemas)) for change in changes]


def _masked_change(change: Change, redaction: Redaction) -> Change:
    before, after = (side and _masked_record(side, redaction) for side in (change.before, change.after))
    fields = (part for field in change.fields for part in _parts(field))
    return Change(change.type, before, after, tuple(_masked_field(field, redaction) for field in fields))


def _masked_record(record: Record, redaction: Redaction) -> Record:
    redacted = redaction.redact(dict(record.data))
    return replace(record, data=redacted if isinstance(redacted, dict) else {})


def _masked_field(field: FieldChange, redaction: Redaction) -> FieldChange:
    before, after = (redaction.redact(value, field.pointer) for value in (field.before, field.after))
    return FieldChange(field.pointer, before, after)


def _parts(field: FieldChange) -> Iterator[FieldChange]:
    """Take a mapping that is new apart, so that each of its fields is told of by itself."""
    if field.before is None and isinstance(field.after, dict) and field.after:
        for key, value in field.after.items():
            yield from _parts(FieldChange((*field.pointer, key), None, value))
    else:
        yield field
