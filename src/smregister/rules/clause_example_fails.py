"""Clauses do what their examples say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.ERROR)
def clause_example_fails(register: Register) -> Iterator[Problem]:
    """An example of a clause does not come out as it says.

    The examples are the tests of the clause: while one fails, accounts are judged otherwise than somebody
    meant. Correct the condition or the example.
    """
    for record in register.sound("standard"):
        # The engine is not needed where there is no standard.
        from smregister.standards.examples import find_example_errors

        for pointer, message in find_example_errors(record):
            yield Problem(record.path, pointer, message)
