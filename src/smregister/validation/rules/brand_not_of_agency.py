"""Brands that the agency does not have."""

from smregister.model import Problem, Severity
from smregister.records.views import Agency
from smregister.register.register import Register
from smregister.text import did_you_mean
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def brand_not_of_agency(register: Register) -> Problems:
    """The brand of an account is not in the agency's list.

    Reports show the accounts of a brand together and miss a misspelled one. Correct the brand, or add it to the
    agency's `brands`.
    """
    for account in register.accounts:
        brand = account.brand
        agency = register.of_kind("agency").get(account.agency or "") if brand else None
        if brand and agency is not None and agency.valid and brand not in Agency(agency).brands:
            hint = did_you_mean(brand, Agency(agency).brands)
            yield Problem(account.path, ("brand",), f"`{agency.id}` has no brand `{brand}`{hint}")
