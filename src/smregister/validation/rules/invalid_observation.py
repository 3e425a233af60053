"""Observed facts with an unknown name or an invalid value."""

from smregister.model import Problem, Record, Severity, resolve_pointer
from smregister.register.register import Register
from smregister.standards.facts.observations import OBSERVABLES_BY_NAME
from smregister.text import did_you_mean
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def invalid_observation(register: Register) -> Problems:
    """An observed fact has a name that no clause can speak of, or a value that contradicts its result or its type.

    It has no effect on any clause. `smregister explain facts` lists what can be
    observed, and whether it is a day, a number or true or false.
    """
    for record in register.valid("observation"):
        yield from _problems(record)


def _problems(record: Record) -> Problems:
    facts = record.value("facts")
    for name, observed in facts.items() if isinstance(facts, dict) else ():
        observable = OBSERVABLES_BY_NAME.get(name)
        if observable is None:
            message = f"nothing that can be observed is called `{name}`{did_you_mean(name, OBSERVABLES_BY_NAME)}"
            yield Problem(record.path, ("facts", name), message)
        elif error := observable.find_error(observed):
            below = ("value",) if resolve_pointer(observed, ("value",)) is not None else ()
            yield Problem(record.path, ("facts", name, *below), error)
