"""Clauses under one code."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def duplicate_clause(register: Register) -> Problems:
    """Two clauses of a standard have the same code.

    Waivers and reports name clauses by their codes, so a code must be unambiguous. Give one of
    them another code.
    """
    for standard in register.standards:
        seen: set[str | None] = set()
        for number, clause in enumerate(standard.clauses):
            if clause.id in seen:
                yield Problem(standard.path, ("clauses", number, "id"), f"`{clause.id}` is the code of a clause above")
            seen.add(clause.id)
