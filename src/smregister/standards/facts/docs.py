"""Descriptions of facts for authors of clauses."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.errors import FatalError
from smregister.standards.facts import FACTS, TYPES
from smregister.standards.facts.fact import FactSource
from smregister.standards.facts.observations import OBSERVABLES, OBSERVABLES_BY_NAME, ObservableType
from smregister.text import did_you_mean

UNKNOWN_FACTS = (
    "A clause with an unknown fact is never met: the outcome is `could-not-tell`, or `fail` if the known facts decide. "
    "has(facts.NAME) tests whether a fact is known."
)


def describe_fact(name: str) -> str:
    """Describe a fact, also by the name of its observation; raise FatalError with the nearest name."""
    name = OBSERVABLES_BY_NAME[name].fact_name if name in OBSERVABLES_BY_NAME else name
    if name not in TYPES:
        raise FatalError(f"there is no fact `{name}`{did_you_mean(name, TYPES)}")
    [(source, description)] = [entry[1:] for entry in list_facts() if entry[0] == name]
    return f"facts.{name} ({TYPES[name]}, from {source})\n\n{description}\n\n{UNKNOWN_FACTS}"


def list_facts() -> Iterator[tuple[str, FactSource, str]]:
    """Yield each fact: its name, its source and its description."""
    yield from ((fact.name, fact.source, fact.description) for fact in FACTS)
    for observable in OBSERVABLES:
        words = observable.description
        sentence = f"Days since {words}" if observable.type is ObservableType.DAY else words[0].upper() + words[1:]
        text = f"{sentence}. Observed as `{observable.name}`: {observable.type}."
        yield observable.fact_name, FactSource.OBSERVATION, text
