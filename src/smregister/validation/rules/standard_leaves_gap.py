"""Standards that end for more accounts than those that what replaces them judges."""

from __future__ import annotations

from collections.abc import Sequence

from smregister.model import Problem, Severity
from smregister.records.views import Standard
from smregister.register.register import Register, jurisdiction_and_above
from smregister.standards.in_force import standard_terms
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def standard_leaves_gap(register: Register) -> Problems:
    """A standard takes the place of one that judged more accounts, and nothing judges the others any more.

    What is replaced ends for everybody. Leave `replaces` out where a standard is for some jurisdictions only:
    its own accounts go by it all the same. Or let another standard judge the others from that day on.
    """
    records = [*register.standards]
    by_id, terms = {each.id: each for each in records}, standard_terms([each.record for each in records])
    for newer in records:
        older, begin = by_id.get(newer.replaces or ""), newer.in_force_from or ""
        if older is None or older is newer:
            continue
        judging = [each for each in records if terms[each.id].contains(begin)]
        left = _left_over(register, older, judging)
        if left:
            message = f"`{older.id}` ends for accounts of {', '.join(left)}, too, and no standard judges them any more"
            yield Problem(newer.path, ("replaces",), message)


def _left_over(register: Register, older: Standard, judging: Sequence[Standard]) -> list[str]:
    """Name the jurisdictions of a standard for which there is none when it has ended.

    Where one for all is replaced by several, these are taken to share it out.
    """
    scopes = [each.jurisdictions for each in judging]
    if [] in scopes:
        return []
    if not older.jurisdictions:
        heirs = [each for each in judging if each.replaces == older.id]
        return ["all other jurisdictions"] if len(heirs) == 1 else []
    named = {code for scope in scopes for code in scope}
    return [code for code in older.jurisdictions if named.isdisjoint(_line(register, code))]


def _line(register: Register, code: str) -> list[str]:
    """Return a jurisdiction, be there a record of it or not, and those above it."""
    return [code, *(each.id for each in jurisdiction_and_above(register, code))]
