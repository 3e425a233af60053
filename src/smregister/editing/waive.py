"""Waiver of a clause for an account or an agency."""

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


class WaiverDraft(NamedTuple):
    """The data of a waiver, its clause, and the existing waivers from that clause."""

    data: dict[str, Value]
    clause: Clause
    others: list[Waiver]


def draft_waiver(register: Register, record: Record, code: str) -> WaiverDraft:
    """Draft a waiver from a clause; raise FatalError if none is allowed."""
    standard, clauses = find_clauses(register, record)
    clause = _find_clause(standard.id, clauses, code)
    account: dict[str, Value] = {"account": record.name} if record.kind == "account" else {}
    assessor = Assessor(RegisterFacts(register, register.day))
    others = [waiver for waiver in assessor.waivers_of(record, standard) if waiver.clause == clause.id]
    return WaiverDraft({**account, "standard": standard.id, "clause": clause.id}, clause, others)


def find_clauses(register: Register, record: Record) -> tuple[CompiledStandard, dict[str, Clause]]:
    """Return the standard of an account or agency, and its clauses by code.

    Raises FatalError if the record is of another kind or no standard is in force.
    """
    if record.kind not in ("account", "agency"):
        raise FatalError(
            f"`{record.id}` is of kind {record.kind}; a waiver is for an account, or for an agency's accounts"
        )
    standard = Assessor(RegisterFacts(register, register.day)).standard_of(record.agency)
    if standard is None:
        raise FatalError(f"no standard in force on {register.day} assesses the accounts of `{record.agency}`")
    return standard, {clause.id: clause for clause in standard.clauses}


def _find_clause(standard: str, clauses: dict[str, Clause], code: str) -> Clause:
    if clause := clauses.get(code.strip().upper()):
        return clause
    available = f"; its clauses are {', '.join(clauses)}"
    if code:
        raise FatalError(f"`{standard}` has no clause `{code}`{did_you_mean(code, clauses) or available}")
    raise FatalError(f"the clause of `{standard}` is missing{available}")
