"""Terms of appointments, and the status of each agency on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from smregister.dates import DateRange, date_or_text, day_before, earliest
from smregister.model import Record
from smregister.records.views import Account, Agency, Appointment
from smregister.register.register import Register, by_agency
from smregister.text import Message
from smregister.text import Message as _


class Term(NamedTuple):
    """An appointment, and the days on which it is in force."""

    appointment: Appointment
    dates: DateRange

    @property
    def start(self) -> str:
        """Return the first day, which every term has."""
        return self.dates.start or ""

    @property
    def letter_day(self) -> str:
        """Return the date of the letter; before it the appointment was not public."""
        return self.appointment.letter.date or ""

    def covers(self, account: Account) -> bool:
        """Check whether the letter covers an account of its agency, by name or with all."""
        appointment, names = self.appointment, {account.id, account.record.name}
        is_named = appointment.is_for_all_accounts or not names.isdisjoint(appointment.accounts)
        return is_named and appointment.agency == account.agency


def terms(appointments: Iterable[Record]) -> Iterator[Term]:
    """Yield the terms of appointments, which end when a replacement begins."""
    views = [*map(Appointment, appointments)]
    ends: dict[str, str] = {}
    for view in views:
        replaced, start = view.replaced_id, view.effective_from
        if replaced and start:
            end = day_before(start)
            ends[replaced] = min(end, ends.get(replaced, end))
    for view in views:
        dates = view.term
        if dates.start:
            yield Term(view, dates._replace(end=earliest(dates.end, ends.get(view.id))))


@dataclass(frozen=True)
class AgencyStatus:
    """An agency with all its accounts and terms on a day."""

    agency: Agency
    accounts: Sequence[Account]
    terms: Sequence[Term]
    day: str

    @property
    def absence(self) -> Message | None:
        """Return why the agency does not exist on the day; None if it does."""
        opened, closed = self.agency.opened, self.agency.closed
        if opened and self.day < opened:
            return _("the agency was set up on {day}", day=date_or_text(opened))
        if closed and closed < self.day:
            return _("the agency ended on {day}", day=date_or_text(closed))
        has_ended = self.agency.status == "closed" and not closed
        return _("the agency has ended") if has_ended else None

    @cached_property
    def present_accounts(self) -> Sequence[Account]:
        """Return the accounts that are approved, opened and not ended."""
        return [account for account in self.accounts if account.exists_on(self.day)]

    @cached_property
    def present_terms(self) -> Sequence[Term]:
        """Return the agency's terms in force by letters already written, the oldest first."""
        current = (term for term in self.terms if term.dates.contains(self.day) and term.letter_day <= self.day)
        return sorted(current, key=lambda term: (term.start, term.appointment.id))

    def officers_of(self, account: Account) -> Sequence[Term]:
        """Return the terms in force that cover an account."""
        return [term for term in self.present_terms if term.covers(account)]


def agency_statuses(register: Register) -> list[AgencyStatus]:
    """Return the status of every agency on the register's day, by agency id."""
    accounts = {agency: [*map(Account, records)] for agency, records in by_agency(register.valid("account")).items()}
    own = {agency: [*terms(records)] for agency, records in by_agency(register.valid("appointment")).items()}
    day = register.day.isoformat()
    return [
        AgencyStatus(agency, accounts.get(agency.id, ()), own.get(agency.id, ()), day)
        for agency in sorted(register.agencies, key=lambda agency: agency.id)
    ]
