"""All facts, and the facts of one account on one day."""

from __future__ import annotations

from smregister.model import Record
from smregister.standards.account_facts import MAX_ITEMS, AccountFacts, FactTypes
from smregister.standards.facts import access, agency, appointments, lifecycle, upkeep
from smregister.standards.facts.account_context import AccountContext, RegisterFacts
from smregister.standards.facts.fact import Fact
from smregister.standards.facts.observations import OBSERVABLES, observed_facts

FACTS: tuple[Fact, ...] = (*lifecycle.FACTS, *access.FACTS, *upkeep.FACTS, *agency.FACTS, *appointments.FACTS)
"""Facts from records; those from observations follow from `OBSERVABLES`."""

TYPES = FactTypes({fact.name: fact.type for fact in FACTS} | {fact.fact_name: fact.fact_type for fact in OBSERVABLES})
"""Types of all facts by name."""


def find_facts(register_facts: RegisterFacts, account: Record) -> AccountFacts:
    """Return the facts of a valid account."""
    context = AccountContext(register_facts, account)
    observation = register_facts.register.of_kind("observation").get(account.id)
    values, ages = observed_facts(observation, register_facts.days_since)
    for fact in FACTS:
        value = fact.find(context)
        if value is not None and not (isinstance(value, list) and len(value) > MAX_ITEMS):
            values[fact.name] = value

    def find_public() -> AccountFacts:
        public = register_facts.public
        return find_facts(public, public.register.of_kind("account")[account.id])

    return AccountFacts(values, ages, context.agency.jurisdiction_codes, find_public)
