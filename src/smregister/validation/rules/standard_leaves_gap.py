"""Standards that end for accounts to which no other applies."""

from collections.abc import Sequence

from smregister.model import Problem, Severity
from smregister.records.views import Standard
from smregister.register.register import Register, jurisdiction_and_above
from smregister.standards.in_force import standard_terms
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def standard_leaves_gap(register: Register) -> Problems:
    """A standard replaces another one that covered more accounts, and no standard covers the rest.

    A replaced standard ends for all its accounts. Remove `replaces` if the new standard is for some jurisdictions only:
    it takes precedence there. Or add a standard for the other accounts from that day.
    """
    standards = {standard.id: standard for standard in register.standards}
    terms = standard_terms([standard.record for standard in standards.values()])
    for newer in standards.values():
        older, begin = standards.get(newer.replaces or ""), newer.in_force_from or ""
        if older is None or older is newer:
            continue
        in_force = [standard for standard in standards.values() if terms[standard.id].contains(begin)]
        if left := _uncovered(register, older, in_force):
            message = f"`{older.id}` also ends for accounts in {', '.join(left)}, and no other standard covers them"
            yield Problem(newer.path, ("replaces",), message)


def _uncovered(register: Register, older: Standard, in_force: Sequence[Standard]) -> list[str]:
    """Return the jurisdictions of a standard to which none applies when it has ended.

    If several replace one for all jurisdictions, they are taken to cover all.
    """
    scopes = [standard.jurisdictions for standard in in_force]
    if [] in scopes:
        return []
    if not older.jurisdictions:
        successors = [standard for standard in in_force if standard.replaces == older.id]
        return ["all other jurisdictions"] if len(successors) == 1 else []
    covered = {code for scope in scopes for code in scope}
    return [
        code
        for code in older.jurisdictions
        if covered.isdisjoint([code, *(record.id for record in jurisdiction_and_above(register, code))])
    ]
