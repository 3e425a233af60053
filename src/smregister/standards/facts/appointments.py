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
from smregister.standards.facts.fact_phrases import count, days_of
from smregister.text import Message as _
from smregister.text import ngettext

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


@FACTS.add(count(ngettext("officer appointed by letter", "officers appointed by letter")))
def officers_in_force(context: AccountContext) -> int:
    """Number of persons with a letter of appointment in force for the account."""
    return _count_persons(context.in_force)


@FACTS.add(count(ngettext("administrator appointed by letter", "administrators appointed by letter")))
def administrators_in_force(context: AccountContext) -> int:
    """Number of persons with a letter in force as lead, admin, deputy or desk-coadmin, or listed in `admins`."""
    listed = _listed_ids(context)
    return _count_persons(
        record for record in context.in_force if record.text("role") in _ADMINISTRATORS or record.id in listed
    )


@FACTS.add(count(ngettext("deputy appointed by letter", "deputies appointed by letter")))
def deputies_in_force(context: AccountContext) -> int:
    """Number of persons with a letter in force for the account and the role deputy."""
    return _count_persons(record for record in context.in_force if record.text("role") == "deputy")


@FACTS.add(count(ngettext("acting officer", "acting officers")))
def acting_officers(context: AccountContext) -> int:
    """Number of persons with a letter in force for the account who act for another officer."""
    return _count_persons(record for record in context.in_force if record.value("acting"))


@FACTS.add(
    count(ngettext("listed administrator without a letter in force", "listed administrators without a letter in force"))
)
def administrators_without_letter(context: AccountContext) -> int | None:
    """Number of appointments listed in `admins` that are not in force for the account; unknown without the list."""
    listed = _listed_ids(context)
    return len(listed - {record.id for record in context.in_force}) if listed else None


@FACTS.add(
    count(
        ngettext(
            "letter without its number, date, signatory, file or signed paper",
            "letters without number, date, signatory, file or signed paper",
        )
    )
)
def letters_incomplete(context: AccountContext) -> int:
    """Number of letters in force without number, date, signatory, soft copy and its digest, or a received hard copy."""
    return sum(not all(record.text("letter", *part) for part in _COMPLETE_LETTER) for record in context.in_force)


@FACTS.add(count(ngettext("letter received after the deadline", "letters received after the deadline")))
def letters_late(context: AccountContext) -> int:
    """Number of letters in force received after the deadline of the directive that they answered first."""
    late = context.register_facts.once(_late_letters)
    return sum(record.id in late for record in context.in_force)


@FACTS.add(
    count(
        ngettext(
            "replacement that does not begin on the day after the old letter ends",
            "replacements that do not begin on the day after the old letters end",
        ),
    )
)
def replacements_out_of_line(context: AccountContext) -> int:
    """Number of letters in force that do not begin on the day after the end of the letter that they replace."""
    return sum(_is_out_of_line(context, record) for record in context.in_force)


@FACTS.add(
    count(
        ngettext(
            "officer without a mailbox on a government domain", "officers without a mailbox on a government domain"
        )
    )
)
def officers_without_official_mailbox(context: AccountContext) -> int | None:
    """Number of officers in force without a mailbox on an official domain; unknown if one has no mailbox."""
    mailboxes = [record.text("officer", "email") for record in context.in_force]
    if not context.agency.domains or None in mailboxes:
        return None
    hosts = [(mailbox or "").rpartition("@")[2].lower() for mailbox in mailboxes]
    return sum(not is_on(host, context.agency.domains) for host in hosts)


@FACTS.add(count(ngettext("officer without a valid course", "officers without a valid course")))
def officers_without_training(context: AccountContext) -> int:
    """Number of officers in force without a course that is valid today."""
    return sum(
        not any(_is_valid_course(context, course) for course in record.items("training")) for record in context.in_force
    )


@FACTS.add(
    count(ngettext("officer trained after the appointment began", "officers trained after their appointments began"))
)
def officers_trained_late(context: AccountContext) -> int:
    """Number of officers in force whose first course was after their appointment began."""
    return sum(_first_course_date(record) > (record.text("effective_from") or "") for record in context.in_force)


@FACTS.add(
    count(ngettext("officer who has not signed the rules of use", "officers who have not signed the rules of use"))
)
def officers_without_agreement(context: AccountContext) -> int:
    """Number of officers in force who have not signed the rules of acceptable use."""
    signed = [record.text("agreement_signed") for record in context.in_force]
    return sum(day is None or day > context.today for day in signed)


@FACTS.add(count(ngettext("ended appointment", "ended appointments")))
def appointments_ended(context: AccountContext) -> int:
    """Number of appointments for the account that have ended since it was opened."""
    return len(_ended_ids(context))


@FACTS.add(days_of(_("an open handover")))
def days_with_open_handover(context: AccountContext) -> int:
    """Days since the end of the appointment whose handover has been open longest; 0 if none is."""
    days_since = context.register_facts.days_since
    return max((days_since(handover.ended) or 0 for handover in _open_handovers(context)), default=0)


@FACTS.add(count(ngettext("overdue handover", "overdue handovers")))
def handovers_overdue(context: AccountContext) -> int:
    """Number of officers who left without handing over access, recovery and tools by the next working day."""
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
