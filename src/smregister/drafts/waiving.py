"""What a waiver says by itself: for whom it is, and of which clause of the standard that judges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.standards.compliance import Assembly
from smregister.standards.facts import Census
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smregister.model import Record, Value
    from smregister.register import Register
    from smregister.standards.clauses import Clause


def waived(register: Register, record: Record, code: str) -> tuple[dict[str, Value], Clause]:
    """Give what a waiver of a clause, by its code, says of an account or of all accounts of an agency; and the clause.

    Raises FatalError if the record is neither, no standard in force judges it, or that has no such clause.
    """
    if record.kind not in ("account", "agency"):
        message = f"`{record.id}` is of kind {record.kind}; a waiver is for an account, or for an agency's accounts"
        raise FatalError(message)
    standard = Assembly(Census(register, register.day)).standard_of(record.agency)
    if standard is None:
        message = f"no standard in force on {register.day} judges the accounts of `{record.agency}`"
        raise FatalError(message)
    clauses = {each.id: each for each in standard.clauses}
    clause = clauses.get(code.strip().upper())
    if clause is None:
        hint = did_you_mean(code, clauses) or f"; it has {', '.join(clauses)}"
        message = f"`{standard.id}` has no clause `{code}`{hint}"
        raise FatalError(message)
    account: dict[str, Value] = {"account": record.name} if record.kind == "account" else {}
    return {**account, "standard": standard.id, "clause": clause.id}, clause


def waived_already(register: Register, agency: str | None, data: Mapping[str, Value]) -> Iterator[Record]:
    """Give the waivers of the same clause, for the same account or agency, that a new one would begin within."""
    begin = str(data.get("from"))
    for each in register.sound("waiver"):
        same = all(each.value(name) == data.get(name) for name in ("account", "standard", "clause"))
        last = each.text("ended") or each.text("until") or ""
        if same and each.agency == agency and (each.text("from") or "") <= begin <= last:
            yield each
