"""Waivers of unknown clauses."""

from smregister.model import Problem, Severity
from smregister.records.views import Standard
from smregister.register.references import KeyType, ReferenceGroup
from smregister.text import did_you_mean
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.ERROR, KeyType.RECORD, ("standard",), needs_fields=("clauses", "clause"))
def unknown_clause(group: ReferenceGroup) -> Problems:
    """A waiver names a clause that its standard does not have.

    The waiver has no effect. Correct the code, or the standard.
    """
    standard = group.record
    if standard is None or not standard.valid:
        return
    codes = [clause.id or "" for clause in Standard(standard).clauses]
    for record in group.referring_by("standard"):
        clause = record.text("clause") if record.kind == "waiver" else None
        if clause is not None and clause not in codes:
            message = f"`{standard.id}` has no clause `{clause}`{did_you_mean(clause, codes)}"
            yield Problem(record.path, ("clause",), message)
