"""Descriptions of facts for authors of clauses."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.errors import FatalError
from smregister.standards.facts import FACTS, TYPES
from smregister.standards.facts.fact import FactSource
from smregister.standards.facts.observations import OBSERVABLES, ObservableType
from smregister.text import did_you_mean

_UNKNOWN = (
    "A clause with an unknown fact is never met: the outcome is `could-not-tell`, or `fail` if the known facts decide. "
    "has(facts.NAME) tests whether a fact is known."
)


def describe_facts(name: str = "") -> str:
    """Describe a fact, or all; raise FatalError with the nearest name."""
    if not name:
        return "\n".join(_all_lines())
    if name not in TYPES:
        raise FatalError(f"there is no fact `{name}`{did_you_mean(name, TYPES)}")
    [(source, description)] = [entry[1:] for entry in _descriptions() if entry[0] == name]
    return f"facts.{name} ({TYPES[name]}, from {source})\n\n{description}\n\n{_UNKNOWN}"


def _all_lines() -> Iterator[str]:
    yield from ("facts: what conditions of clauses can speak of, as facts.NAME.", "", _UNKNOWN)
    for source in FactSource:
        yield from ("", f"From {source}:")
        yield from (f"  {name} ({TYPES[name]}): {text}" for name, origin, text in _descriptions() if origin is source)
    yield from ("", "`smregister explain facts.NAME` describes one.")


def _descriptions() -> Iterator[tuple[str, FactSource, str]]:
    yield from ((fact.name, fact.source, fact.description) for fact in FACTS)
    for observable in OBSERVABLES:
        words = observable.description
        sentence = f"Days since {words}" if observable.type is ObservableType.DAY else words[0].upper() + words[1:]
        text = f"{sentence}. Observed as `{observable.name}`: {observable.type}."
        yield observable.fact_name, FactSource.OBSERVATION, text
