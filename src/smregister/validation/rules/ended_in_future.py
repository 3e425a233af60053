"""Accounts that have ended already, with a last day in the future."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def ended_in_future(register: Register) -> Problems:
    """An account is closed or transferred, but `closed` is in the future.

    One of the two is wrong, and the public must not trust an account that is gone. Correct the day. An account that is
    in use until then has `status: closing`.
    """
    today = register.day.isoformat()
    for account in register.accounts:
        if account.has_ended and account.closed and account.closed > today:
            message = f"`closed` is {account.closed}, which is in the future, but `status` is {account.status}"
            yield Problem(account.path, ("closed",), message, until=account.closed)
