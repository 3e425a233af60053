"""Who may act for whom, and on which days: what letters of appointment and the desk's own list say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from smregister.dates import ALWAYS, DateRange, day_before, earliest, shift_day
from smregister.model import Record, Value, resolve_pointer
from smregister.records.views import Agency, Appointment

LOOKED_AT = ("officer", "letter", "effective_from", "effective_to", "replaces", "acting", "status", "closed")
"""The fields of appointments and agencies by which mandates are told."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public SSH key (its type and the key itself), and the days on which it counts."""

    key: str
    dates: DateRange = ALWAYS


@dataclass(frozen=True, slots=True)
class Mandate:
    """One person's right to act for an agency, or for the desk, on some days.

    The person is known by the number that the forge gave the account. `record` is the id of what says so.
    """

    user_id: int
    agency: str | None
    record: str
    post: str = ""
    login: str = ""
    letter: str = ""
    dates: DateRange = ALWAYS
    keys: tuple[SigningKey, ...] = ()

    def lies_within(self, other: Mandate) -> bool:
        """Return whether another mandate of the same person for the same agency covers every day of this one."""
        is_same = (self.user_id, self.agency) == (other.user_id, other.agency)
        return is_same and self.dates.within(other.dates)


class Term(NamedTuple):
    """An appointment, and the days on which it is in force."""

    appointment: Appointment
    dates: DateRange

    @property
    def record(self) -> Record:
        """Return the appointment's record."""
        return self.appointment.record

    @property
    def start(self) -> str:
        """Return the first day, which every term has."""
        return self.dates.start or ""

    @property
    def end(self) -> str | None:
        """Return the last day; None where it is open."""
        return self.dates.end


def desk_mandates(register: Record) -> Iterator[Mandate]:
    """Return the mandates of the desk's members, by the register's own record."""
    for member in register.items("desk"):
        user_id = resolve_pointer(member, ("forge", "user_id"))
        if type(user_id) is int:
            yield _mandate(user_id, None, register.id, member, _dates(member))


def officer_mandates(appointments: Iterable[Record]) -> Iterator[Mandate]:
    """Return the mandates that appointments give, each as long as its appointment.

    Appointments without a forge account give none: nobody can be known by them.
    """
    for appointment, dates in terms(appointments):
        record = appointment.record
        officer = record.value("officer")
        user_id = resolve_pointer(officer, ("forge", "user_id"))
        if type(user_id) is int:
            mandate = _mandate(user_id, record.agency, record.id, officer, dates)
            yield replace(mandate, letter=appointment.letter.number or "")


def terms(appointments: Iterable[Record]) -> Iterator[Term]:
    """Return the terms of appointments: each ends as it says itself, or when the one that replaces it begins."""
    known = [*map(Appointment, appointments)]
    ends: dict[str, str | None] = {}
    for replaced, day in _ends_by_replacement(known):
        ends[replaced] = earliest(day, ends.get(replaced))
    for appointment in known:
        start, end = appointment.term
        if start:
            yield Term(appointment, DateRange(start, earliest(end, ends.get(appointment.id))))


def replacement_day(replaced: Record) -> str | None:
    """Return the day on which the replacement of an appointment starts: the day after its end, if it names one."""
    end = Appointment(replaced).last_day
    return shift_day(end, 1) if end else None


def is_active_agency(agency: Record, day: str) -> bool:
    """Return whether an agency, by its own record, is there on a day to be acted for."""
    status, closed = Agency(agency).status, Agency(agency).closed
    return agency.valid and status != "closed" and (closed is None or day <= closed)


def _ends_by_replacement(appointments: Iterable[Appointment]) -> Iterator[tuple[str, str]]:
    """Return the ids of appointments that are replaced, each with its last day by that."""
    for appointment in appointments:
        replaced, since = replaced_id(appointment.record), appointment.effective_from
        if replaced and since:
            yield replaced, day_before(since)


def replaced_id(appointment: Record) -> str | None:
    """Return the id of the appointment that one replaces, if it does."""
    name = Appointment(appointment).replaces
    return f"{appointment.agency}/{name}" if name and "/" not in name else name


def _mandate(user_id: int, agency: str | None, record_id: str, person: Value, dates: DateRange) -> Mandate:
    login, keys = _text(person, "forge", "login"), tuple(_signing_keys(person))
    return Mandate(user_id, agency, record_id, _text(person, "post"), login, dates=dates, keys=keys)


def _signing_keys(person: Value) -> Iterator[SigningKey]:
    keys = resolve_pointer(person, ("signing_keys",))
    for each in keys if isinstance(keys, list) else ():
        yield SigningKey(_text(each, "key"), _dates(each))


def _dates(data: Value) -> DateRange:
    return DateRange(_text(data, "from") or None, _text(data, "until") or None)


def _text(data: Value | Mapping[str, Value], *route: str) -> str:
    found = resolve_pointer(data, route)
    return found if isinstance(found, str) else ""
