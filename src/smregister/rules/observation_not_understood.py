"""Observed facts that nothing is known by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity, value_at
from smregister.rule import rule
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.model import Record
    from smregister.register import Register


@rule(Severity.ERROR)
def observation_not_understood(register: Register) -> Iterator[Problem]:
    """An observed fact has a name that no clause can speak of, or a value that contradicts its result or its type.

    It would count for nothing, and nobody would hear of it. `smregister explain facts` lists what can be
    observed, and whether it is a day, a number or true or false.
    """
    for record in register.sound("observation"):
        yield from _mistakes(record)


def _mistakes(record: Record) -> Iterator[Problem]:
    # What can be observed need not be known where nothing was.
    from smregister.standards.facts.observations import OBSERVABLES_BY_NAME

    facts = record.value("facts")
    for name, observed in facts.items() if isinstance(facts, dict) else ():
        known = OBSERVABLES_BY_NAME.get(name)
        if known is None:
            message = f"nothing that can be observed is called `{name}`{did_you_mean(name, OBSERVABLES_BY_NAME)}"
            yield Problem(record.path, ("facts", name), message)
        elif fault := known.find_error(observed):
            place = ("value",) if value_at(observed, ("value",)) is not None else ()
            yield Problem(record.path, ("facts", name, *place), fault)
