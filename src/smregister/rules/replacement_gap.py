"""Days on which nobody is appointed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.ERROR)
def replacement_gap(register: Register) -> Iterator[Problem]:
    """Between an appointment and the one that replaces it there are days without either.

    On those days nobody answers for the accounts. Let the new one begin on the day after the old one
    ends; if there really was a vacancy, leave `replaces` out and tell the story in `notes`.
    """
    for record in register.sound("appointment"):
        before = register.find("appointment", record.text("replaces") or "", record.agency)
        end, begin = (
            before.text("effective_to") if before and before.sound else None,
            record.text("effective_from"),
        )
        if end and begin:
            days_between = (date.fromisoformat(begin) - date.fromisoformat(end)).days - 1
            if days_between > 0:
                next_day = date.fromisoformat(end) + timedelta(days=1)
                message = f"this begins on {begin}, but what it replaces ended on {end}; it would begin on {next_day}"
                yield Problem(record.path, ("effective_from",), message)
