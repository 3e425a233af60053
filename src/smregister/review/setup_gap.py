"""A thing to set up before a register works as it should."""

from __future__ import annotations

from typing import NamedTuple


class SetupGap(NamedTuple):
    """What is missing, and what to do about it."""

    problem: str
    cure: str
