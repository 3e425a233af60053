"""Import of a list, proposed without the rows that fail validation."""

from __future__ import annotations

from pathlib import Path

from smregister.editing.imports.map import ImportMap, find_unknown_columns
from smregister.editing.imports.planner import ImportPlan, plan_import
from smregister.editing.lists.rows import read_mapped_rows
from smregister.editing.proposal import Proposal
from smregister.editing.propose import propose_rows
from smregister.register.snapshot import RegisterSnapshot


def propose_import(snapshot: RegisterSnapshot, import_map: ImportMap, source: Path) -> tuple[ImportPlan, Proposal]:
    """Plan and validate the import of a list; raise FatalError if it can't be read."""
    rows = read_mapped_rows(source, import_map.data)
    plan, proposal = propose_rows(snapshot, lambda rejected: plan_import(snapshot, import_map, rows, rejected))
    if rows and rows[0].has_columns:
        plan.remarks += find_unknown_columns(import_map, rows[0].data.keys())
    return plan, proposal
