"""What becomes of a list of observations, as lines and as a JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smregister.editing.observations.observation import ObservationPlan
from smregister.model import Change
from smregister.output import json_documents, plain_text
from smregister.output.json_writer import document
from smregister.output.phrases import counted
from smregister.text import escape_hidden


def plan_lines(source: str, plan: ObservationPlan, changes: Sequence[Change]) -> Iterator[str]:
    """Return what becomes of a list: counts, changes, then every row that is left out or refused."""
    yield escape_hidden(f"{source}: {counted(len(plan.rows), 'row')} read")
    yield f"  {plan.accepted:,} put on record"
    yield f"  {plan.unchanged:,} say what is on record already"
    yield f"  {plan.superseded:,} older than what is on record or in the list"
    yield f"  {len(plan.rejections):,} refused"
    yield from plain_text.change_lines(changes)
    for left in plan.omitted:
        said = f"{left.field} of {left.record} left out, it was looked at again on {left.value}"
        yield escape_hidden(f"{source}:{left.line}: {said}")
    for rejection in plan.rejections:
        yield escape_hidden(f"{source}:{rejection.line}: refused: {rejection.reason}")


def plan_document(plan: ObservationPlan, changes: Sequence[Change]) -> str:
    """Write what becomes of a list: read = taken + known + older + refused."""
    left_out = [
        {"line": left.line, "id": left.record, "fact": left.field, "later": left.value} for left in plan.omitted
    ]
    return document(
        {
            "read": len(plan.rows),
            "taken": plan.accepted,
            "known": plan.unchanged,
            "older": plan.superseded,
            "refused": json_documents.rejections_list(plan.rejections),
            "left_out": left_out,
            "changes": [json_documents.change_data(change) for change in changes],
        }
    )
