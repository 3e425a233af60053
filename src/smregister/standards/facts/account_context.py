"""Sources of facts: a register, an agency, an account."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from smregister.appointments.agency_status import Term, terms
from smregister.model import Record
from smregister.records.views import Account
from smregister.register.register import (
    Register,
    agency_and_jurisdictions,
    by_agency,
    official_domains,
    public_register,
    reference_id,
)
from smregister.register.twins import find_twins
from smregister.register.urls import is_on
from smregister.standards.in_force import in_force

T = TypeVar("T")

# Stands for the languages of an account that names none.
_ANY_LANGUAGE = ""


class AgencyContext:
    """An agency's record, jurisdictions and domains.

    `jurisdiction_codes` is empty if one of the jurisdictions is missing, so that not all are known.
    """

    def __init__(self, register: Register, agency_id: str | None) -> None:
        records = [*agency_and_jurisdictions(register, agency_id)]
        self.record = records[0] if records and records[0].kind == "agency" else None
        self.jurisdictions = [record for record in records if record.kind == "jurisdiction"]
        codes = frozenset(record.id for record in self.jurisdictions)
        above = records[-1].text("parent") if self.jurisdictions else None
        self.jurisdiction_codes = codes if above is None or above in codes else frozenset()
        self.domains = official_domains(register, agency_id)

    def nearest_texts(self, field: str) -> Sequence[str]:
        """Return the texts in a field of the nearest jurisdiction that has any."""
        return next((texts for record in self.jurisdictions if (texts := record.texts(field))), ())


class OpeningDates:
    """Dates on which an agency's accounts on a platform were opened, by language.

    A proposed account has not been opened.
    """

    def __init__(self, accounts: Iterable[Record]) -> None:
        self._first: dict[str, str] = {}
        self._undated: set[str] = set()
        opened = [account for account in accounts if account.text("status") != "proposed"]
        self._count = len(opened)
        for account in opened:
            day = account.text("opened")
            for language in account.texts("languages") or [_ANY_LANGUAGE]:
                if day:
                    self._first[language] = min(day, self._first.get(language, day))
                else:
                    self._undated.add(language)

    def has_older(self, account: Record) -> bool | None:
        """Check whether an older account shares a language; None if unknown."""
        day, languages = account.text("opened"), account.texts("languages")
        if not day or not languages:
            return None if self._count > 1 else False
        if any(self._first.get(language, day) < day for language in languages):
            return True
        possible = self._first.get(_ANY_LANGUAGE, day) < day
        return None if possible or not self._undated.isdisjoint((*languages, _ANY_LANGUAGE)) else False


class RegisterFacts:
    """A register on a day, with what its accounts share computed once."""

    def __init__(self, register: Register, day: date) -> None:
        self.register, self.day, self.today = register, day, day.isoformat()
        self._ordinal = day.toordinal()
        self._agencies: dict[str | None, AgencyContext] = {}
        self._results: dict[Callable[[RegisterFacts], Any], Any] = {}

    @cached_property
    def public(self) -> RegisterFacts:
        """Return the same of the published records."""
        return RegisterFacts(public_register(self.register), self.day)

    def once(self, compute: Callable[[RegisterFacts], T]) -> T:
        """Return what a function computes from the register, computed once."""
        if compute not in self._results:
            self._results[compute] = compute(self)
        result: T = self._results[compute]
        return result

    def days_since(self, text: str | None) -> int | None:
        """Count the days since a date; None if it lies in the future or is missing."""
        days = self.days_from(text)
        return days if days is not None and days >= 0 else None

    def days_from(self, text: str | None) -> int | None:
        """Count the days since a date, negative in the future; None if missing."""
        try:
            return self._ordinal - date.fromisoformat(text).toordinal() if text else None
        except ValueError:
            return None

    def agency(self, agency_id: str | None) -> AgencyContext:
        """Return the context of an agency."""
        context = self._agencies.get(agency_id)
        if context is None:
            context = self._agencies[agency_id] = AgencyContext(self.register, agency_id)
        return context

    def terms_of(self, account: Record) -> list[Term]:
        """Return the appointments for an account, past and future ones included."""
        named = (term for term in self._terms.get(("account", account.id), ()) if term.covers(Account(account)))
        return [*self._terms.get(("agency", account.agency), ()), *named]

    @cached_property
    def _terms(self) -> Mapping[tuple[str, str | None], list[Term]]:
        kind = self.register.kinds.get("account")
        by_target = defaultdict[tuple[str, str | None], list["Term"]](list)
        for term in terms(self.register.valid("appointment")):
            agency = term.appointment.agency
            if term.appointment.is_for_all_accounts:
                by_target["agency", agency].append(term)
            else:
                for name in term.appointment.accounts:
                    by_target["account", reference_id(kind, name, agency)].append(term)
        return by_target

    @cached_property
    def waivers(self) -> Mapping[str | None, Sequence[Record]]:
        """Return the waivers by agency."""
        return by_agency(self.register.valid("waiver"))

    @cached_property
    def standards(self) -> Sequence[Record]:
        """Return the standards in force, the newest last."""
        return in_force([*self.register.valid("standard")], self.today)

    @cached_property
    def recent_months(self) -> frozenset[int]:
        """Return the months in which the last 30 days lie."""
        first = max(self._ordinal - 29, 1)
        return frozenset(date.fromordinal(ordinal).month for ordinal in range(first, self._ordinal + 1))

    @cached_property
    def live_accounts(self) -> Mapping[tuple[str | None, str | None], Sequence[Record]]:
        """Return the accounts that have not ended, by agency and platform."""
        by_profile = defaultdict[tuple[str | None, str | None], list["Record"]](list)
        for record in self.register.valid("account"):
            if not Account(record).has_ended_by(self.today):
                by_profile[record.agency, record.text("platform")].append(record)
        return by_profile

    @cached_property
    def opening_dates(self) -> Mapping[tuple[str | None, str | None], OpeningDates]:
        """Return the opening dates of open accounts by agency and platform."""
        return {profile: OpeningDates(accounts) for profile, accounts in self.live_accounts.items()}

    @cached_property
    def plain_handles(self) -> Mapping[tuple[str | None, str | None], Counter[str]]:
        """Count the plain handles of accounts that have not ended, by agency and brand."""
        by_brand = defaultdict[tuple[str | None, str | None], Counter[str]](Counter)
        for accounts in self.live_accounts.values():
            for record in accounts:
                if handle := self.plain_handle(record):
                    by_brand[record.agency, record.text("brand")][handle] += 1
        return by_brand

    def plain_handle(self, account: Record) -> str | None:
        """Return the letters and digits of a handle; None if a code or a host."""
        platform, handle = self.register.platforms.get(account.text("platform")), account.text("handle")
        if platform is None or not handle or not platform.is_name(handle):
            return None
        return "".join(filter(str.isalnum, handle.rpartition("/")[2].casefold())) or None

    def count_duplicates(self, account: Record) -> int:
        """Count the other records of the same account, by handle, number or former handle."""
        return sum(1 for _ in find_twins(self.register, account))


class AccountContext:
    """An account, its agency and its appointments."""

    def __init__(self, register_facts: RegisterFacts, account: Record) -> None:
        self.register_facts, self.account, self.today = register_facts, account, register_facts.today
        self.profile = (account.agency, account.text("platform"))
        self.agency = register_facts.agency(account.agency)
        self.terms = register_facts.terms_of(account)
        self.in_force = [term.appointment.record for term in self.terms if term.dates.contains(self.today)]

    def days_since(self, *route: str) -> int | None:
        """Count the days since a date in the account's record."""
        return self.register_facts.days_since(self.account.text(*route))

    def has_official_mailbox(self, field: str) -> bool | None:
        """Check whether a mailbox is on a domain of the agency or its government."""
        address = self.account.text(field)
        if not address or not self.agency.domains:
            return None
        return is_on(address.rpartition("@")[2].lower(), self.agency.domains)
