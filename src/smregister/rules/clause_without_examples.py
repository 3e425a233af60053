"""Clauses that nobody can try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity, value_at
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.ERROR)
def clause_without_examples(register: Register) -> Iterator[Problem]:
    """A clause has no example of an account that meets it, or none of one that does not.

    A slip in a condition may let every account pass, or none, and only examples tell. Write facts under
    `given`, and under `expect` what must come out: pass for one of them, fail for another.
    """
    for record in register.sound("standard"):
        for number in range(len(record.items("clauses"))):
            examples = record.items("clauses", number, "examples")
            expected = {value_at(example, ("expect",)) for example in examples}
            missing = " and none ".join(f"with `expect: {each}`" for each in ("pass", "fail") if each not in expected)
            if missing:
                yield Problem(record.path, ("clauses", number, "examples"), f"there is no example {missing}")
