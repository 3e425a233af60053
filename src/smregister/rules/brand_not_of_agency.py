"""Brands that the agency does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.register import Register


@rule(Severity.WARNING)
def brand_not_of_agency(register: Register) -> Iterator[Problem]:
    """An account appears under a brand that its agency does not list.

    Accounts of a brand are shown together, and a misspelt one stands alone. Correct it, or add the
    brand to `brands` of the agency.
    """
    for record in register.sound("account"):
        brand = record.text("brand")
        agency = register.of_kind("agency").get(record.agency or "")
        if brand and agency is not None and agency.sound and brand not in agency.texts("brands"):
            hint = did_you_mean(brand, agency.texts("brands"))
            yield Problem(record.path, ("brand",), f"`{agency.id}` has no brand `{brand}`{hint}")
