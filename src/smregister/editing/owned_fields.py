"""Fields that belong together, and the command that changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from smregister.editing.states import SINCE, command_of_end
from smregister.errors import FatalError
from smregister.model import Pointer, Record, Value
from smregister.records.kinds import TRANSFERRED, Kind, Route


class Owner(NamedTuple):
    """A command, and the fields that it changes together; it is named for the first `naming` of them."""

    command: str
    fields: tuple[Route, ...]
    naming: int = 1

    def describe(self, kind: Kind, record_id: str) -> str:
        """Return what the command changes."""
        names = [f"`{'.'.join(route)}`" for route in self.fields if route in kind.fields]
        fields = f"{', '.join(names[:-1])} and {names[-1]} together" if len(names) > 1 else "".join(names)
        return f"`smregister {self.command.format(id=record_id)}` changes {fields}"


_OWNERS = {
    "account": (Owner("handle {id} NEW", (("handle",), ("url",), ("former_handles",))),),
    "appointment": (
        Owner(
            "letter {id} --received SCAN.pdf", (("letter", "softcopy", "sha256"), ("letter", "softcopy", "received"))
        ),
        Owner("letter {id} --hardcopy-received DATE", (("letter", "hardcopy", "received"),)),
        Owner("handover {id} --access-removed …", (("handover",),)),
        Owner("appoint --replace {id} …", (("replaced_by",), ("effective_to",), ("end_reason",))),
    ),
}
"""The commands that own fields of a kind; those of a status and an end follow from the schema."""


def describe_owners(kind: Kind, record: Record, changed: Collection[Pointer]) -> Iterator[str]:
    """Yield the commands that own changed fields, each once."""
    for owner in (*_find_owners_of_end(kind, record, changed), *_OWNERS.get(kind.name, ())):
        if any(pointer[: len(route)] == route for pointer in changed for route in owner.fields[: owner.naming]):
            yield owner.describe(kind, record.id)


def require_status_day(kind: Kind, record: Record, changed: Mapping[Pointer, Value]) -> None:
    """Raise FatalError if a new status would keep the first day of the present one."""
    since, closing = record.text(*SINCE), kind.closing
    after = changed.get((closing.status,)) if closing and closing.status else None
    if closing is None or after is None or not since or SINCE in changed or closing.has_ended(record):
        return
    status = record.text(closing.status or "")
    is_end = after in (closing.status_value, TRANSFERRED)
    command = command_of_end(record.id, str(after)) if is_end else f"status {record.id} {after}"
    raise FatalError(
        f"`status_since` is {since}, the first day of the status {status}; `smregister {command}` changes both. If "
        f"{after} is the status since that day, add --set status_since={since}"
    )


def _find_owners_of_end(kind: Kind, record: Record, changed: Collection[Pointer]) -> Iterator[Owner]:
    """Yield the owners of status and end: `close` if there is no end yet, `reopen` if one is removed."""
    closing = kind.closing
    if closing is None:
        return
    status, on, reason = (tuple((name or "").split(".")) for name in (closing.status, closing.on, closing.reason))
    together = tuple(filter(all, (on, reason, status, SINCE if closing.status else ())))
    if closing.status:
        yield Owner("status {id} STATUS", (status, SINCE), 2)
    if record.value(*on) is None:
        yield Owner("close {id} --reason …", together, 2)
    elif closing.status and {on, reason}.intersection(changed):
        yield Owner("reopen {id}", together, 2)
