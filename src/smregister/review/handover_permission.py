"""Handovers that an officer may record for another one."""

from __future__ import annotations

from collections.abc import Sequence

from smregister.appointments.agency_status import Term
from smregister.appointments.mandates import Mandate
from smregister.appointments.officers import is_same_officer
from smregister.appointments.roles import Right
from smregister.model import Change, FieldChange, Record
from smregister.records.views import Appointment

_BY_ANOTHER = "and a handover is recorded by another officer who covers the same accounts"


def explain_handover(change: Change, mandates: Sequence[Mandate], terms: Sequence[Term], day: str) -> str | None:
    """Return why an officer with some mandates may not record the handover in a letter; None if they may."""
    letter = Appointment(change.before or change.record)
    able = [mandate for mandate in mandates if Right.HANDOVER in mandate.rights and mandate.covers_letter(letter)]
    if not able or _is_own(letter.record, mandates, terms):
        return _BY_ANOTHER
    end = next((term.dates.end for term in terms if term.appointment.id == letter.id), None)
    if end is None or day < end:
        return "and a handover is recorded once the letter has ended"
    if (Appointment(change.record).handover.date or end) < end:
        return f"and a handover is not dated before {end}, the last day of the letter"
    if any(_takes_back(field) for field in change.fields if field.pointer[0] == "handover"):
        return "and only the desk takes back or corrects what a handover records"
    return None


def _is_own(letter: Record, mandates: Sequence[Mandate], terms: Sequence[Term]) -> bool:
    """Check whether a letter is of the person who acts, also an earlier one."""
    if letter.value("officer", "forge", "user_id") in {mandate.user_id for mandate in mandates}:
        return True
    own = {mandate.record for mandate in mandates}
    records = [term.appointment.record for term in terms if term.appointment.id in own]
    return any(is_same_officer(record, letter) for record in records)


def _takes_back(field: FieldChange) -> bool:
    """Check whether a change does anything but add values, complete a step or set a later date."""
    if field.pointer == ("handover", "date") and isinstance(field.before, str):
        return str(field.after or "") < field.before
    return field.before is not None and not (field.before is False and field.after is True)
