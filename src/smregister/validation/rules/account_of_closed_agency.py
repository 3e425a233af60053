"""Accounts of closed agencies that are not closed."""

from smregister.model import Problem, Severity
from smregister.records.views import Agency
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def account_of_closed_agency(register: Register) -> Problems:
    """An agency is closed, and one of its accounts is not.

    No agency is responsible for the account any more. Close it, or move it to the agency that took over:
    a new record there, and here the status `transferred` with `replaced_by`.
    """
    for account in register.accounts:
        agency = register.of_kind("agency").get(account.agency or "")
        if agency is not None and Agency(agency).status == "closed" and not account.has_ended:
            yield Problem(account.path, ("status",), f"the agency `{agency.id}` is closed, this account is not")
