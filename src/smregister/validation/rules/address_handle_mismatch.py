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
        mismatch = address.name and _mismatch(address.platform, address.name, Account(address.record))
        if mismatch:
            yield Problem(address.record.path, ("url",), mismatch)


def _mismatch(platform: Platform, named: AccountName, account: Account) -> str | None:
    handle, platform_id = account.handle, account.platform_id
    if named.handle and handle and platform.key(named.handle) != platform.key(handle):
        return f"the address names `{named.handle}`, the record `{handle}`"
    if named.platform_id and platform_id and named.platform_id != platform_id:
        return f"the address names the platform id `{named.platform_id}`, the record `{platform_id}`"
    return None
