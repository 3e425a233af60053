"""Status, end and reopening of a record, with the days that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from smregister.editing.assignments import Assignment
from smregister.errors import FatalError
from smregister.model import Pointer, Record, Value, resolve_pointer
from smregister.records.kinds import TRANSFERRED, Closing, Kind, Kinds
from smregister.register.lookup import as_text, choice_error

SINCE = ("status_since",)
"""The field with the first day of the present status."""
_IN_USE = "active"


class Edit(NamedTuple):
    """Fields to set in a record, and fields to remove."""

    assignments: list[Assignment]
    unset: list[Pointer]


def assign(values: Mapping[str, Value]) -> list[Assignment]:
    """Return the assignments of values to fields by their dotted names."""
    return [Assignment(tuple(name.split(".")), value, adds=False) for name, value in values.items()]


def kinds_with_status(kinds: Kinds) -> list[str]:
    """Return the names of the kinds whose records have a status and an end."""
    return [name for name, kind in kinds.items() if kind.closing and kind.closing.status]


def change_status(kind: Kind, record: Record, status: str, on: date | None, today: date) -> Edit:
    """Return the edit that gives a record a status since a day, today by default.

    Raises FatalError if it is not a status of the kind, needs another command, or began too early.
    """
    closing, name = _require_status(kind, record)
    _require_choice(kind, name, status)
    since, current = record.text(*SINCE), _text(record, name)
    if status in (closing.status_value, TRANSFERRED):
        day = _require_end(closing, record, status, today)
    else:
        _require_in_use(closing, record, status, today)
        if status == current and on is None:
            return Edit([], [])
        day = require_past(on or today, today)
    if since and day < since and status != current:
        raise FatalError(
            f"`{record.id}` is {current} since {since}, so it can't be {status} since {day}; correct a mistyped day "
            f"with `smregister edit {record.id} --set status_since=DATE`"
        )
    return Edit(assign({name: status, **_since(kind, day)}), [])


def end_record(
    kind: Kind, data: Mapping[str, Value], reason: str, on: date, today: date, replaced_by: str | None
) -> list[Assignment]:
    """Return the assignments that end a record; a future end, and that of a proposal, keep the status.

    Raises FatalError if records of the kind can't end or be replaced, or this one has an end.
    """
    closing = kind.closing
    if closing is None:
        raise FatalError(f"a record of kind {kind.name} can't be closed")
    end = resolve_pointer(data, tuple(closing.on.split(".")))
    if end is not None:
        hint = ", or remove the end with `smregister reopen`" if closing.status else ""
        raise FatalError(f"this already ends on {end}; correct the day or the reason with `smregister edit`{hint}")
    values: dict[str, Value] = {closing.on: on.isoformat(), closing.reason: reason}
    if closing.status and on <= today and data.get(closing.status) != "proposed":
        since = _since(kind, on.isoformat()) if SINCE[0] in data else {}
        values = {closing.status: closing.status_value, **since, **values}
    if replaced_by is not None:
        if closing.replaced_by is None:
            raise FatalError(f"a record of kind {kind.name} can't be replaced")
        values[closing.replaced_by] = replaced_by
    return assign(values)


def reopen(kind: Kind, record: Record, status: str | None, on: date | None, today: date) -> Edit:
    """Return the edit that removes the end of a record, past or planned; what was closing is in use again.

    Raises FatalError if it has no end, or the day is before it.
    """
    closing, name = _require_status(kind, record)
    names = [closing.on, closing.reason, *([closing.replaced_by] if closing.replaced_by else [])]
    unset: list[Pointer] = [tuple(field.split(".")) for field in names if record.value(*field.split(".")) is not None]
    end, current, ended = _text(record, closing.on), _text(record, name), closing.has_ended(record)
    if not (ended or unset):
        raise FatalError(f"`{record.id}` has no end; there is nothing to reopen")
    if not (ended or status or current == "closing"):
        return Edit([], unset)
    status, day = status or _IN_USE, require_past(on or today, today)
    if status in (closing.status_value, TRANSFERRED, "proposed"):
        raise FatalError(f"a record can't be reopened as {status}; choose another --status")
    _require_choice(kind, name, status)
    if ended and end and day < end:
        raise FatalError(f"`{record.id}` ended on {end}; it can't be reopened on {day}, before that")
    return Edit(assign({name: status, **_since(kind, day)}), unset)


def command_of_end(record_id: str, status: str) -> str:
    """Return the command that writes the status of an end, with its day and its reason."""
    return f"transfer {record_id} AGENCY" if status == TRANSFERRED else f"close {record_id} --reason …"


def require_past(day: date, today: date) -> str:
    """Return a day as a text; raise FatalError if it has not come."""
    if day > today:
        raise FatalError(f"{day} is in the future; record it once it has happened")
    return day.isoformat()


def _require_status(kind: Kind, record: Record) -> tuple[Closing, str]:
    """Return how a kind ends, and its field of the status; raise FatalError without one."""
    if kind.closing and kind.closing.status:
        return kind.closing, kind.closing.status
    hint = "; a new letter appoints again: `smregister appoint`" if kind.name == "appointment" else ""
    raise FatalError(f"`{record.id}` is of kind {kind.name}, which has no status{hint}")


def _require_choice(kind: Kind, name: str, status: str) -> None:
    if error := choice_error(kind.field(name), status) or ("" if status else f"`{name}` is empty; write a status"):
        raise FatalError(error)


def _require_end(closing: Closing, record: Record, status: str, today: date) -> str:
    """Return the last day of a record that gets the status of its end; raise FatalError if none has come."""
    end, reason = _text(record, closing.on), _text(record, closing.reason)
    if _text(record, closing.status) == "proposed":
        raise FatalError(
            f"`{record.id}` is a proposal and keeps that status; `smregister close {record.id}` gives it up"
        )
    if end is None or reason is None:
        command = command_of_end(record.id, status)
        raise FatalError(f"`{status}` needs a day and a reason: `smregister {command}` writes them together")
    if end > today.isoformat():
        raise FatalError(
            f"`{record.id}` ends on {end}; give it the status {status} on that day, or correct `{closing.on}`"
        )
    return end


def _require_in_use(closing: Closing, record: Record, status: str, today: date) -> None:
    end, command = _text(record, closing.on), f"smregister reopen {record.id} --status {status}"
    if closing.has_ended(record):
        raise FatalError(f"`{record.id}` has ended; `{command}` removes its end")
    if end and end <= today.isoformat() and _text(record, closing.status) != "proposed":
        completes = f"smregister status {record.id} {closing.status_value}"
        raise FatalError(f"`{record.id}` ended on {end}; `{completes}` completes its end, `{command}` removes it")


def _since(kind: Kind, day: str) -> dict[str, Value]:
    return {SINCE[0]: day} if SINCE in kind.fields else {}


def _text(record: Record, name: str | None) -> str | None:
    value = record.value(*(name or "").split("."))
    return None if value is None else as_text(value)
