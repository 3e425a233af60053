"""The days on which standards are in force: what each says itself, and what takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.scalars import day_beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smregister.model import Record

LAST_DAY = "9999-12-31"
"""What stands for the last day where there is none."""


def last_days(records: Sequence[Record]) -> dict[str, str]:
    """Give the last days of standards, by id: their own, or the day before another one takes their place."""
    ends = {each.id: each.text("in_force_to") or LAST_DAY for each in records}
    for each in records:
        replaced, since = each.text("replaces"), each.text("in_force_from")
        if replaced in ends and replaced != each.id and since:
            ends[replaced] = min(ends[replaced], day_beside(since, -1) or "")
    return ends
