"""Examples of clauses, evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.model import Pointer, Problem, Record, Value, resolve_pointer
from smregister.standards.account_facts import MAX_ITEMS, AccountFacts, FactType
from smregister.standards.clauses import Clause, read_standard
from smregister.standards.conditions.condition import Bindings
from smregister.standards.evaluation import Outcome, evaluate_clause
from smregister.standards.facts import TYPES
from smregister.text import did_you_mean

_EXPECTED = {
    Outcome.MET: "pass",
    Outcome.NOT_MET: "fail",
    Outcome.COULD_NOT_TELL: "could-not-tell",
    Outcome.NOT_APPLICABLE: "not-applicable",
}
_PYTHON_TYPES = {FactType.NUMBER: int, FactType.BOOLEAN: bool, FactType.TEXT: str, FactType.TEXTS: list}


def find_example_errors(record: Record) -> Iterator[Problem]:
    """Yield the errors of examples whose clauses have a valid condition."""
    for number, clause in enumerate(read_standard(record, TYPES).clauses):
        if not clause.error:
            for position, example in enumerate(record.items("clauses", number, "examples")):
                yield from (
                    Problem(record.path, ("clauses", number, "examples", position, *pointer), message)
                    for pointer, message in _example_errors(clause, example)
                )


def _example_errors(clause: Clause, example: Value) -> Iterator[tuple[Pointer, str]]:
    facts, expected = resolve_pointer(example, ("given",)), resolve_pointer(example, ("expect",))
    values = facts if isinstance(facts, dict) else {}
    errors = [(("given", name), error) for name, value in values.items() if (error := _fact_error(name, value))]
    yield from errors
    if errors:
        return
    # The account of an example is one that the clause's `applies_to` selects.
    result = evaluate_clause(clause, AccountFacts(values), Bindings(values), is_selected=True)
    if _EXPECTED[result.outcome] != expected:
        reason = f": {result.reason}" if result.reason else ""
        yield ("expect",), f"the expected outcome is {expected}, but the outcome is {_EXPECTED[result.outcome]}{reason}"


def _fact_error(name: str, value: Value) -> str | None:
    wanted = TYPES.get(name)
    if wanted is None:
        return f"there is no fact `{name}`{did_you_mean(name, TYPES)}"
    if type(value) is not _PYTHON_TYPES[wanted] or (isinstance(value, list) and len(value) > MAX_ITEMS):
        return f"`{name}` must be {wanted}"
    return None
