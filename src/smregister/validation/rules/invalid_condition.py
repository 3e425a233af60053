"""Conditions of clauses that can't be used."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.standards.conditions.condition import read_condition
from smregister.standards.conditions.tokenizer import ConditionError
from smregister.standards.facts import TYPES
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def invalid_condition(register: Register) -> Problems:
    """The condition of a clause can't be used.

    No account can be assessed by the clause. Correct the condition as the message describes; `smregister explain facts`
    lists the facts. A condition has at most 1,000 characters and two of `all`, `exists`, `exists_one` and `filter`, and
    its result is true or false.
    """
    for standard in register.standards:
        for number, clause in enumerate(standard.clauses):
            for field, text in (("applies_when", clause.applies_when), ("condition", clause.condition)):
                try:
                    _ = read_condition(text, TYPES) if text is not None else None
                except ConditionError as error:
                    yield Problem(standard.path, ("clauses", number, field), f"the condition can't be used: {error}")
