"""Clauses under one code."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def duplicate_clause(register: Register) -> Problems:
    """Two clauses of a standard have the same code.

    Waivers and reports find clauses by their codes. Give one of them another code.
    """
    for standard in register.standards:
        seen: set[str | None] = set()
        for number, clause in enumerate(standard.clauses):
            if clause.id in seen:
                yield Problem(
                    standard.path,
                    ("clauses", number, "id"),
                    f"the code `{clause.id}` is already used by a clause above",
                )
            seen.add(clause.id)
