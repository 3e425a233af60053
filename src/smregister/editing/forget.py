"""Removal of a person from appointments; post, letter and digest stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from smregister.appointments.handovers import open_handovers
from smregister.appointments.officers import REMOVED, is_same_officer, may_be_same_officer, personal_values
from smregister.editing.assignments import Assignment
from smregister.editing.draft import edit_text
from smregister.errors import FatalError
from smregister.model import Record
from smregister.records.kinds import Kind
from smregister.records.slugs import slug
from smregister.records.views import Appointment
from smregister.register.lookup import search
from smregister.register.register import Register

# Values that identify a person in free text; shorter ones occur in many words.
_IDENTIFYING = (("officer", "name"), ("officer", "staff_number"), ("officer", "email"), ("officer", "phone"))
_SHORTEST = 4


def require_forgettable(register: Register, appointments: Collection[Record]) -> None:
    """Raise FatalError if an officer is in force, not handed over, or removed already."""
    today = register.day.isoformat()
    not_handed_over = {handover.appointment.id for handover in open_handovers(register, register.day)}
    for record in appointments:
        view = Appointment(record)
        if record.value(*REMOVED) is not None:
            raise FatalError(f"the officer of `{record.id}` was already removed on {view.officer.removed.date}")
        if view.last_day is None or view.last_day >= today:
            raise FatalError(
                f"`{record.id}` is in force or will be, so its officer can't be removed; end it first with "
                f"`smregister close {record.id}` or "
                f"`smregister appoint --replace {record.id}`"
            )
        if record.id in not_handed_over:
            raise FatalError(
                f"`{record.id}` has no complete handover, and later it is unknown whose access to remove; "
                f"record it first: `smregister handover {record.id}`"
            )


def find_other_appointments(register: Register, appointments: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Return other appointments of the same officers, or of their namesakes."""
    present = (record for record in register.valid("appointment") if record.value(*REMOVED) is None)
    others = [record for record in present if record not in appointments]
    same = [other for other in others if any(is_same_officer(record, other) for record in appointments)]
    different, records = [other for other in others if other not in same], (*appointments, *same)
    return same, [other for other in different if any(may_be_same_officer(record, other) for record in records)]


def erase_officer(kind: Kind, appointment: Record, text: str, on: date, reference: str) -> str:
    """Return an appointment's text without the officer, but with the removal."""
    values = {"date": on.isoformat(), "reference": reference}
    assignments = [Assignment((*REMOVED, name), value, adds=False) for name, value in values.items()]
    return edit_text(kind, text, assignments, personal_values(appointment, kind))


def find_lines_about(appointment: Record, text: str) -> list[int]:
    """Return the numbers of lines that still identify an appointment's officer."""
    words = [*_identifying_words(appointment)]
    lines = enumerate(text.casefold().splitlines(), 1)
    return [number for number, line in lines if any(word in line for word in words)]


def find_records_about(register: Register, appointments: Collection[Record]) -> list[str]:
    """Return the ids of other records that identify the officers of appointments."""
    others = [record for record in register.all() if record not in appointments]
    words = {word for appointment in appointments for word in _identifying_words(appointment)}
    return sorted({record.id for word in words for record, _ in search(others, word)})


def find_named_after(appointments: Iterable[Record]) -> list[str]:
    """Return the ids of appointments whose file names contain their officers' names."""
    names = ((record, slug(Appointment(record).officer.name or "")) for record in appointments)
    return [record.id for record, name in names if name and name in record.name]


def _identifying_words(appointment: Record) -> Iterator[str]:
    for route in _IDENTIFYING:
        word = (appointment.text(*route) or "").casefold()
        if len(word) >= _SHORTEST:
            yield word
