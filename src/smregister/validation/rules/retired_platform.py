"""Accounts on platforms that have shut down."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def retired_platform(register: Register) -> Problems:
    """An account is open on a platform that has shut down.

    The public can't reach it. Close the record (`smregister close`) with the platform's last day.
    """
    for account in register.accounts:
        platform = register.platforms.get(account.platform)
        if platform and platform.retired and not account.has_ended:
            message = f"{platform.title} shut down on {platform.retired}; close the record of the account"
            yield Problem(account.path, ("platform",), message, since=platform.retired.isoformat())
