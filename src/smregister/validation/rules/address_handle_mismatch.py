"""The address names the account of the record."""

from smregister.model import Problem, Severity
from smregister.records.views import Account
from smregister.register.platforms import AccountName, Platform
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def address_handle_mismatch(register: Register) -> Problems:
    """The address of an account belongs to another handle or platform id than the record's.

    The record would describe two accounts as official. Correct the wrong field. If the account was renamed, add the
    old handle to `former_handles`.
    """
    for address in register.account_addresses:
        account = Account(address.record)
        mismatch = address.name and _mismatch(address.platform, address.name, account)
        if mismatch:
            yield Problem(account.path, ("url",), mismatch)
    for account in register.accounts:
        platform, platform_id = register.platforms.get(account.platform), account.platform_id
        number = platform.account_name(account.handle, None).platform_id if platform else None
        if number and platform_id and number != platform_id:
            yield Problem(account.path, ("platform_id",), f"the handle ends with `{number}`, the id is `{platform_id}`")


def _mismatch(platform: Platform, named: AccountName, account: Account) -> str | None:
    handle, platform_id = account.handle, account.platform_id
    own = platform.keys(handle, platform_id)
    if named.handle and handle and platform.key(named.handle) not in own:
        return f"the address names `{named.handle}`, the record `{handle}`"
    number = platform_id or platform.account_name(handle, None).platform_id
    if named.platform_id and number and named.platform_id != number:
        return f"the address names the platform id `{named.platform_id}`, the record `{number}`"
    return None
