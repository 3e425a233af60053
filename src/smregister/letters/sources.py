"""The records that a letter rests on, found and demanded to be sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smregister.editing.appoint import complete_appointment
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.records.views import Account, Agency, Appointment
from smregister.register.register import Register, reference_id


@dataclass(frozen=True, slots=True)
class Sources:
    """An appointment with the records it speaks of; `above` are the agencies that its own belongs to, highest first."""

    appointment: Record
    agency: Record
    above: tuple[Record, ...]
    jurisdiction: Record | None
    directive: Record | None
    replaced: Record | None
    accounts: tuple[Record, ...]


def unwritten(register: Register, agency: str, directive: str = "", replaced: Record | None = None) -> Record:
    """Return the appointment that a blank letter of an agency is about, with what is known of it before it is made.

    That is what a directive asks for, and what is taken over from an appointment that it replaces.
    """
    given: dict[str, Value] = {"directive": directive} if directive else {}
    begin = Appointment(replaced).replacement_day if replaced else None
    if begin:
        given["effective_from"] = begin
    return Record("appointment", f"{agency}/", "", complete_appointment(register, given, replaced))


def sources_of(register: Register, appointment: Record, day: str) -> Sources:
    """Find what an appointment speaks of; of all accounts of an agency, those that there are on a day.

    Raises FatalError if a record is missing or can't be relied on.
    """
    _demand_sound(appointment)
    agency = _demanded(register, "agency", appointment.agency or "", None)
    return Sources(
        appointment,
        agency,
        tuple(_above(register, agency)),
        _named(register, "jurisdiction", agency, "jurisdiction"),
        _named(register, "directive", appointment, "directive"),
        _named(register, "appointment", appointment, "replaces"),
        tuple(_accounts(register, appointment, day)),
    )


def named_elsewhere(register: Register, appointment: Record) -> Iterator[tuple[str, str]]:
    """Return the kind and id of records that a letter rests on and that may lie elsewhere than with its agency."""
    view = Appointment(appointment)
    if view.directive:
        yield "directive", view.directive
    for name in view.accounts:
        yield "account", reference_id(register.kinds.get("account"), name, appointment.agency)
    if view.replaces:
        yield "appointment", reference_id(register.kinds.get("appointment"), view.replaces, appointment.agency)
    agency: Record | None = register.find("agency", appointment.agency or "", None)
    seen: set[str] = set()
    while agency and (parent := Agency(agency).parent) and parent not in seen:
        seen.add(parent)
        yield "agency", parent
        agency = register.find("agency", parent, None)


def _above(register: Register, agency: Record) -> list[Record]:
    found: list[Record] = []
    below = agency
    while (parent := _named(register, "agency", below, "parent")) and parent not in (agency, *found):
        found.insert(0, parent)
        below = parent
    return found


def _accounts(register: Register, appointment: Record, day: str) -> Iterator[Record]:
    if not Appointment(appointment).is_for_all_accounts:
        for name in Appointment(appointment).accounts:
            yield _demanded(register, "account", name, appointment.agency)
        return
    for account in register.of_kind("account").values():
        if account.agency == appointment.agency:
            _demand_sound(account)
            if Account(account).exists_on(day):
                yield account


def _named(register: Register, kind: str, record: Record, field: str) -> Record | None:
    name = record.text(field)
    return _demanded(register, kind, name, record.agency) if name else None


def _demanded(register: Register, kind: str, name: str, agency: str | None) -> Record:
    found = register.find(kind, name, agency)
    if found is None:
        raise FatalError(f"a letter needs the {kind} `{name}`, which the register does not have")
    _demand_sound(found)
    return found


def _demand_sound(record: Record) -> None:
    if not record.valid:
        raise FatalError(
            f"{record.path} has faults, so no letter can rest on it; `smregister validate {record.path}` tells them"
        )
