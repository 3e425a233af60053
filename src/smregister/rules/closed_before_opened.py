"""Ends that come before their beginnings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.model import Pointer, Value
    from smregister.register import Register


_PAIRS = (("opened", "closed"), ("effective_from", "effective_to"), ("from", "to"), ("from", "until"))


@rule(Severity.ERROR)
def closed_before_opened(register: Register) -> Iterator[Problem]:
    """Something ends before it begins: an account, an appointment, the use of a handle.

    One of the two days is wrong, and whatever is counted by days goes wrong with it. Correct it.
    """
    for record in register.all():
        if record.sound:
            for pointer, begin, end in _spans(dict(record.data), ()):
                message = f"{pointer[-1]} is {end}, before it begins on {begin}"
                yield Problem(record.path, pointer, message)


def _spans(value: Value, above: Pointer) -> Iterator[tuple[Pointer, str, str]]:
    """Give every pair of days, at any depth, of which the second comes before the first."""
    if isinstance(value, dict):
        for first, last in _PAIRS:
            begin, end = value.get(first), value.get(last)
            if _is_day(begin) and _is_day(end) and str(end) < str(begin):
                yield (*above, last), str(begin), str(end)
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in members:
        yield from _spans(below, (*above, key))


def _is_day(value: Value) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None
