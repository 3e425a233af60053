"""Who may act for whom, and on which days: what letters of appointment and the desk's own list say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from smregister.model import value_at
from smregister.scalars import LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smregister.model import Record, Value

ALL_OF_AGENCY = "all-of-agency"
"""What an appointment says that covers every account of its agency."""

_BEFORE_ALL_DAYS = "0000-12-31"

LOOKED_AT = ("officer", "letter", "effective_from", "effective_to", "replaces", "acting", "status", "closed")
"""The fields of appointments and agencies by which mandates are told."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public SSH key (its type and the key itself), and the days on which it counts; empty where open."""

    key: str
    since: str = ""
    until: str = ""

    def counts(self, day: str) -> bool:
        """Say whether it does on a day."""
        return self.since <= day <= (self.until or LAST_DAY)


@dataclass(frozen=True, slots=True)
class Mandate:
    """One person's right to act for an agency, or for the desk, from its first day to its last; empty where open.

    The person is known by the number that the forge gave the account. `record` is the id of what says so.
    """

    user_id: int
    agency: str | None
    record: str
    post: str = ""
    login: str = ""
    letter: str = ""
    since: str = ""
    until: str = ""
    keys: tuple[SigningKey, ...] = ()

    def holds(self, day: str) -> bool:
        """Say whether it is in force on a day."""
        return self.since <= day <= (self.until or LAST_DAY)

    def lies_within(self, other: Mandate) -> bool:
        """Say whether another mandate of the same person for the same agency covers every day of this one."""
        is_same = (self.user_id, self.agency) == (other.user_id, other.agency)
        return is_same and other.since <= self.since and (self.until or LAST_DAY) <= (other.until or LAST_DAY)


class Term(NamedTuple):
    """An appointment, its first day, and its last; empty where open."""

    record: Record
    since: str
    until: str = ""

    def holds(self, day: str) -> bool:
        """Say whether the appointment is in force on a day."""
        return self.since <= day <= (self.until or LAST_DAY)


def desk_mandates(register: Record) -> Iterator[Mandate]:
    """Give the mandates of the desk's members, by the register's own record."""
    for member in register.items("desk"):
        user_id = value_at(member, ("forge", "user_id"))
        if type(user_id) is int:
            yield _mandate(
                user_id, None, register.id, member, since=_text(member, "from"), until=_text(member, "until")
            )


def officer_mandates(appointments: Iterable[Record]) -> Iterator[Mandate]:
    """Give the mandates that appointments give, each as long as its appointment.

    Appointments without a forge account give none: nobody can be known by them.
    """
    for record, since, until in terms(appointments):
        officer = record.value("officer")
        user_id = value_at(officer, ("forge", "user_id"))
        if type(user_id) is int:
            mandate = _mandate(user_id, record.agency, record.id, officer, since=since, until=until)
            yield replace(mandate, letter=record.text("letter", "number") or "")


def terms(appointments: Iterable[Record]) -> Iterator[Term]:
    """Give the terms of appointments: each ends as it says itself, or when the one that replaces it begins."""
    known = [*appointments]
    ends: dict[str, str] = {}
    for replaced, day in _ends_by_replacement(known):
        ends[replaced] = min(filter(None, (day, ends.get(replaced))), default="")
    for record in known:
        since = record.text("effective_from")
        if since:
            yield Term(record, since, min(filter(None, (last_day(record), ends.get(record.id))), default=""))


def last_day(appointment: Record) -> str | None:
    """Give the last day that an appointment itself names: of its term, or of an acting that ends sooner."""
    days = (appointment.text("effective_to"), appointment.text("acting", "until"))
    return min(filter(None, days), default=None)


def may_be_acted_for(agency: Record, day: str) -> bool:
    """Say whether an agency, by its own record, is there on a day to be acted for."""
    return agency.sound and agency.text("status") != "closed" and day <= (agency.text("closed") or LAST_DAY)


def _ends_by_replacement(appointments: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """Give the ids of appointments that are replaced, each with its last day by that."""
    for record in appointments:
        replaced, since = replaced_id(record), record.text("effective_from")
        if replaced and since:
            yield replaced, _day_before(since)


def replaced_id(appointment: Record) -> str | None:
    """Give the id of the appointment that one replaces, if it does."""
    name = appointment.text("replaces")
    return f"{appointment.agency}/{name}" if name and "/" not in name else name


def _mandate(user_id: int, agency: str | None, record_id: str, person: Value, *, since: str, until: str) -> Mandate:
    login, keys = _text(person, "forge", "login"), tuple(_signing_keys(person))
    return Mandate(user_id, agency, record_id, _text(person, "post"), login, since=since, until=until, keys=keys)


def _signing_keys(person: Value) -> Iterator[SigningKey]:
    keys = value_at(person, ("signing_keys",))
    for each in keys if isinstance(keys, list) else ():
        yield SigningKey(_text(each, "key"), _text(each, "from"), _text(each, "until"))


def _text(data: Value | Mapping[str, Value], *route: str) -> str:
    found = value_at(data, route)
    return found if isinstance(found, str) else ""


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return _BEFORE_ALL_DAYS
