"""Brands that the agency does not have."""

from smregister.model import Problem, Severity
from smregister.records.views import Agency
from smregister.register.register import Register
from smregister.text import did_you_mean
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def brand_not_of_agency(register: Register) -> Problems:
    """An account appears under a brand that its agency does not list.

    Accounts of a brand are shown together, and a misspelt one stands alone. Correct it, or add the
    brand to `brands` of the agency.
    """
    for account in register.accounts:
        brand = account.brand
        agency = register.of_kind("agency").get(account.agency or "") if brand else None
        if brand and agency is not None and agency.valid and brand not in Agency(agency).brands:
            hint = did_you_mean(brand, Agency(agency).brands)
            yield Problem(account.path, ("brand",), f"`{agency.id}` has no brand `{brand}`{hint}")
