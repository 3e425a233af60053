"""Addresses in one spelling."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.NOTE)
def address_not_canonical(register: Register) -> Problems:
    """An account's address leads to the account but is not written as the platform writes it today.

    Nothing is wrong; one spelling makes lists easier to compare. Take the address from the message,
    or leave `url` out: it follows from the handle.
    """
    for address in register.account_addresses:
        canonical = address.platform.address(address.name.handle, address.name.platform_id) if address.name else None
        if canonical and canonical.casefold() != address.url.casefold():
            yield Problem(address.record.path, ("url",), f"{address.platform.title} writes this address {canonical}")
