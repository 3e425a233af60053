"""Standards in force for the same accounts at the same time."""

from itertools import combinations

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.standards.in_force import standard_terms
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def overlapping_standards(register: Register) -> Problems:
    """Two standards are in force at the same time for the same accounts.

    An account is assessed by one standard per day. End the older one on the day before the newer one begins
    (`in_force_to`), name it in `replaces` of the newer one, or give them different `jurisdictions`.
    """
    standards = sorted(register.standards, key=lambda standard: (standard.in_force_from or "", standard.id))
    terms = standard_terms([standard.record for standard in standards])
    for older, newer in combinations(standards, 2):
        shared = {*(older.jurisdictions or [""])} & {*(newer.jurisdictions or [""])}
        begin = newer.in_force_from or ""
        if shared and all(terms[standard.id].contains(begin) for standard in (older, newer)):
            whose = "all jurisdictions without a standard of their own" if shared == {""} else ", ".join(sorted(shared))
            cure = "end it on the day before (`in_force_to`), or name it in `replaces` of this one"
            message = f"`{older.id}` is still in force on {begin} for accounts in {whose}; {cure}"
            yield Problem(newer.path, ("in_force_from",), message)
