"""Filter of accounts by agency, level and platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Record
from smregister.register.register import Register
from smregister.standards.assessment import scope_of
from smregister.standards.facts.account_context import RegisterFacts
from smregister.text import did_you_mean


class AccountFilter(NamedTuple):
    """Agency, level and platform of the accounts to assess; None for any."""

    agency: str | None = None
    level: str | None = None
    platform: str | None = None

    def require_known(self, register: Register) -> None:
        """Raise FatalError if a register has no such agency, level or platform."""
        levels = {level for agency in register.valid("agency") if (level := agency.text("level"))}
        platforms = {*register.of_kind("platform"), *register.platforms.aliases}
        names_of = {"agency": register.of_kind("agency"), "level": levels, "platform": platforms}
        for noun, names in names_of.items():
            wanted = getattr(self, noun)
            if wanted is not None and wanted not in names:
                raise FatalError(f"there is no {noun} `{wanted}` in this register{did_you_mean(wanted, names)}")

    def select(self, register_facts: RegisterFacts) -> Iterator[Record]:
        """Yield the matching valid accounts in the order of their paths; a platform may have another name."""
        platform = register_facts.register.platforms.by_alias(self.platform) if self.platform else None
        wanted = {noun: name for noun, name in self._asdict().items() if name is not None}
        wanted |= {"platform": platform.name} if platform else {}
        for account in register_facts.register.valid("account"):
            scope = scope_of(account, register_facts.public.register) if wanted else None
            if all(getattr(scope, noun) == name for noun, name in wanted.items()):
                yield account
