"""What is known of the accounts of a register on a day, and what of that is public: found once for all who judge."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from smregister.register import public_register
from smregister.standards.facts import Census, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smregister.model import Record
    from smregister.register import Register
    from smregister.standards.facts import AccountFacts


class Place(NamedTuple):
    """Where an account belongs, as far as that is public; its own id and its agency's always are."""

    account: str
    agency: str
    level: str
    platform: str
    jurisdiction: str


class Knowledge:
    """A whole register, asked on a day about its accounts: by all that is in it, and by what of that is public."""

    def __init__(self, register: Register, day: date) -> None:
        self.register, self.public = register, public_register(register)
        self.census, self.public_census = Census(register, day), Census(self.public, day)

    def accounts(self) -> Iterator[KnownAccount]:
        """Give the sound accounts, in the order of their paths."""
        return (KnownAccount(self, account) for account in self.register.sound("account"))


class KnownAccount:
    """An account and what is known of it, which is looked for when it is first asked about."""

    def __init__(self, knowledge: Knowledge, record: Record) -> None:
        self.record = record
        self._knowledge = knowledge
        self._public_record = knowledge.public.of_kind("account")[record.id]

    @cached_property
    def place(self) -> Place:
        """Say where it belongs."""
        agency = self._knowledge.public.of_kind("agency").get(self.record.agency or "")
        level, jurisdiction = ((agency.text(field) if agency else None) for field in ("level", "jurisdiction"))
        platform = self._public_record.text("platform")
        return Place(self.record.id, self.record.agency or "", level or "", platform or "", jurisdiction or "")

    @cached_property
    def facts(self) -> AccountFacts:
        """Give all facts."""
        return facts_of(self._knowledge.census, self.record)

    @cached_property
    def secret_facts(self) -> frozenset[str]:
        """Name the facts that nobody could find by what is public."""
        known = self.facts.values
        public = facts_of(self._knowledge.public_census, self._public_record).values
        return frozenset(name for name in known.keys() | public.keys() if known.get(name) != public.get(name))
