"""Identity of officers: the same person in two appointments, and personal fields."""

from __future__ import annotations

from smregister.model import Pointer, Record
from smregister.records.kinds import ANY_ITEM, Kind, values_at
from smregister.text import normalize_text

_NUMBERS = (("officer", "staff_number"), ("officer", "forge", "user_id"))
_NAME, _ADDRESS = ("officer", "name"), ("officer", "email")
REMOVED = ("officer", "removed")
"""The field that records that the person was removed from an appointment."""

# Personal fields outside `officer`, or public by a register's own schemas.
_OTHER_PERSONAL = (_ADDRESS, ("officer", "forge"), ("training", ANY_ITEM, "certificate"), ("out_of_hours",), ("notes",))


def is_same_officer(one: Record, other: Record) -> bool:
    """Check whether two appointments are of one person.

    Staff number or forge account decide, else name and address. An address alone counts only if a name is missing,
    since several officers may share one.
    """
    for route in _NUMBERS:
        numbers = one.value(*route), other.value(*route)
        if None not in numbers:
            return numbers[0] == numbers[1]
    names = _folded(one, _NAME), _folded(other, _NAME)
    return names[0] == names[1] if all(names) else may_be_same_officer(one, other)


def may_be_same_officer(one: Record, other: Record) -> bool:
    """Check whether two appointments share a name, address or number of an officer."""
    return any(_is_same_text(one, route, other, route) for route in (_NAME, _ADDRESS, *_NUMBERS))


def personal_values(appointment: Record, kind: Kind) -> list[Pointer]:
    """Return the pointers of personal values, also of a sender who is the officer."""
    private = [field.route for field in kind.fields.values() if field.private and field.route[0] == "officer"]
    routes = [route for route in (*private, *_OTHER_PERSONAL) if route in kind.fields]
    outermost = [route for route in routes if not any(route[:length] in routes for length in range(len(route)))]
    pointers = [pointer for route in outermost for pointer, _ in values_at(appointment.data, route)]
    sender = ("letter", "softcopy", "sent_by_email")
    return [*pointers, sender] if _is_same_text(appointment, sender, appointment, _ADDRESS) else pointers


def _is_same_text(one: Record, route: Pointer, other: Record, other_route: Pointer) -> bool:
    text = _folded(one, route)
    return bool(text) and text == _folded(other, other_route)


def _folded(record: Record, route: Pointer) -> str:
    value = record.value(*route)
    return "" if value is None else normalize_text(str(value))
