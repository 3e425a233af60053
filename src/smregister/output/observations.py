"""What becomes of a list of observations, as lines and as a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.characters import visible
from smregister.output import jsons, text
from smregister.output.json_text import document
from smregister.output.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smregister.editing.observations.propose import ObservationPlan
    from smregister.model import Change


def plan_lines(source: str, plan: ObservationPlan, changes: Sequence[Change]) -> Iterator[str]:
    """Tell what becomes of a list: counts, changes, then every row that is left out or refused."""
    yield visible(f"{source}: {counted(len(plan.rows), 'row')} read")
    yield f"  {plan.accepted:,} put on record"
    yield f"  {plan.unchanged:,} say what is on record already"
    yield f"  {plan.superseded:,} older than what is on record or in the list"
    yield f"  {len(plan.rejections):,} refused"
    yield from text.change_lines(changes)
    for left in plan.omitted:
        said = f"{left.field} of {left.record} left out, it was looked at again on {left.value}"
        yield visible(f"{source}:{left.line}: {said}")
    for rejection in plan.rejections:
        yield visible(f"{source}:{rejection.line}: refused: {rejection.reason}")


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
            "refused": jsons.rejections_list(plan.rejections),
            "left_out": left_out,
            "changes": [jsons.change_data(change) for change in changes],
        }
    )
