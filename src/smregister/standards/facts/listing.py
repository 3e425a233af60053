"""The facts in words, for whoever writes a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.standards.facts import FACTS, TYPES
from smregister.standards.facts.fact import Source
from smregister.standards.facts.observable import OBSERVABLES, Observable, Seen
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator


def fact_text(name: str = "") -> str:
    """Describe a fact, or all of them.

    Raises FatalError, with the nearest name, if there is none of that name.
    """
    if not name:
        return "\n".join(_all())
    for line_of, known in _lines():
        if line_of == name:
            return known
    message = f"there is no fact `{name}`{did_you_mean(name, TYPES)}"
    raise FatalError(message)


def _lines() -> Iterator[tuple[str, str]]:
    for fact in FACTS:
        yield fact.name, f"facts.{fact.name} ({fact.type}, from {fact.source})\n\n{fact.description}\n\n{_UNKNOWN}"
    for each in OBSERVABLES:
        head = f"facts.{each.fact_name} ({each.fact_type}, from {Source.OBSERVATION})"
        yield each.fact_name, f"{head}\n\n{_observed(each)}\n\n{_UNKNOWN}"


def _all() -> Iterator[str]:
    yield "facts: what conditions of clauses can speak of, as facts.NAME."
    yield from ("", _UNKNOWN)
    for source in Source:
        yield from ("", f"From {source}:")
        if source is Source.OBSERVATION:
            yield from (f"  {each.fact_name} ({each.fact_type}): {_observed(each)}" for each in OBSERVABLES)
        for fact in FACTS:
            if fact.source is source:
                yield f"  {fact.name} ({fact.type}): {fact.description}"
    yield from ("", "`smregister explain facts.NAME` tells about one.")


def _observed(each: Observable) -> str:
    how_long = "Days since " if each.seen is Seen.DAY else ""
    words = each.description if how_long else each.description[0].upper() + each.description[1:]
    return f"{how_long}{words}. Observed as `{each.name}`: {each.seen}."


_UNKNOWN = (
    "A clause that names a fact which is not known is never met: the answer is `could-not-tell`, or `fail` where "
    "what is known decides. has(facts.NAME) asks whether one is known."
)
