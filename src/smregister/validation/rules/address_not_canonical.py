"""Addresses in one spelling."""

from __future__ import annotations

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.NOTE)
def address_not_canonical(register: Register) -> Problems:
    """An account's address leads to the account but is not written as the platform writes it today.

    Nothing is wrong; one spelling makes lists easier to compare. Take the address from the message,
    or leave `url` out: it follows from the handle.
    """
    for found in register.account_addresses:
        canonical = found.platform.address(found.named.handle, found.named.platform_id) if found.named else None
        if canonical and canonical.casefold() != found.url.casefold():
            yield Problem(found.record.path, ("url",), f"{found.platform.title} writes this address {canonical}")
