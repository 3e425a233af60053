"""Ends that nobody explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.kinds import Closing
    from smregister.model import Pointer, Record
    from smregister.register import Register


@rule(Severity.ERROR)
def closed_without_reason(register: Register) -> Iterator[Problem]:
    """A record says that something has ended, but not when, or not why.

    The public is owed both, and so is whoever takes over. `smregister close ID --reason … --on …`
    writes them together.
    """
    for kind in register.kinds.values():
        if kind.closing:
            for record in register.sound(kind.name):
                yield from _missing(record, kind.closing)


def _missing(record: Record, closing: Closing) -> Iterator[Problem]:
    place = _ended(record, closing)
    if place is not None:
        for name, what in ((closing.on, "when"), (closing.reason, "why")):
            if record.value(*name.split(".")) is None:
                yield Problem(record.path, place, f"this has ended, and `{name}` does not say {what}")


def _ended(record: Record, closing: Closing) -> Pointer | None:
    status = tuple((closing.status or "").split("."))
    if closing.status and record.value(*status) == closing.status_value:
        return status
    on = tuple(closing.on.split("."))
    return on if record.value(*on) is not None else None
