"""The address names an account."""

from smregister.model import Problem, Severity
from smregister.records.views import Account
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def address_without_account(register: Register) -> Problems:
    """The address does not name an account: it is a front page, a single post or an unsafe address.

    Readers can't find the account with it. Write the address of the account's own page, or remove `url`: it follows
    from the handle.
    """
    for address in register.account_addresses:
        if address.error:
            account = Account(address.record)
            right = address.platform.address(account.handle, account.platform_id)
            hint = f"; write {right}" if right else ""
            yield Problem(account.path, ("url",), f"the address can't be used: {address.error}{hint}")
