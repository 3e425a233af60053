"""Handles that break the platform's rules."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def invalid_handle(register: Register) -> Problems:
    """A handle breaks the platform's own rule for handles.

    It is probably mistyped, or an address was put where the handle belongs. Write the handle alone,
    without `@`. Platforms change their rules, so this is a warning; if the handle is real, the
    rule in the platform's record is out of date.
    """
    for account in register.accounts:
        platform, handle = register.platforms.get(account.platform), account.handle
        if platform and handle and not platform.allows(handle):
            message = f"`{handle}` can't be a handle on {platform.title}: {platform.handle_description}"
            yield Problem(account.path, ("handle",), message)
