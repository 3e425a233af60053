"""Addresses in one spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.addresses import AddressError
from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.NOTE)
def address_not_canonical(register: Register) -> Iterator[Problem]:
    """An account's address leads to the account but is not written as the platform writes it today.

    Nothing is wrong; one spelling makes lists easier to compare. Take the address from the message,
    or leave `url` out: it follows from the handle.
    """
    for record, platform, url in register.addressed_accounts():
        try:
            named = platform.read_text(url)
        except AddressError:
            continue
        canonical = platform.address(named.handle, named.platform_id)
        if canonical and canonical.casefold() != url.casefold():
            yield Problem(record.path, ("url",), f"{platform.title} writes this address {canonical}")
