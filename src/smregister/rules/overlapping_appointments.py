"""Replacements that begin before the old appointment ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.ERROR)
def overlapping_appointments(register: Register) -> Iterator[Problem]:
    """An appointment is still in force when the one that replaces it begins.

    For those days two people answer for the same task, and nobody can tell whose word holds. End the
    old one on the day before the new one begins (`effective_to`).
    """
    for record in register.sound("appointment"):
        before = register.find("appointment", record.text("replaces") or "", record.agency)
        begin = record.text("effective_from") or ""
        if before is not None and before.sound and (before.text("effective_to") or "9999") >= begin:
            end = before.text("effective_to")
            still = f"runs to {end}" if end else "has no end"
            message = f"this begins on {begin}, but `{before.id}`, which it replaces, {still}"
            yield Problem(record.path, ("effective_from",), message)
