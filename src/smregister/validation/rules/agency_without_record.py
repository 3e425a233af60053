"""Folders of agencies that do not exist."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def agency_without_record(register: Register) -> Problems:
    """A record lies in the folder of an agency that has no `agency.yaml`.

    Without an agency it has no owner, so no officer may change it. Add the agency
    (`smregister add agency NAME`), or move the record to the agency it belongs to.
    """
    agencies = register.of_kind("agency")
    for record in register.all() if "agency" in register.kinds else ():
        if record.kind != "agency" and record.agency is not None and record.agency not in agencies:
            yield Problem(record.path, (), f"there is no agency `{record.agency}`: its agency.yaml is missing")
