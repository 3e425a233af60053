"""A person taken out of appointments; the post, the letter and its digest stay."""

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

# By these somebody is found in what was written by hand; shorter ones stand in many words.
_TELLING = (("officer", "name"), ("officer", "staff_number"), ("officer", "email"), ("officer", "phone"))
_SHORTEST = 4


def require_forgettable(register: Register, appointments: Collection[Record]) -> None:
    """See that nothing depends any more on who the officers of appointments are.

    Raises FatalError if one is in force or to come, is not handed over, or tells of nobody already.
    """
    today = register.day.isoformat()
    not_handed_over = {each.appointment.id for each in open_handovers(register, register.day)}
    for record in appointments:
        end, told = Appointment(record).last_day, f"`{record.id}`"
        if record.value(*REMOVED) is not None:
            fault = f"the officer of {told} was removed on {Appointment(record).officer.removed.date} already"
        elif end is None or end >= today:
            fault = (
                f"{told} is in force, or will be: who may change records, and who answers for the accounts, hangs on "
                f"it; end it first, with `smregister close {record.id}` or `smregister appoint --replace {record.id}`"
            )
        elif record.id in not_handed_over:
            fault = (
                f"{told} is not handed over, and nobody could tell afterwards whose access is to be taken away; do "
                f"that first: `smregister handover {record.id}`"
            )
        else:
            continue
        raise FatalError(fault)


def find_other_appointments(register: Register, appointments: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Return the other appointments of the officers of some, and those that may be theirs, by a name or an address."""
    others = [
        each for each in register.valid("appointment") if each not in appointments and each.value(*REMOVED) is None
    ]
    same = [other for other in others if any(is_same_officer(each, other) for each in appointments)]
    known = [*appointments, *same]
    return same, [
        other for other in others if other not in same and any(may_be_same_officer(each, other) for each in known)
    ]


def erase_officer(kind: Kind, appointment: Record, text: str, on: date, reference: str) -> str:
    """Take the person out of an appointment's text, and write down when that was done and by what.

    Raises FatalError if the text can't be read, or a comment would be lost.
    """
    facts = {"date": on.isoformat(), "reference": reference}
    settings = [Assignment((*REMOVED, name), value, adds=False) for name, value in facts.items()]
    return edit_text(kind, text, settings, personal_values(appointment, kind))


def find_lines_about(appointment: Record, text: str) -> list[int]:
    """Return the lines of a text, counted from 1, in which an appointment's officer is still to be found."""
    words = [*_words(appointment)]
    return [
        number for number, line in enumerate(text.casefold().splitlines(), 1) if any(word in line for word in words)
    ]


def find_records_about(register: Register, appointments: Collection[Record]) -> list[str]:
    """Return the ids of other records in which the officers of appointments are found by name, number or address."""
    others = [each for each in register.all() if each not in appointments]
    words = {word for appointment in appointments for word in _words(appointment)}
    return sorted({found.id for word in words for found, _ in search(others, word)})


def named_after(appointments: Iterable[Record]) -> list[str]:
    """Return the ids of appointments whose files are named after their officers."""
    named = ((each.name, slug(Appointment(each).officer.name or "")) for each in appointments)
    return [each.id for each, (name, officer) in zip(appointments, named, strict=True) if officer and officer in name]


def _words(appointment: Record) -> Iterator[str]:
    for route in _TELLING:
        word = (appointment.text(*route) or "").casefold()
        if len(word) >= _SHORTEST:
            yield word
