"""Handles that break the platform's rules."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def invalid_handle(register: Register) -> Problems:
    """A handle does not follow the platform's rule for handles.

    It may be mistyped, or an address was written in its place. Write the handle alone, without `@`. If the handle is
    real, the rule in the platform's record is out of date.
    """
    for account in register.accounts:
        platform, handle = register.platforms.get(account.platform), account.handle
        if platform and handle and (message := platform.handle_error(handle)):
            yield Problem(account.path, ("handle",), message)
