"""Addresses in one spelling."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.NOTE)
def address_not_canonical(register: Register) -> Problems:
    """The address of an account is correct, but not in the platform's canonical form.

    One form makes lists easier to compare. Copy the address from the message, or remove `url`: it follows from the
    handle.
    """
    for address in register.account_addresses:
        canonical = address.platform.address(address.name.handle, address.name.platform_id) if address.name else None
        if canonical and canonical.casefold() != address.url.casefold():
            yield Problem(
                address.record.path, ("url",), f"the canonical address on {address.platform.title} is {canonical}"
            )
