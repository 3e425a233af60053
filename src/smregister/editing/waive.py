"""What a waiver says by itself: for whom it is, and of which clause of the standard that judges them."""

from __future__ import annotations

from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.register.register import Register
from smregister.standards.assessor import Assessor
from smregister.standards.clauses import Clause, CompiledStandard
from smregister.standards.facts.account_context import RegisterFacts
from smregister.standards.waivers import Waiver
from smregister.text import did_you_mean


class Permission(NamedTuple):
    """What a waiver says of whom and what it is for, the clause, and the waivers that excuse from that already."""

    data: dict[str, Value]
    clause: Clause
    others: list[Waiver]


def permission(register: Register, record: Record, code: str) -> Permission:
    """Return what a waiver of a clause, by its code, says of an account or of all accounts of an agency.

    Raises FatalError if the record is neither, no standard in force judges it, or that has no such clause.
    """
    if record.kind not in ("account", "agency"):
        raise FatalError(
            f"`{record.id}` is of kind {record.kind}; a waiver is for an account, or for an agency's accounts"
        )
    assessor = Assessor(RegisterFacts(register, register.day))
    standard = assessor.standard_of(record.agency)
    if standard is None:
        raise FatalError(f"no standard in force on {register.day} judges the accounts of `{record.agency}`")
    clause = _clause_called(standard, code)
    account: dict[str, Value] = {"account": record.name} if record.kind == "account" else {}
    others = [each for each in assessor.waivers_of(record, standard) if each.clause == clause.id]
    return Permission({**account, "standard": standard.id, "clause": clause.id}, clause, others)


def _clause_called(standard: CompiledStandard, code: str) -> Clause:
    clauses = {each.id: each for each in standard.clauses}
    clause = clauses.get(code.strip().upper())
    if clause is not None:
        return clause
    all_there_are = f"; it has {', '.join(clauses)}"
    message = f"say which clause of `{standard.id}`{all_there_are}"
    if code:
        message = f"`{standard.id}` has no clause `{code}`{did_you_mean(code, clauses) or all_there_are}"
    raise FatalError(message)
