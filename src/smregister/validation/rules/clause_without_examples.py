"""Clauses without an example that passes and one that fails."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def clause_without_examples(register: Register) -> Problems:
    """A clause has no example that passes, or none that fails.

    Only examples reveal a condition that every account passes, or none. Add an example with facts under `given` and
    the outcome under `expect`: pass for one, fail for another.
    """
    for standard in register.standards:
        for number, clause in enumerate(standard.clauses):
            expected = {example.expect for example in clause.examples}
            missing = " and none ".join(f"with `expect: {name}`" for name in ("pass", "fail") if name not in expected)
            if missing:
                yield Problem(standard.path, ("clauses", number, "examples"), f"there is no example {missing}")
