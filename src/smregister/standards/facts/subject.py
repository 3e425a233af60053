"""An account, and what is looked at to find its facts: gathered once, asked about account by account."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from smregister.appointments.directives import late_letters
from smregister.appointments.handovers import open_handovers
from smregister.appointments.mandates import terms
from smregister.official_domains import is_on, official_domains, places_of
from smregister.register import account_keys, by_agency, reference_id
from smregister.standards.facts.openings import Openings
from smregister.standards.terms import in_force
from smregister.views import ALL_OF_AGENCY, Account

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smregister.appointments.handovers import Handover
    from smregister.appointments.mandates import Term
    from smregister.model import Record
    from smregister.register import Register


class Surroundings:
    """What lies around the accounts of an agency: its own record, its jurisdictions, its domains.

    `codes` are those of its jurisdictions; none where one that is named is not there, so that not all are known.
    """

    def __init__(self, register: Register, agency_id: str | None) -> None:
        places = [*places_of(register, agency_id)]
        self.agency = places[0] if places and places[0].kind == "agency" else None
        self.jurisdictions = [place for place in places if place.kind == "jurisdiction"]
        codes = frozenset(place.id for place in self.jurisdictions)
        above = places[-1].text("parent") if self.jurisdictions else None
        self.codes = codes if above is None or above in codes else frozenset()
        self.domains = official_domains(register, agency_id)

    def listed(self, field: str) -> Sequence[str]:
        """Give the texts that the nearest of its jurisdictions lists in a field; none where none does."""
        return next((texts for place in self.jurisdictions if (texts := place.texts(field))), ())


class Census:
    """A register, asked about on a day, with what many of its accounts have in common looked up once."""

    def __init__(self, register: Register, day: date) -> None:
        self.register, self.day, self.today = register, day, day.isoformat()
        self._ordinal = day.toordinal()
        self._surroundings: dict[str | None, Surroundings] = {}

    def days_since(self, text: str | None) -> int | None:
        """Count the days since a day; None where that is still to come, or there is none."""
        days = self.days_from(text)
        return days if days is not None and days >= 0 else None

    def days_from(self, text: str | None) -> int | None:
        """Count the days since a day, or, negative, until it; None where there is none."""
        try:
            return self._ordinal - date.fromisoformat(text).toordinal() if text else None
        except ValueError:
            return None

    def around(self, agency: str | None) -> Surroundings:
        """Give what lies around the accounts of an agency."""
        known = self._surroundings.get(agency)
        if known is None:
            known = self._surroundings[agency] = Surroundings(self.register, agency)
        return known

    def letters(self, account: Record) -> list[Term]:
        """Give the appointments that cover an account, those of the past and the future included."""
        return [*self._letters.get(("agency", account.agency), ()), *self._letters.get(("account", account.id), ())]

    @cached_property
    def _letters(self) -> Mapping[tuple[str, str | None], list[Term]]:
        kind = self.register.kinds.get("account")
        found: dict[tuple[str, str | None], list[Term]] = {}
        for term in terms(self.register.sound("appointment")):
            covered: list[tuple[str, str | None]] = [("agency", term.record.agency)]
            if term.record.value("accounts") != ALL_OF_AGENCY:
                names = term.record.texts("accounts")
                covered = [("account", reference_id(kind, name, term.record.agency)) for name in names]
            for what in covered:
                found.setdefault(what, []).append(term)
        return found

    @cached_property
    def waivers(self) -> Mapping[str | None, Sequence[Record]]:
        """Give the waivers by agency."""
        return by_agency(self.register.sound("waiver"))

    @cached_property
    def open_handovers(self) -> Mapping[str, Handover]:
        """Give the handovers that are open, by the ids of the appointments that have ended."""
        return {each.appointment.id: each for each in open_handovers(self.register, self.day)}

    @cached_property
    def late_letters(self) -> frozenset[str]:
        """Name the appointments whose letters came after the deadline of a directive that they answer."""
        return late_letters(self.register, self.today)

    @cached_property
    def standards(self) -> Sequence[Record]:
        """Give the standards in force, the newest last."""
        return in_force([*self.register.sound("standard")], self.today)

    @cached_property
    def recent_months(self) -> frozenset[int]:
        """Give the months in which the last 30 days lie."""
        first = max(self._ordinal - 29, 1)
        return frozenset(date.fromordinal(each).month for each in range(first, self._ordinal + 1))

    @cached_property
    def live_accounts(self) -> Mapping[tuple[str | None, str | None], Sequence[Record]]:
        """Give the accounts that have not ended, by agency and platform."""
        found: dict[tuple[str | None, str | None], list[Record]] = {}
        for record in self.register.sound("account"):
            if not Account(record).has_ended_by(self.today):
                found.setdefault((record.agency, record.text("platform")), []).append(record)
        return found

    @cached_property
    def openings(self) -> Mapping[tuple[str | None, str | None], Openings]:
        """Give when these were opened."""
        return {place: Openings(accounts) for place, accounts in self.live_accounts.items()}

    @cached_property
    def chosen_names(self) -> Mapping[tuple[str | None, str | None], Counter[str]]:
        """Count the names by which accounts that have not ended go, by agency and brand."""
        found: dict[tuple[str | None, str | None], Counter[str]] = {}
        for record in chain.from_iterable(self.live_accounts.values()):
            name = self.chosen_name(record)
            if name:
                found.setdefault((record.agency, record.text("brand")), Counter())[name] += 1
        return found

    def chosen_name(self, account: Record) -> str | None:
        """Give the letters and digits of an account's handle, if that is a name, for comparing it with others."""
        platform, handle = self.register.platforms.get(account.text("platform")), account.text("handle")
        if platform is None or not handle or not platform.is_name(handle):
            return None
        return "".join(filter(str.isalnum, handle.rpartition("/")[2].casefold())) or None

    def others_of(self, account: Record) -> int:
        """Count the other records that name the same account, by handle, number or former handle."""
        index = self.register.accounts_by_key
        keys = [key for key, _ in account_keys(self.register.platforms, account)]
        return len({record.id for key in keys for record, _ in index.get(key, ()) if record.id != account.id})


class Subject:
    """An account whose facts are looked for."""

    def __init__(self, census: Census, account: Record) -> None:
        self.census, self.account = census, account
        self.place = (account.agency, account.text("platform"))
        self.around = census.around(account.agency)
        self.letters = census.letters(account)
        self.in_force = [each.record for each in self.letters if each.dates.contains(census.today)]

    def days_since(self, *route: str) -> int | None:
        """Count the days since a day in the account's record."""
        return self.census.days_since(self.account.text(*route))

    def has_official_mailbox(self, field: str) -> bool | None:
        """Say whether a mailbox that the record names is on a domain of the agency or its government."""
        address = self.account.text(field)
        if not address or not self.around.domains:
            return None
        return is_on(address.rpartition("@")[2].lower(), self.around.domains)
