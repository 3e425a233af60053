"""Observation of one fact of an account, and its inspection."""

from __future__ import annotations

from typing import NamedTuple

from smregister.model import Value


class Inspection(NamedTuple):
    """When, how and by whom an account was inspected, and the evidence; empty if not stated."""

    when: str = ""
    how: str = ""
    by: str = ""
    evidence: str = ""
    note: str = ""


class Observation(NamedTuple):
    """A fact of an account with the data to record; `row` is the number of its row in a list."""

    account: str
    fact: str
    data: dict[str, Value]
    row: int = 0

    @property
    def when(self) -> str:
        """Return the day of the inspection."""
        return str(self.data["when"])
