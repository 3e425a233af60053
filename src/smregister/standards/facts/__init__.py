"""All facts, and the facts of one account on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from smregister.model import Record, Value
from smregister.standards.facts import access, agency, appointments, lifecycle, upkeep
from smregister.standards.facts.account_context import AccountContext, RegisterFacts
from smregister.standards.facts.fact import Fact, FactType
from smregister.standards.facts.observations import OBSERVABLES, observed_facts

__all__ = ["FACTS", "MAX_ITEMS", "TYPES", "AccountFacts", "RegisterFacts", "find_facts"]

FACTS: tuple[Fact, ...] = (*lifecycle.FACTS, *access.FACTS, *upkeep.FACTS, *agency.FACTS, *appointments.FACTS)
"""Facts from records; those from observations follow from `OBSERVABLES`."""

TYPES: Mapping[str, FactType] = {each.name: each.type for each in FACTS} | {
    each.fact_name: each.fact_type for each in OBSERVABLES
}
"""Types of all facts by name."""

MAX_ITEMS = 50
"""A longer list counts as unknown, so that a condition never takes long to evaluate."""


@dataclass(frozen=True, eq=False)
class AccountFacts:
    """Known facts of an account on a day, by name, and the ages in days of observed ones.

    `jurisdictions` are the agency's and all above it; none if one is missing. `find_public` finds the facts
    that the published records support.
    """

    values: Mapping[str, Value]
    ages: Mapping[str, int] = field(default_factory=dict)
    jurisdictions: frozenset[str] = frozenset()
    find_public: Callable[[], AccountFacts] | None = None

    @cached_property
    def confidential(self) -> frozenset[str]:
        """Return the names of facts that the published records do not support."""
        if self.find_public is None:
            return frozenset()
        known, public = self.values, self.find_public().values
        return frozenset(name for name in known.keys() | public.keys() if known.get(name) != public.get(name))


def find_facts(register_facts: RegisterFacts, account: Record) -> AccountFacts:
    """Return the facts of a valid account."""
    context = AccountContext(register_facts, account)
    values, ages = observed_facts(register_facts.register.of_kind("observation").get(account.id), register_facts)
    for each in FACTS:
        value = each.find(context)
        if value is not None and not (isinstance(value, list) and len(value) > MAX_ITEMS):
            values[each.name] = value

    def find_public() -> AccountFacts:
        public = register_facts.public
        return find_facts(public, public.register.of_kind("account")[account.id])

    return AccountFacts(values, ages, context.agency.jurisdiction_codes, find_public)
