"""The records that a letter states."""

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
    """An appointment and the records of its letter; `parents`, highest first."""

    appointment: Record
    agency: Record
    parents: tuple[Record, ...]
    jurisdiction: Record | None
    directive: Record | None
    replaced: Record | None
    accounts: tuple[Record, ...]


def draft_appointment(register: Register, agency: str, directive: str = "", replaced: Record | None = None) -> Record:
    """Return what a directive and a replaced appointment determine."""
    data: dict[str, Value] = {"directive": directive} if directive else {}
    start = Appointment(replaced).replacement_day if replaced else None
    if start:
        data["effective_from"] = start
    return Record("appointment", f"{agency}/", "", complete_appointment(register, data, replaced))


def find_sources(register: Register, appointment: Record, day: str) -> Sources:
    """Find the records of a letter; raise FatalError if one is missing or invalid."""
    _require_valid(appointment)
    view, home = Appointment(appointment), appointment.agency
    agency = _require_record(register, "agency", home or "", None)
    return Sources(
        appointment,
        agency,
        tuple(_find_parents(register, agency)),
        _find_record(register, "jurisdiction", Agency(agency).jurisdiction, home),
        _find_record(register, "directive", view.directive, home),
        _find_record(register, "appointment", view.replaces, home),
        tuple(_find_accounts(register, view, day)),
    )


def list_references(register: Register, appointment: Record) -> Iterator[tuple[str, str]]:
    """Yield kind and id of the records outside the folder of the agency."""
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


def _find_parents(register: Register, agency: Record) -> list[Record]:
    parents: list[Record] = []
    child = agency
    while (parent := _find_record(register, "agency", Agency(child).parent, None)) and parent not in (agency, *parents):
        parents.insert(0, parent)
        child = parent
    return parents


def _find_accounts(register: Register, appointment: Appointment, day: str) -> Iterator[Record]:
    """Yield the listed accounts; of "all accounts", those that exist on a day."""
    home = appointment.record.agency
    if not appointment.is_for_all_accounts:
        yield from (_require_covered(register, appointment, name) for name in appointment.accounts)
        return
    for account in register.of_kind("account").values():
        if account.agency == home:
            _require_valid(account)
            if Account(account).exists_on(day):
                yield account


def _require_covered(register: Register, appointment: Appointment, name: str) -> Record:
    """Return a listed account, which may have left the agency after the letter ended."""
    account = _require_record(register, "account", name, appointment.agency)
    if account.agency != appointment.agency and not appointment.term.ended_before(register.day.isoformat()):
        raise FatalError(f"`{account.id}` belongs to another agency, so this letter does not cover it")
    return account


def _find_record(register: Register, kind: str, name: str | None, agency: str | None) -> Record | None:
    return _require_record(register, kind, name, agency) if name else None


def _require_record(register: Register, kind: str, name: str, agency: str | None) -> Record:
    record = register.find(kind, name, agency)
    if record is None:
        raise FatalError(f"a letter needs the {kind} `{name}`, which the register does not have")
    _require_valid(record)
    return record


def _require_valid(record: Record) -> None:
    if not record.valid:
        raise FatalError(
            f"{record.path} has errors, so no letter can rest on it; `smregister validate {record.path}` lists them"
        )
