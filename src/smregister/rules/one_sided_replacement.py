"""Both letters of a replacement tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.WARNING)
def one_sided_replacement(register: Register) -> Iterator[Problem]:
    """An appointment says it was replaced by another, which does not say so.

    Whoever reads the chain from its other end misses a link. Write the old appointment into
    `replaces` of the new one.
    """
    for record in register.sound("appointment"):
        after = register.find("appointment", record.text("replaced_by") or "", record.agency)
        if after is None or not after.sound:
            continue
        if register.find("appointment", after.text("replaces") or "", after.agency) is not record:
            message = f"`{after.id}` does not name this appointment in `replaces`"
            yield Problem(record.path, ("replaced_by",), message)
