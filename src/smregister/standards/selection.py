"""Which accounts are judged: all, or those of an agency, a level or a platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.errors import FatalError
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register
    from smregister.standards.knowledge import Knowledge, KnownAccount, Place


class Selection(NamedTuple):
    """What accounts must have in common to be judged; None where it does not matter."""

    agency: str | None = None
    level: str | None = None
    platform: str | None = None

    def demand(self, register: Register) -> None:
        """Raise FatalError if a register has no such agency, level or platform."""
        levels = {level for each in register.sound("agency") if (level := each.text("level"))}
        known = {"agency": register.of_kind("agency"), "level": levels, "platform": register.of_kind("platform")}
        for noun, names in known.items():
            wanted = getattr(self, noun)
            if wanted is not None and wanted not in names:
                message = f"there is no {noun} `{wanted}` in this register{did_you_mean(wanted, names)}"
                raise FatalError(message)

    def chosen(self, knowledge: Knowledge) -> Iterator[KnownAccount]:
        """Give the accounts that it chooses, in the order of their paths."""
        return (account for account in knowledge.accounts() if self._chooses(account.place))

    def _chooses(self, place: Place) -> bool:
        return all(wanted in (None, getattr(place, noun)) for noun, wanted in self._asdict().items())
