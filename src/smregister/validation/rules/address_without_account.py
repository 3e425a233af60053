"""The address names an account."""

from smregister.model import Problem, Severity
from smregister.records.views import Account
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def address_without_account(register: Register) -> Problems:
    """An account's address names no account: a platform's front page, a single post, an unsafe address.

    A reader can't get from it to the account. Give the address of the account's own page, or leave
    `url` out: it follows from the handle.
    """
    for address in register.account_addresses:
        if address.error:
            account = Account(address.record)
            right = address.platform.address(account.handle, account.platform_id)
            hint = f"; it would be {right}" if right else ""
            yield Problem(account.path, ("url",), f"the address can't be used: {address.error}{hint}")
