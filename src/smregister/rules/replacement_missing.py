"""Appointments that end as replaced, and nobody comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.register import reference_id
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.ERROR)
def replacement_missing(register: Register) -> Iterator[Problem]:
    """An appointment ends as replaced, and no appointment of its agency replaces it.

    The accounts would be without anybody whom a letter names. Add the replacement letter, which
    names this appointment in `replaces`; if nobody follows, say in `end_reason` what really happened.
    """
    ended = [
        record
        for record in register.sound("appointment")
        if record.text("end_reason") == "replaced" and not record.text("replaced_by")
    ]
    if ended:
        kind = register.kinds["appointment"]
        followed = {
            reference_id(kind, each.text("replaces") or "", each.agency) for each in register.sound("appointment")
        }
        for record in ended:
            if record.id not in followed:
                message = f"`{record.id}` ended as replaced, but no appointment replaces it"
                yield Problem(record.path, ("end_reason",), message)
