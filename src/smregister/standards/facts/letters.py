"""Facts of who runs an account, and by which letter, from the appointments that cover it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.appointments.mandates import replaced_id, replacement_day
from smregister.model import value_at
from smregister.official_domains import is_on
from smregister.register import reference_id
from smregister.standards.facts.fact import Source, fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smregister.appointments.handovers import Handover
    from smregister.model import Record, Value
    from smregister.standards.facts.subject import Subject

letter_fact = fact(Source.APPOINTMENT)

_ADMINISTRATORS = frozenset({"lead", "admin", "deputy", "desk-coadmin"})
# For so many days a course counts that names no last day; digital.gov and the U.S. Army ask for one a year.
_COURSE_COUNTS = 365
_LETTER = (
    ("number",),
    ("date",),
    ("signed_by", "post"),
    ("softcopy", "sha256"),
    ("softcopy", "received"),
    ("hardcopy", "received"),
)


@letter_fact
def officers_in_force(of: Subject) -> int:
    """How many persons a letter in force today appoints for the account."""
    return _persons(of.in_force)


@letter_fact
def administrators_in_force(of: Subject) -> int:
    """How many of them may administer it: role lead, admin, deputy or desk-coadmin, or listed in its `admins`."""
    listed = _listed_ids(of)
    return _persons(each for each in of.in_force if each.text("role") in _ADMINISTRATORS or each.id in listed)


@letter_fact
def deputies_in_force(of: Subject) -> int:
    """How many of them are deputies."""
    return _persons(each for each in of.in_force if each.text("role") == "deputy")


@letter_fact
def acting_officers(of: Subject) -> int:
    """How many of them only stand in for somebody."""
    return _persons(each for each in of.in_force if each.value("acting"))


@letter_fact
def administrators_without_letter(of: Subject) -> int | None:
    """How many appointments the account's `admins` lists that are not in force for it today; not known without it."""
    listed = _listed_ids(of)
    return len(listed - {each.id for each in of.in_force}) if listed else None


@letter_fact
def letters_incomplete(of: Subject) -> int:
    """How many letters in force lack number, date, signatory, soft copy and its digest, or a received hard copy."""
    return sum(not all(each.text("letter", *part) for part in _LETTER) for each in of.in_force)


@letter_fact
def letters_late(of: Subject) -> int:
    """How many letters in force came after the deadline of a directive that they were the first to answer."""
    return sum(each.id in of.census.late_letters for each in of.in_force)


@letter_fact
def replacements_out_of_line(of: Subject) -> int:
    """How many letters in force do not begin on the day after the end of the one that they replace."""
    return sum(_is_out_of_line(of, each) for each in of.in_force)


@letter_fact
def officers_without_official_mailbox(of: Subject) -> int | None:
    """How many officers in force have a mailbox that is on no official domain; not known where one has none."""
    mailboxes = [each.text("officer", "email") for each in of.in_force]
    if not of.around.domains or None in mailboxes:
        return None
    hosts = [(mailbox or "").rpartition("@")[2].lower() for mailbox in mailboxes]
    return sum(not is_on(host, of.around.domains) for host in hosts)


@letter_fact
def officers_without_training(of: Subject) -> int:
    """How many officers in force have no course that counts today."""
    return sum(not any(_counts(of, each) for each in record.items("training")) for record in of.in_force)


@letter_fact
def officers_trained_late(of: Subject) -> int:
    """How many officers in force took their first course after their appointment began."""
    return sum(_first_course(each) > (each.text("effective_from") or "") for each in of.in_force)


@letter_fact
def officers_without_agreement(of: Subject) -> int:
    """How many officers in force have not signed the rules of acceptable use."""
    signed = [each.text("agreement_signed") for each in of.in_force]
    return sum(day is None or day > of.census.today for day in signed)


@letter_fact
def appointments_ended(of: Subject) -> int:
    """How many appointments for the account have ended since it was opened."""
    return len(_ended(of))


@letter_fact
def days_with_open_handover(of: Subject) -> int:
    """For how many days, at most, an appointment has been over whose handover is open; 0 where none is."""
    return max((of.census.days_since(each.ended) or 0 for each in _open_handovers(of)), default=0)


@letter_fact
def handovers_overdue(of: Subject) -> int:
    """How many officers have left and not handed over access, recovery and tools by the next working day."""
    return sum(each.is_overdue(of.census.today) for each in _open_handovers(of))


def _persons(letters: Iterable[Record]) -> int:
    """Count the persons that letters appoint; one who has two letters counts once."""
    return len({each.text("officer", "name") or each.text("officer", "email") or each.id for each in letters})


def _ended(of: Subject) -> list[str]:
    """Name the appointments that are over and had not ended before the account was opened."""
    opened = of.account.text("opened") or ""
    return [each.record.id for each in of.letters if each.end and opened <= each.end < of.census.today]


def _open_handovers(of: Subject) -> list[Handover]:
    return [of.census.open_handovers[each] for each in _ended(of) if each in of.census.open_handovers]


def _is_out_of_line(of: Subject, letter: Record) -> bool:
    replaced = of.census.register.of_kind("appointment").get(replaced_id(letter) or "")
    return bool(replaced and replaced.sound and replacement_day(replaced) != letter.text("effective_from"))


def _listed_ids(of: Subject) -> set[str]:
    kind = of.census.register.kinds.get("appointment")
    return {reference_id(kind, name, of.account.agency) for name in of.account.texts("admins")}


def _counts(of: Subject, course: Value) -> bool:
    taken, last = value_at(course, ("date",)), value_at(course, ("valid_until",))
    days = of.census.days_since(taken) if isinstance(taken, str) else None
    if days is None:
        return False
    return last >= of.census.today if isinstance(last, str) else days <= _COURSE_COUNTS


def _first_course(letter: Record) -> str:
    days = [value_at(course, ("date",)) for course in letter.items("training")]
    return min((day for day in days if isinstance(day, str)), default="")


FACTS = (
    officers_in_force,
    administrators_in_force,
    deputies_in_force,
    acting_officers,
    administrators_without_letter,
    letters_incomplete,
    letters_late,
    replacements_out_of_line,
    officers_without_official_mailbox,
    officers_without_training,
    officers_trained_late,
    officers_without_agreement,
    appointments_ended,
    days_with_open_handover,
    handovers_overdue,
)
