"""The address names an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.addresses import AddressError, split_address
from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.ERROR)
def address_without_account(register: Register) -> Iterator[Problem]:
    """An account's address names no account: a platform's front page, a single post, an unsafe address.

    A reader can't get from it to the account. Give the address of the account's own page, or leave
    `url` out: it follows from the handle.
    """
    for record, platform, url in register.addressed_accounts():
        try:
            address = split_address(url)
            if platform.owns(address.host) or platform.any_host:
                platform.read(address)
        except AddressError as error:
            right = platform.address(record.text("handle"), record.text("platform_id"))
            hint = f"; it would be {right}" if right else ""
            yield Problem(record.path, ("url",), f"the address can't be used: {error}{hint}")
