"""Handovers due one working day after an officer leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from smregister.appointments.officers import is_same_officer
from smregister.dates import DateRange, parse_day, shift_day
from smregister.errors import FatalError
from smregister.model import Record
from smregister.records.views import Account, Agency, Appointment
from smregister.register.calendars import Calendars
from smregister.register.register import Register, by_agency, reference_id

REQUIRED_STEPS = ("access_removed", "recovery_changed", "tools_removed")
"""The fields of `handover` that every handover needs."""


class Handover(NamedTuple):
    """The handover after an appointment: the missing steps, and when they are due.

    It is open from the day after `ended` and before `settled_on`, the day from which nothing more is required.
    """

    appointment: Record
    ended: str
    due: str
    missing: tuple[str, ...]
    settled_on: str | None = None

    def is_open(self, day: str) -> bool:
        """Check whether steps are missing on a day, due or not."""
        return self.ended < day and (not self.settled_on or day < self.settled_on)

    def is_overdue(self, day: str) -> bool:
        """Check whether steps are missing on a day after the one on which they were due."""
        return self.due < day and self.is_open(day)


def open_handovers(register: Register, day: date) -> list[Handover]:
    """Return the handovers that are open on a day, by appointment file."""
    return [handover for handover in handovers(register) if handover.is_open(day.isoformat())]


def handovers(register: Register) -> Iterator[Handover]:
    """Yield the handovers of all appointments that end, done or not.

    No handover is required for accounts that the appointment did not cover, nor if another letter keeps the officer
    in charge of them. A handover before the last working day does not count. Working days are weekdays without the days
    off that the register has recorded.
    """
    kind = register.kinds.get("appointment")
    steps = tuple(step for step in REQUIRED_STEPS if kind and ("handover", step) in kind.fields)
    ending = [(appointment, end) for appointment in register.appointments if steps and (end := appointment.last_day)]
    if ending:
        cover, calendars = _Cover(register), Calendars(register, recorded_only=True)
        for appointment, ended in ending:
            record = appointment.record
            agency = register.of_kind("agency").get(record.agency or "")
            due = _due_day(calendars, agency, ended)
            handover = appointment.handover
            days = {step: handover.day_of(step) or ended for step in steps if handover.data.get(step) is True}
            # With the last working day, its weekend counts.
            early = {
                day for day in days.values() if day < ended and (_due_day(calendars, agency, day) or ended) <= ended
            }
            missing = tuple(step for step in steps if step not in days or days[step] in early)
            settled_on = cover.required_until(appointment, ended) if missing else appointment.handover.date or ended
            if due and (settled_on is None or settled_on > ended):
                yield Handover(record, ended, due, missing or steps, settled_on)


def _due_day(calendars: Calendars, agency: Record | None, ended: str) -> str | None:
    """Return the next working day, else the next day; None after the last one."""
    day, jurisdiction = parse_day(ended), Agency(agency).jurisdiction if agency else None
    try:
        return calendars.of(jurisdiction or "").nth_working_day(day).isoformat() if day else None
    except FatalError:
        return shift_day(ended, 1)


class _Cover:
    """The accounts of each agency, and the appointments that cover them."""

    def __init__(self, register: Register) -> None:
        self._kind = register.kinds["appointment"]
        accounts = by_agency(register.of_kind("account").values())
        self._accounts = {
            agency: {record.id: Account(record) for record in records} for agency, records in accounts.items()
        }
        self._terms = {
            agency: [(view, view.term) for view in map(Appointment, records)]
            for agency, records in by_agency(register.valid("appointment")).items()
        }

    def required_until(self, appointment: Appointment, ended: str) -> str | None:
        """Return the day from which no handover is required; None if it still is."""
        next_day = shift_day(ended, 1) or ended
        for other, term in self._terms.get(appointment.agency, ()):
            if other.id != appointment.id and term.contains(next_day) and self._continues(other, appointment):
                return ended
        covered = self._accounts_of(appointment)
        if covered is None:
            return None
        days = DateRange(appointment.effective_from, ended)
        ends = [
            _end(account)
            for account in covered
            if account.status != "proposed" and DateRange(account.opened, account.closed).overlaps(days)
        ]
        return None if None in ends else max(filter(None, ends), default=ended)

    def _continues(self, other: Appointment, appointment: Appointment) -> bool:
        """Check whether another letter keeps the officer in charge of the accounts."""
        has_all = not appointment.is_for_all_accounts and self._ids(appointment) <= self._ids(other)
        return (other.is_for_all_accounts or has_all) and is_same_officer(other.record, appointment.record)

    def _ids(self, appointment: Appointment) -> set[str]:
        return {reference_id(self._kind, name, appointment.agency) for name in appointment.accounts}

    def _accounts_of(self, appointment: Appointment) -> list[Account] | None:
        """Return the accounts of an appointment; None if one is another agency's."""
        accounts = self._accounts.get(appointment.agency, {})
        if appointment.is_for_all_accounts:
            return [*accounts.values()]
        ids = self._ids(appointment)
        return [accounts[id_] for id_ in sorted(ids)] if ids <= accounts.keys() else None


def _end(account: Account) -> str | None:
    """Return the first day after an account's end; None if it has not ended."""
    if account.closed:
        return shift_day(account.closed, 1) or account.closed
    return "0000" if account.has_ended else None
