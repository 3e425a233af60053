"""Handovers that an officer may record for another one."""

from __future__ import annotations

from collections.abc import Sequence

from smregister.appointments.agency_status import Term
from smregister.appointments.mandates import Mandate
from smregister.appointments.officers import may_be_same_officer
from smregister.appointments.roles import Right
from smregister.model import Change, FieldChange, Record
from smregister.records.views import Appointment, HandoverRecord
from smregister.review.desk_names import split_words

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
    before, after = letter.handover, Appointment(change.record).handover
    kept = (after.days or {}).items() & {(step, before.date) for step in before.data}
    if min((after.date or end, *(day for step, day in (after.days or {}).items() if (step, day) not in kept))) < end:
        return f"and a handover is not dated before {end}, the last day of the letter"
    fields = [field for field in change.fields if field.pointer[0] == "handover"]
    if any(map(_takes_back, fields)) or _moves_step(before, after):
        return "and only the desk takes back or corrects what a handover records"
    return None


def _is_own(letter: Record, mandates: Sequence[Mandate], terms: Sequence[Term]) -> bool:
    """Check whether a letter is, or may be, of the person who acts, also an earlier one."""
    if letter.value("officer", "forge", "user_id") in {mandate.user_id for mandate in mandates}:
        return True
    own = {mandate.record for mandate in mandates}
    records = [term.appointment.record for term in terms if term.appointment.id in own]
    return any(may_be_same_officer(record, letter) or _have_same_name(record, letter) for record in records)


def _have_same_name(*letters: Record) -> bool:
    """Check whether the names of two officers have the same words, in any order and in letters that look alike."""
    names = [sorted(split_words(letter.text("officer", "name") or "")) for letter in letters]
    return bool(names[0]) and names[0] == names[1]


def _moves_step(before: HandoverRecord, after: HandoverRecord) -> bool:
    """Check whether a step that was recorded gets a day other than the one it had."""
    recorded = [step for step, value in before.data.items() if value is True]
    return any((after.days or {}).get(step, before.day_of(step)) != before.day_of(step) for step in recorded)


def _takes_back(field: FieldChange) -> bool:
    """Check whether a change does anything but add values, complete a step or set a later date."""
    if field.pointer == ("handover", "date") and isinstance(field.before, str):
        return str(field.after or "") < field.before
    return field.before is not None and not (field.before is False and field.after is True)
