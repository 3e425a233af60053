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

    def with_platform_id(self, register: Register) -> AccountFilter:
        """Return the filter with the id of a platform that it names otherwise, such as `twitter`."""
        platform = register.platforms.by_alias(self.platform) if self.platform else None
        return self._replace(platform=platform.name) if platform else self

    def require_known(self, register: Register) -> None:
        """Raise FatalError if a register has no such agency, level or platform."""
        levels = {level for agency in register.valid("agency") if (level := agency.text("level"))}
        names_of = {"agency": register.of_kind("agency"), "level": levels, "platform": register.of_kind("platform")}
        for noun, names in names_of.items():
            wanted = getattr(self, noun)
            if wanted is not None and wanted not in names:
                raise FatalError(f"there is no {noun} `{wanted}` in this register{did_you_mean(wanted, names)}")

    def select(self, register_facts: RegisterFacts) -> Iterator[Record]:
        """Yield the matching valid accounts in the order of their paths."""
        wanted = {noun: name for noun, name in self._asdict().items() if name is not None}
        for account in register_facts.register.valid("account"):
            scope = scope_of(account, register_facts.public.register) if wanted else None
            if all(getattr(scope, noun) == name for noun, name in wanted.items()):
                yield account
