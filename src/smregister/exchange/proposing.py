"""An import judged with the register it goes into: a row whose records turn out unsound is refused, not the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.exchange.maps import unknown_columns
from smregister.exchange.plan import contents_of
from smregister.exchange.planning import plan_import
from smregister.exchange.rows import read_rows
from smregister.model import Severity
from smregister.writing.proposals import propose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from smregister.exchange.maps import ImportMap
    from smregister.exchange.plan import Plan
    from smregister.register import Register
    from smregister.validation.snapshot import RegisterSnapshot
    from smregister.writing.proposals import Proposal


def propose_import(
    snapshot: RegisterSnapshot, register: Register, import_map: ImportMap, source: Path, text_of: Callable[[str], str]
) -> tuple[Plan, Proposal]:
    """Plan the import of a list and judge it; `text_of` gives the text at a path of the register.

    Raises FatalError if the list can't be read.
    """
    rows = read_rows(source, import_map.data)
    refused: dict[int, str] = {}
    while True:
        plan = plan_import(register, import_map, rows, refused)
        proposal = propose(snapshot, contents_of(register, plan, text_of))
        unsound = _unsound_rows(plan, proposal)
        if not unsound:
            plan.remarks += unknown_columns(import_map, rows[0].data.keys()) if rows and rows[0].has_columns else ()
            return plan, proposal
        refused |= unsound


def _unsound_rows(plan: Plan, proposal: Proposal) -> dict[int, str]:
    """Give, by the number of the row, what is wrong with the files that single rows would bring."""
    reasons: dict[int, list[str]] = {}
    for found in proposal.judgement.findings:
        if found.severity is Severity.ERROR and found.path in plan.origins:
            reasons.setdefault(plan.origins[found.path], []).append(f"{found.rule}: {found.message}")
    return {number: "; ".join(messages) for number, messages in reasons.items()}
