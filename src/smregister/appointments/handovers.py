"""What is owed when an officer leaves: that access is taken away, within one working day of the end."""

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

OWED = ("access_removed", "recovery_changed", "tools_removed")
"""What of a handover is owed in any case."""


class Handover(NamedTuple):
    """What an appointment leaves to be done after its last day: which fields of `handover`, due on which day.

    From `until` on, where there is such a day, it is done, or nothing is owed any more.
    """

    appointment: Record
    ended: str
    due: str
    missing: tuple[str, ...]
    until: str | None = None

    def is_open(self, day: str) -> bool:
        """Return whether it is still owed on a day, be it due or not."""
        return self.ended < day and (not self.until or day < self.until)

    def is_overdue(self, day: str) -> bool:
        """Return whether it is still owed after the day on which it was due."""
        return self.due < day and self.is_open(day)


def open_handovers(register: Register, day: date) -> list[Handover]:
    """Return the handovers that are open on a day, in the order of the appointments' files."""
    return [each for each in handovers(register) if each.is_open(day.isoformat())]


def handovers(register: Register) -> Iterator[Handover]:
    """Return the handovers that ends of appointments bring, done or not; those that nobody ever owes are left out.

    Nothing is owed for accounts that the appointment did not cover, nor where another letter keeps the officer
    in charge of them. Working days are those that the register itself knows: weekends, and days it has on record.
    """
    kind = register.kinds.get("appointment")
    owed = tuple(name for name in OWED if kind and ("handover", name) in kind.fields)
    ending = [(each, end) for each in register.appointments if owed and (end := each.last_day)]
    if ending:
        beside, calendars = _Neighbours(register), Calendars(register, recorded_only=True)
        for appointment, ended in ending:
            record = appointment.record
            due = _due(calendars, register.of_kind("agency").get(record.agency or ""), ended)
            missing = tuple(name for name in owed if record.value("handover", name) is not True)
            until = beside.needed_until(appointment, ended) if missing else appointment.handover.date or ended
            if due and (until is None or until > ended):
                yield Handover(record, ended, due, missing or owed, until)


def _due(calendars: Calendars, agency: Record | None, ended: str) -> str | None:
    """Return the working day after an end; the next day where nothing is worked, None where the calendar ends."""
    day, jurisdiction = parse_day(ended), Agency(agency).jurisdiction if agency else None
    try:
        return calendars.of(jurisdiction or "").next_working_day(day).isoformat() if day else None
    except FatalError:
        return shift_day(ended, 1)


class _Neighbours:
    """The accounts and appointments that lie beside an appointment, in its agency."""

    def __init__(self, register: Register) -> None:
        self._kind = register.kinds["appointment"]
        accounts = by_agency(register.of_kind("account").values())
        self._accounts = {agency: {each.id: Account(each) for each in some} for agency, some in accounts.items()}
        appointments = by_agency(register.valid("appointment"))
        self._appointments = {
            agency: [(each, each.term) for each in map(Appointment, some)] for agency, some in appointments.items()
        }

    def needed_until(self, appointment: Appointment, ended: str) -> str | None:
        """Return the day from which on an end asks for nothing any more: its own where it never did, or None."""
        following = shift_day(ended, 1) or ended
        beside = self._appointments.get(appointment.agency, ())
        others = (each for each, term in beside if term.contains(following))
        if any(self._keeps(other, appointment) for other in others if other.id != appointment.id):
            return ended
        covered = self._covered(appointment)
        if covered is None:
            return None
        term = DateRange(appointment.effective_from, ended)
        ends = [_end(account) for account in covered if _was_there(account, term)]
        return None if None in ends else max(filter(None, ends), default=ended)

    def _keeps(self, other: Appointment, appointment: Appointment) -> bool:
        """Return whether another letter in force keeps the same officer in charge of the same accounts."""
        return self._covers(other, appointment) and is_same_officer(other.record, appointment.record)

    def _covers(self, other: Appointment, appointment: Appointment) -> bool:
        if other.is_for_all_accounts:
            return True
        return not appointment.is_for_all_accounts and self._ids(appointment) <= self._ids(other)

    def _ids(self, appointment: Appointment) -> set[str]:
        return {reference_id(self._kind, name, appointment.agency) for name in appointment.accounts}

    def _covered(self, appointment: Appointment) -> list[Account] | None:
        """Return the accounts that an appointment covers; None where one of them lies in another agency."""
        accounts = self._accounts.get(appointment.agency, {})
        if appointment.is_for_all_accounts:
            return [*accounts.values()]
        ids = self._ids(appointment)
        return [accounts[each] for each in sorted(ids)] if ids <= accounts.keys() else None


def _was_there(account: Account, term: DateRange) -> bool:
    """Return whether there was an account, so that somebody had access to it, on a day of a term."""
    lifetime = DateRange(account.opened, account.closed)
    return account.status != "proposed" and lifetime.overlaps(term)


def _end(account: Account) -> str | None:
    """Return the day from which on an account is no more; None where it goes on."""
    if account.closed:
        return shift_day(account.closed, 1) or account.closed
    return "0000" if account.has_ended else None
