"""Records that a change moves to another agency."""

from __future__ import annotations

from collections.abc import Iterable

from smregister.model import Change


def find_moves(changes: Iterable[Change]) -> set[tuple[str, str]]:
    """Return the kind and id of each record from another agency; not of one whose agency was renamed."""
    pairs = [(change.before, change.after) for change in changes if change.before and change.after]
    renamed = {(before.id, after.id) for before, after in pairs if after.kind == "agency"}
    moved = [(before, after) for before, after in pairs if after.kind != "agency" and before.agency != after.agency]
    return {(after.kind, after.id) for before, after in moved if (before.agency, after.agency) not in renamed}
