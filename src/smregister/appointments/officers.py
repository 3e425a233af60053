"""Who is who among officers: appointments of one person, and what of an appointment is about the person."""

from __future__ import annotations

from smregister.model import Pointer, Record
from smregister.records.kinds import ANY_ITEM, Kind, Route, values_at

_NUMBERS = (("officer", "staff_number"), ("officer", "forge", "user_id"))
_NAME, _ADDRESS = ("officer", "name"), ("officer", "email")
REMOVED = ("officer", "removed")
"""Where an appointment tells that the person was taken out of it."""

# What tells who somebody is and stands elsewhere than below `officer`, or is no secret by a register's own schemas.
_TELLING = (_ADDRESS, ("officer", "forge"), ("training", ANY_ITEM, "certificate"), ("out_of_hours",), ("notes",))


def is_same_officer(one: Record, other: Record) -> bool:
    """Return whether two appointments are of one person: by staff number or forge account, or else by name and address.

    An address alone counts where a name is missing: several officers may share one.
    """
    for route in _NUMBERS:
        numbers = one.value(*route), other.value(*route)
        if None not in numbers:
            return numbers[0] == numbers[1]
    names = _folded(one, _NAME), _folded(other, _NAME)
    if all(names):
        return names[0] == names[1]
    return may_be_same_officer(one, other)


def may_be_same_officer(one: Record, other: Record) -> bool:
    """Return whether two appointments share anything by which an officer is known."""
    routes = (_NAME, _ADDRESS, *_NUMBERS)
    return any(_folded(one, route) and _folded(one, route) == _folded(other, route) for route in routes)


def personal_fields(kind: Kind) -> tuple[Route, ...]:
    """Return the fields of a kind of appointments that are about the person, not about the post or the letter."""
    private = [field.route for field in kind.fields.values() if field.private and field.route[0] == "officer"]
    known = [route for route in (*private, *_TELLING) if route in kind.fields]
    return tuple(
        route for route in known if not any(route != above and route[: len(above)] == above for above in known)
    )


def personal_values(appointment: Record, kind: Kind) -> list[Pointer]:
    """Return the places in an appointment that are about the person; the officer's own address as a sender's, too."""
    places = [place for route in personal_fields(kind) for place, _ in values_at(appointment.data, route)]
    sender = ("letter", "softcopy", "sent_by_email")
    if _folded(appointment, sender) and _folded(appointment, sender) == _folded(appointment, _ADDRESS):
        places.append(sender)
    return places


def _folded(record: Record, route: Pointer) -> str:
    value = record.value(*route)
    return "" if value is None else " ".join(str(value).casefold().split())
