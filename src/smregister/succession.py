"""What is to be done so that no account is without an officer: terms that end soon, and what agencies owe already."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from smregister.calendars import Calendars
from smregister.directives import Directive
from smregister.model import value_at
from smregister.obligations import Status
from smregister.scalars import day_beside
from smregister.situations import situations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smregister.directives import Standing
    from smregister.mandates import Term
    from smregister.model import Record
    from smregister.register import Register
    from smregister.situations import Situation


class Matter(StrEnum):
    """Why an agency is to be written to."""

    TERM = "term-ends"
    ACTING = "acting-ends"
    TRAINING = "training-ends"
    NO_OFFICER = "no-officer"
    DIRECTIVE = "directive-outstanding"


class Concern(NamedTuple):
    """One matter of an agency: the appointment, the directive or the accounts it is about.

    `day` is the one on which something ends or ended, of a directive its deadline; `course` is to be taken again.
    """

    agency: Record
    matter: Matter
    day: str = ""
    appointment: Record | None = None
    directive: Record | None = None
    course: str = ""
    accounts: Sequence[Record] = ()

    @property
    def command(self) -> str:
        """Name the command that makes the letter which settles the matter; empty where no letter does."""
        if self.matter in (Matter.TERM, Matter.ACTING) and self.appointment:
            return f"smregister appoint --replace {self.appointment.id}"
        if self.matter in (Matter.NO_OFFICER, Matter.DIRECTIVE):
            return f"smregister letter --blank --agency {self.agency.id} -o draft.docx"
        return ""


def concerns(register: Register, within: int) -> list[Concern]:
    """Give what ends within so many days of the register's day, and what is owed on it, agency by agency.

    A term that an appointment replaces already is settled. A course counts until the last day of the last time that
    it was taken; that of an officer in force may lie in the past.
    """
    last = day_beside(register.day.isoformat(), within) or "9999-12-31"
    directives = [Directive(register, record) for record in register.sound("directive")]
    calendars = Calendars(register)
    return [
        concern
        for situation in situations(register)
        if situation.absence is None
        for concern in (*_of_officers(situation, last), *_owed(situation, directives, calendars))
    ]


def _of_officers(situation: Situation, last: str) -> Iterator[Concern]:
    replaced = {_replaced(term) for term in situation.terms}
    for term in situation.present_terms:
        if term.record.id not in replaced and term.until and term.until <= last:
            is_acting = term.until == term.record.text("acting", "until")
            matter = Matter.ACTING if is_acting else Matter.TERM
            yield Concern(situation.agency, matter, term.until, term.record)
        for course, day in sorted(_courses(term.record).items()):
            if day and day <= last:
                yield Concern(situation.agency, Matter.TRAINING, day, term.record, course=course)


def _replaced(term: Term) -> str:
    name = term.record.text("replaces") or ""
    return name if "/" in name or not name else f"{term.record.agency}/{name}"


def _courses(appointment: Record) -> dict[str, str]:
    """Give the courses an officer has taken, each with the last day it counts; empty where it counts for good."""
    found: dict[str, str] = {}
    for taken in appointment.items("training"):
        course, until = (value_at(taken, (name,)) for name in ("course", "valid_until"))
        known = found.get(str(course))
        found[str(course)] = "" if known == "" or not isinstance(until, str) else max(known or until, until)
    return found


def _owed(situation: Situation, directives: Sequence[Directive], calendars: Calendars) -> Iterator[Concern]:
    without = [account for account in situation.present_accounts if not situation.officers_of(account)]
    if without:
        ended = max((term.until for term in situation.terms if term.until < situation.day), default="")
        yield Concern(situation.agency, Matter.NO_OFFICER, ended, accounts=without)
    for directive in directives:
        standing = directive.standing(situation, calendars) if directive.binds(situation.agency) else None
        if standing and standing.status is Status.OUTSTANDING:
            yield Concern(situation.agency, Matter.DIRECTIVE, _deadline(standing), directive=directive.record)


def _deadline(standing: Standing) -> str:
    """Give the earliest deadline that an agency has missed; empty where none counts against it."""
    missed = (each.obligation.deadline for each in standing.answers if each.days is not None and not each.done)
    return min(missed, default="")
