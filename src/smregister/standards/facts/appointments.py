"""Facts of officers and letters, from the appointments for an account."""

from __future__ import annotations

from collections.abc import Iterable

from smregister.appointments.directives import late_letters
from smregister.appointments.handovers import Handover, open_handovers
from smregister.model import Record, Value, resolve_pointer
from smregister.records.views import Appointment
from smregister.register.register import reference_id
from smregister.register.urls import is_on
from smregister.standards.facts.account_context import AccountContext, RegisterFacts
from smregister.standards.facts.fact import FactList, FactSource

_ADMINISTRATORS = frozenset({"lead", "admin", "deputy", "desk-coadmin"})
# Validity of a course without a last day: digital.gov and the U.S. Army require one a year.
_COURSE_VALIDITY_DAYS = 365
_COMPLETE_LETTER = (
    ("number",),
    ("date",),
    ("signed_by", "post"),
    ("softcopy", "sha256"),
    ("softcopy", "received"),
    ("hardcopy", "received"),
)

FACTS = FactList(FactSource.APPOINTMENT)


@FACTS.add
def officers_in_force(context: AccountContext) -> int:
    """How many persons a letter in force today appoints for the account."""
    return _count_persons(context.in_force)


@FACTS.add
def administrators_in_force(context: AccountContext) -> int:
    """How many of them may administer it: role lead, admin, deputy or desk-coadmin, or listed in its `admins`."""
    listed = _listed_ids(context)
    return _count_persons(
        record for record in context.in_force if record.text("role") in _ADMINISTRATORS or record.id in listed
    )


@FACTS.add
def deputies_in_force(context: AccountContext) -> int:
    """How many of them are deputies."""
    return _count_persons(record for record in context.in_force if record.text("role") == "deputy")


@FACTS.add
def acting_officers(context: AccountContext) -> int:
    """How many of them only stand in for another officer."""
    return _count_persons(record for record in context.in_force if record.value("acting"))


@FACTS.add
def administrators_without_letter(context: AccountContext) -> int | None:
    """How many appointments the account's `admins` lists that are not in force for it today; not known without it."""
    listed = _listed_ids(context)
    return len(listed - {record.id for record in context.in_force}) if listed else None


@FACTS.add
def letters_incomplete(context: AccountContext) -> int:
    """How many letters in force lack number, date, signatory, soft copy and its digest, or a received hard copy."""
    return sum(not all(record.text("letter", *part) for part in _COMPLETE_LETTER) for record in context.in_force)


@FACTS.add
def letters_late(context: AccountContext) -> int:
    """How many letters in force came after the deadline of a directive that they were the first to answer."""
    late = context.register_facts.once(_late_letters)
    return sum(record.id in late for record in context.in_force)


@FACTS.add
def replacements_out_of_line(context: AccountContext) -> int:
    """How many letters in force do not begin on the day after the end of the one that they replace."""
    return sum(_is_out_of_line(context, record) for record in context.in_force)


@FACTS.add
def officers_without_official_mailbox(context: AccountContext) -> int | None:
    """How many officers in force have a mailbox that is on no official domain; not known where one has none."""
    mailboxes = [record.text("officer", "email") for record in context.in_force]
    if not context.agency.domains or None in mailboxes:
        return None
    hosts = [(mailbox or "").rpartition("@")[2].lower() for mailbox in mailboxes]
    return sum(not is_on(host, context.agency.domains) for host in hosts)


@FACTS.add
def officers_without_training(context: AccountContext) -> int:
    """How many officers in force have no course that counts today."""
    return sum(
        not any(_is_valid_course(context, course) for course in record.items("training")) for record in context.in_force
    )


@FACTS.add
def officers_trained_late(context: AccountContext) -> int:
    """How many officers in force took their first course after their appointment began."""
    return sum(_first_course_date(record) > (record.text("effective_from") or "") for record in context.in_force)


@FACTS.add
def officers_without_agreement(context: AccountContext) -> int:
    """How many officers in force have not signed the rules of acceptable use."""
    signed = [record.text("agreement_signed") for record in context.in_force]
    return sum(day is None or day > context.today for day in signed)


@FACTS.add
def appointments_ended(context: AccountContext) -> int:
    """How many appointments for the account have ended since it was opened."""
    return len(_ended_ids(context))


@FACTS.add
def days_with_open_handover(context: AccountContext) -> int:
    """For how many days, at most, an appointment has been over whose handover is open; 0 where none is."""
    days_since = context.register_facts.days_since
    return max((days_since(handover.ended) or 0 for handover in _open_handovers(context)), default=0)


@FACTS.add
def handovers_overdue(context: AccountContext) -> int:
    """How many officers have left and not handed over access, recovery and tools by the next working day."""
    return sum(handover.is_overdue(context.today) for handover in _open_handovers(context))


def _count_persons(letters: Iterable[Record]) -> int:
    """Count the persons that letters appoint; a person with two letters counts once."""
    return len({record.text("officer", "name") or record.text("officer", "email") or record.id for record in letters})


def _ended_ids(context: AccountContext) -> list[str]:
    """Return the ids of past appointments that ended after the account was opened."""
    opened = context.account.text("opened") or ""
    return [
        term.appointment.id for term in context.terms if term.dates.end and opened <= term.dates.end < context.today
    ]


def _open_handovers(context: AccountContext) -> list[Handover]:
    by_id = context.register_facts.once(_handovers_by_id)
    return [by_id[record_id] for record_id in _ended_ids(context) if record_id in by_id]


def _handovers_by_id(register_facts: RegisterFacts) -> dict[str, Handover]:
    handovers = open_handovers(register_facts.register, register_facts.day)
    return {handover.appointment.id: handover for handover in handovers}


def _late_letters(register_facts: RegisterFacts) -> frozenset[str]:
    return late_letters(register_facts.register, register_facts.today)


def _is_out_of_line(context: AccountContext, letter: Record) -> bool:
    replaced = context.register_facts.register.of_kind("appointment").get(Appointment(letter).replaced_id or "")
    return bool(replaced and replaced.valid and Appointment(replaced).replacement_day != letter.text("effective_from"))


def _listed_ids(context: AccountContext) -> set[str]:
    kind = context.register_facts.register.kinds.get("appointment")
    return {reference_id(kind, name, context.account.agency) for name in context.account.texts("admins")}


def _is_valid_course(context: AccountContext, course: Value) -> bool:
    taken, last = resolve_pointer(course, ("date",)), resolve_pointer(course, ("valid_until",))
    days = context.register_facts.days_since(taken) if isinstance(taken, str) else None
    if days is None:
        return False
    return last >= context.today if isinstance(last, str) else days <= _COURSE_VALIDITY_DAYS


def _first_course_date(letter: Record) -> str:
    days = [resolve_pointer(course, ("date",)) for course in letter.items("training")]
    return min((day for day in days if isinstance(day, str)), default="")
