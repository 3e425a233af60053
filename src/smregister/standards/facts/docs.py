"""Descriptions of facts for authors of clauses."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.errors import FatalError
from smregister.standards.facts import FACTS, TYPES
from smregister.standards.facts.fact import FactSource
from smregister.standards.facts.observations import OBSERVABLES, Observable, ObservableType
from smregister.text import did_you_mean

_UNKNOWN = (
    "A clause that names a fact which is not known is never met: the answer is `could-not-tell`, or `fail` where "
    "what is known decides. has(facts.NAME) asks whether one is known."
)


def describe_facts(name: str = "") -> str:
    """Describe a fact, or all of them.

    Raises FatalError, with the nearest name, if there is no fact of that name.
    """
    if not name:
        return "\n".join(_all_lines())
    for fact in FACTS:
        if fact.name == name:
            return f"facts.{name} ({fact.type}, from {fact.source})\n\n{fact.description}\n\n{_UNKNOWN}"
    for observable in OBSERVABLES:
        if observable.fact_name == name:
            head = f"facts.{name} ({observable.fact_type}, from {FactSource.OBSERVATION})"
            return f"{head}\n\n{_describe_observable(observable)}\n\n{_UNKNOWN}"
    raise FatalError(f"there is no fact `{name}`{did_you_mean(name, TYPES)}")


def _all_lines() -> Iterator[str]:
    yield from ("facts: what conditions of clauses can speak of, as facts.NAME.", "", _UNKNOWN)
    for source in FactSource:
        yield from ("", f"From {source}:")
        if source is FactSource.OBSERVATION:
            for each in OBSERVABLES:
                yield f"  {each.fact_name} ({each.fact_type}): {_describe_observable(each)}"
        yield from (f"  {fact.name} ({fact.type}): {fact.description}" for fact in FACTS if fact.source is source)
    yield from ("", "`smregister explain facts.NAME` tells about one.")


def _describe_observable(observable: Observable) -> str:
    words = observable.description
    sentence = f"Days since {words}" if observable.type is ObservableType.DAY else words[0].upper() + words[1:]
    return f"{sentence}. Observed as `{observable.name}`: {observable.type}."
