"""What happened to a record in one word, its end among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import ChangeType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.kinds import Closing, Kind
    from smregister.model import Change, Record

CLOSED = "closed"


def happening(change: Change, kinds: Mapping[str, Kind]) -> str:
    """Give what happened to a record: the type of the change, or that it closed the record.

    A kind says with `x-closing` which fields tell of the end.
    """
    kind = kinds.get(change.record.kind)
    if change.type is not ChangeType.CHANGED or kind is None or kind.closing is None:
        return str(change.type)
    ended = [each is not None and _has_ended(each, kind.closing) for each in (change.before, change.after)]
    return CLOSED if ended == [False, True] else str(change.type)


def _has_ended(record: Record, closing: Closing) -> bool:
    """Say whether a record's life has ended: by its status, or, where it has none, by a reason.

    A day alone may be one that was planned from the beginning.
    """
    if closing.status is None:
        return record.value(*closing.reason.split(".")) is not None
    return record.value(*closing.status.split(".")) == closing.status_value
