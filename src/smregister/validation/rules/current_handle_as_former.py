"""Former handles that are the present one."""

from collections.abc import Iterator

from smregister.model import Problem, Severity
from smregister.records.views import Account
from smregister.register.platforms import Platform
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def current_handle_as_former(register: Register) -> Problems:
    """A former handle of an account is its present handle.

    Write the handle that the account had before. An account that returned to an old handle has another one in between,
    with a later `to`.
    """
    for account in register.accounts:
        platform = register.platforms.get(account.platform)
        for number in _find_current(platform, account) if platform else ():
            message = f"`{account.handle}` is the present handle; write the one before it"
            yield Problem(account.path, ("former_handles", number, "handle"), message)


def _find_current(platform: Platform, account: Account) -> Iterator[int]:
    """Yield the numbers of former handles that are the present one, with no other handle since."""
    former = [(platform.key(item.handle or ""), item.to or "9999") for item in account.former_handles]
    current = platform.key(account.handle or "")
    for number, (key, end) in enumerate(former):
        if key == current and not any(other != current and to > end for other, to in former):
            yield number
