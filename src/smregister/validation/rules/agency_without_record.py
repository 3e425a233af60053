"""Folders of agencies that do not exist."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def agency_without_record(register: Register) -> Problems:
    """A record is in the folder of an agency that has no `agency.yaml`.

    A record without an agency has no owner, so no officer may change it. Add the agency
    (`smregister add agency NAME`), or move the record to the folder of its agency.
    """
    agencies = register.of_kind("agency")
    for record in register.all() if "agency" in register.kinds else ():
        if record.kind != "agency" and record.agency is not None and record.agency not in agencies:
            yield Problem(record.path, (), f"the agency `{record.agency}` has no agency.yaml")
