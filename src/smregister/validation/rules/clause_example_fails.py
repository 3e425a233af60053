"""Examples of clauses with another result."""

from smregister.model import Severity
from smregister.register.register import Register
from smregister.standards.examples import find_example_errors
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def clause_example_fails(register: Register) -> Problems:
    """An example of a clause has another outcome than it expects.

    Examples test the clause: while one fails, accounts may be assessed wrongly. Correct the condition or the example.
    """
    for record in register.valid("standard"):
        yield from find_example_errors(record)
