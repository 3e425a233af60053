"""Platform ids that break the platform's rules."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def invalid_platform_id(register: Register) -> Problems:
    """A platform id does not follow the platform's rule for ids.

    A spoiled id finds no account, and a renamed account is not recognized. Sheets change long numbers: they
    write `1.0E+14`, or put `="` before the number. Copy the id from the platform again.
    """
    for account in register.accounts:
        platform, platform_id = register.platforms.get(account.platform), account.platform_id
        if platform and platform_id and (message := platform.id_error(platform_id)):
            yield Problem(account.path, ("platform_id",), message)
