"""Agency types that the jurisdiction does not have."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.text import did_you_mean
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def unknown_agency_type(register: Register) -> Problems:
    """The type of an agency is not in its jurisdiction's list.

    Directives apply by type, so an agency with a misspelled type is bound by none. Choose a type from
    `agency_types` of the jurisdiction, or add it there.
    """
    for agency in register.agencies:
        jurisdiction = register.find("jurisdiction", agency.jurisdiction or "", None)
        types = jurisdiction.value("agency_types") if jurisdiction and jurisdiction.valid else None
        written = agency.type or ""
        if jurisdiction and isinstance(types, dict) and types and written not in types:
            hint = did_you_mean(written, types) or f"; known are {', '.join(types)}"
            yield Problem(agency.path, ("type",), f"`{written}` is not an agency type of {jurisdiction.id}{hint}")
