"""Accounts of closed agencies that are not closed."""

from smregister.model import Problem, Severity
from smregister.records.views import Agency
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def account_of_closed_agency(register: Register) -> Problems:
    """An account is open although its agency is closed.

    No agency is responsible for it. Close the account, or transfer it: add a record in the folder of the new agency,
    and here write the status `transferred` and `replaced_by`.
    """
    for account in register.accounts:
        agency = register.of_kind("agency").get(account.agency or "")
        if agency is not None and Agency(agency).status == "closed" and not account.has_ended:
            yield Problem(account.path, ("status",), f"the account is open, but its agency `{agency.id}` is closed")
