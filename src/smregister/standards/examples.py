"""The examples of clauses, tried: each must come out as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.model import value_at
from smregister.standards.clauses import read_standard
from smregister.standards.expressions import KnownFacts
from smregister.standards.facts import MOST_ITEMS, TYPES, AccountFacts
from smregister.standards.facts.fact import FactType
from smregister.standards.judging import Outcome, judge_clause
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.model import Pointer, Record, Value
    from smregister.standards.clauses import Clause

_EXPECTED = {
    Outcome.MET: "pass",
    Outcome.NOT_MET: "fail",
    Outcome.COULD_NOT_TELL: "could-not-tell",
    Outcome.NOT_APPLICABLE: "not-applicable",
}
_PYTHON = {FactType.NUMBER: int, FactType.ANSWER: bool, FactType.TEXT: str, FactType.TEXTS: list}


class ExampleFault(NamedTuple):
    """Where in a standard's record an example is wrong, and how."""

    pointer: Pointer
    message: str


def example_faults(record: Record) -> Iterator[ExampleFault]:
    """Try every example of a sound standard, but for clauses whose condition can't be used."""
    for number, clause in enumerate(read_standard(record).clauses):
        if not clause.fault:
            for place, example in enumerate(record.items("clauses", number, "examples")):
                yield from _faults(clause, example, ("clauses", number, "examples", place))


def _faults(clause: Clause, example: Value, place: Pointer) -> Iterator[ExampleFault]:
    given, expected = value_at(example, ("given",)), value_at(example, ("expect",))
    facts = given if isinstance(given, dict) else {}
    wrong = [
        ExampleFault((*place, "given", name), fault) for name, value in facts.items() if (fault := _fault(name, value))
    ]
    yield from wrong
    if wrong:
        return
    # An example is of an account that the clause is asked of by its lists.
    verdict = judge_clause(clause, AccountFacts(facts), KnownFacts(facts), fits=True)
    if _EXPECTED[verdict.outcome] != expected:
        reason = f": {verdict.reason}" if verdict.reason else ""
        message = f"this should be {expected}, but is {_EXPECTED[verdict.outcome]}{reason}"
        yield ExampleFault((*place, "expect"), message)


def _fault(name: str, value: Value) -> str | None:
    wanted = TYPES.get(name)
    if wanted is None:
        return f"there is no fact `{name}`{did_you_mean(name, TYPES)}"
    if type(value) is not _PYTHON[wanted] or (isinstance(value, list) and len(value) > MOST_ITEMS):
        return f"`{name}` is {wanted}"
    return None
