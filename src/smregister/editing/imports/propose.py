"""Import of a list, proposed without the rows that fail validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.editing.imports.map import find_unknown_columns
from smregister.editing.imports.planner import plan_import
from smregister.editing.lists.propose import Target, propose_rows
from smregister.editing.lists.rows import read_mapped_rows

if TYPE_CHECKING:
    from pathlib import Path

    from smregister.editing.imports.map import ImportMap
    from smregister.editing.imports.planner import ImportPlan
    from smregister.writing.proposals import Proposal


def propose_import(target: Target, import_map: ImportMap, source: Path) -> tuple[ImportPlan, Proposal]:
    """Plan and validate the import of a list.

    Raises FatalError if the list can't be read.
    """
    rows = read_mapped_rows(source, import_map.data)
    plan, proposal = propose_rows(target, lambda rejected: plan_import(target, import_map, rows, rejected))
    if rows and rows[0].has_columns:
        plan.remarks += find_unknown_columns(import_map, rows[0].data.keys())
    return plan, proposal
