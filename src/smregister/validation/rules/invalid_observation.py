"""Observed facts with an unknown name or an invalid value."""

from smregister.model import Problem, Record, Severity, resolve_pointer
from smregister.register.register import Register
from smregister.standards.facts.observations import OBSERVABLES_BY_NAME
from smregister.text import did_you_mean
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def invalid_observation(register: Register) -> Problems:
    """An observed fact has an unknown name, a value of the wrong type, or a value that contradicts its result.

    It has no effect on any clause. Correct it; `smregister explain facts` lists what can be observed, and whether it is
    a date, a number, or true or false.
    """
    for record in register.valid("observation"):
        yield from _problems(record)


def _problems(record: Record) -> Problems:
    facts = record.value("facts")
    for name, observed in facts.items() if isinstance(facts, dict) else ():
        observable = OBSERVABLES_BY_NAME.get(name)
        if observable is None:
            message = f"`{name}` is not an observable fact{did_you_mean(name, OBSERVABLES_BY_NAME)}"
            yield Problem(record.path, ("facts", name), message)
        elif error := observable.find_error(observed):
            below = ("value",) if resolve_pointer(observed, ("value",)) is not None else ()
            yield Problem(record.path, ("facts", name, *below), error)
