"""Agencies on a day: whether each is there, which accounts it has, and whose appointments it knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from smregister.appointments.mandates import Term, terms
from smregister.records.views import Account, Agency, Appointment
from smregister.register.register import Register, by_agency


@dataclass(frozen=True)
class AgencyStatus:
    """An agency, all its accounts and all its appointments with their terms, looked at on a day.

    `guests` are the terms of other agencies' officers whose letters name accounts of this one.
    """

    agency: Agency
    accounts: Sequence[Account]
    terms: Sequence[Term]
    day: str
    guests: Sequence[Term] = ()

    @property
    def absence(self) -> str | None:
        """Return why there is no such agency on the day; None where there is one."""
        opened, closed = self.agency.opened, self.agency.closed
        if opened and self.day < opened:
            return f"the agency was set up on {opened}"
        if closed and closed < self.day:
            return f"the agency ended on {closed}"
        has_ended = self.agency.status == "closed" and not closed
        return "the agency has ended" if has_ended else None

    @cached_property
    def present_accounts(self) -> Sequence[Account]:
        """Return the accounts it has on the day: neither proposed, nor still to be opened, nor ended."""
        return [account for account in self.accounts if account.exists_on(self.day)]

    @cached_property
    def present_terms(self) -> Sequence[Term]:
        """Return the agency's appointments in force on the day, by letters that had been written; the oldest first."""
        return self._in_force(self.terms)

    def officers_of(self, account: Account) -> Sequence[Term]:
        """Return the appointments in force on the day that cover an account, those of other agencies last."""
        return [
            term for term in (*self.present_terms, *self._in_force(self.guests)) if _covers(term.appointment, account)
        ]

    def _in_force(self, some: Iterable[Term]) -> Sequence[Term]:
        held = (term for term in some if term.dates.contains(self.day) and letter_day(term) <= self.day)
        return sorted(held, key=lambda term: (term.start, term.record.id))


def situations(register: Register) -> list[AgencyStatus]:
    """Look at every agency of a register on its day, in order of their names."""
    accounts, appointments = (by_agency(register.valid(kind)) for kind in ("account", "appointment"))
    known = {agency: [*terms(some)] for agency, some in appointments.items()}
    guests = _guests(term for some in known.values() for term in some)
    day = register.day.isoformat()
    return [
        AgencyStatus(
            each, [*map(Account, accounts.get(each.id, ()))], known.get(each.id, ()), day, guests.get(each.id, ())
        )
        for each in sorted(register.agencies, key=lambda each: each.id)
    ]


def _guests(known: Iterable[Term]) -> dict[str, list[Term]]:
    """Return, by agency, the terms of others' officers that name accounts of it."""
    found: dict[str, list[Term]] = {}
    for term in known:
        hosts = {name.partition("/")[0] for name in term.appointment.accounts if "/" in name}
        for host in hosts - {term.record.agency}:
            found.setdefault(host, []).append(term)
    return found


def letter_day(term: Term) -> str:
    """Return the day of an appointment's letter: before it nobody could know of the appointment."""
    return term.appointment.letter.date or ""


def _covers(appointment: Appointment, account: Account) -> bool:
    """Return whether a letter covers an account; all of an agency are those of the officer's own."""
    is_own = appointment.agency == account.agency
    if appointment.is_for_all_accounts:
        return is_own
    named = appointment.accounts
    return account.id in named or (is_own and account.record.name in named)
