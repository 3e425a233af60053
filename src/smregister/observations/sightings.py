"""One thing that was seen of an account: what commands, lists and collectors give to be put on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smregister.model import Value


class SightingError(ValueError):
    """What somebody says was seen can't be put on record; the message says why and what would be right."""


class Look(NamedTuple):
    """The look that something was seen by: when, how, by whom, what was kept of it; empty what is not said."""

    when: str = ""
    how: str = ""
    by: str = ""
    evidence: str = ""
    note: str = ""


class Sighting(NamedTuple):
    """A fact of an account as its observation is to have it; `row` is the row of a list that told of it."""

    account: str
    fact: str
    observed: dict[str, Value]
    row: int = 0

    @property
    def when(self) -> str:
        """Give the day of the look."""
        return str(self.observed["when"])
