"""Which accounts are judged: all, or those of an agency, a level or a platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.errors import FatalError
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from smregister.register import Register
    from smregister.standards.disclosure import Disclosure, Place, ToldJudgement


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

    def judged(self, disclosure: Disclosure) -> list[ToldJudgement]:
        """Judge the accounts of a register that it chooses, in the order of their paths."""
        return [
            disclosure.judge(account)
            for account in disclosure.register.sound("account")
            if self._chooses(disclosure.place(account))
        ]

    def _chooses(self, place: Place) -> bool:
        return all(wanted in (None, getattr(place, noun)) for noun, wanted in self._asdict().items())
