"""All facts, listed by hand, and those of one account on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.standards.facts import access, agency, care, letters, life
from smregister.standards.facts.observable import OBSERVABLES, observed_facts
from smregister.standards.facts.subject import Census, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.model import Record, Value
    from smregister.standards.facts.fact import Fact, FactType

__all__ = ["FACTS", "MOST_ITEMS", "TYPES", "AccountFacts", "Census", "facts_of"]

FACTS: tuple[Fact, ...] = (*life.FACTS, *access.FACTS, *care.FACTS, *agency.FACTS, *letters.FACTS)
"""The facts that records tell; `OBSERVABLES` are the others."""

TYPES: Mapping[str, FactType] = {each.name: each.type for each in FACTS} | {
    each.fact_name: each.fact_type for each in OBSERVABLES
}
"""The types of all facts, by their names."""

MOST_ITEMS = 50
"""A list with more items is not known, so that a condition is never long at it."""


class AccountFacts(NamedTuple):
    """What is known of an account on a day: facts by name, and the age in days of those that were observed.

    `jurisdictions` are its agency's and all above that one; none where they are not all known.
    """

    values: Mapping[str, Value]
    ages: Mapping[str, int] = {}
    jurisdictions: frozenset[str] = frozenset()


def facts_of(census: Census, account: Record) -> AccountFacts:
    """Find the facts of a sound account; what is not known is absent."""
    subject = Subject(census, account)
    values, ages = observed_facts(census, census.register.of_kind("observation").get(account.id))
    for each in FACTS:
        value = each.find(subject)
        if value is not None and not (isinstance(value, list) and len(value) > MOST_ITEMS):
            values[each.name] = value
    return AccountFacts(values, ages, subject.around.codes)
