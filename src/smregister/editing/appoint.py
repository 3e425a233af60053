"""Appointments completed by directive, replaced and handed over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from smregister.appointments.handovers import REQUIRED_STEPS
from smregister.dates import shift_day
from smregister.editing.assignments import Assignment
from smregister.errors import FatalError
from smregister.model import Pointer, Record, Value, resolve_pointer
from smregister.records.kinds import Kind
from smregister.records.views import ALL_OF_AGENCY, Appointment
from smregister.records.yaml.editor import with_value
from smregister.register.register import Register

# Fields that a replacement inherits by default; the unit follows the post.
_INHERITED = (("role",), ("accounts",), ("duties",), ("directive",), ("letter", "signed_by", "post"))


def complete_appointment(register: Register, data: dict[str, Value], replaced: Record | None) -> dict[str, Value]:
    """Return appointment data with values from the directive and predecessor."""
    directive = _find_directive(register, data)
    if directive is not None:
        duties: list[Value] = [code for duty in directive.items("duties") if (code := resolve_pointer(duty, ("code",)))]
        data = _with_default(data, ("duties",), duties or None)
    if replaced is not None:
        data = {**data, "replaces": replaced.name}
        if resolve_pointer(data, ("officer", "post")) is None:
            officer = Appointment(replaced).officer
            data = _with_default(data, ("officer", "unit"), officer.unit)
            data = _with_default(data, ("officer", "post"), officer.post)
        for pointer in _INHERITED:
            data = _with_default(data, pointer, replaced.value(*pointer))
        directive = _find_directive(register, data)
    if resolve_pointer(data, ("letter", "softcopy", "received")) is not None and directive is not None:
        data = _with_default(data, ("letter", "softcopy", "channel"), _channel(directive))
    return _with_default(data, ("accounts",), ALL_OF_AGENCY)


def require_replaceable(register: Register, appointment: Record) -> None:
    """Raise FatalError if an appointment is not the last of its chain."""
    last, seen = appointment, {appointment.id}
    while (successor := _find_successor(register, last)) is not None and successor.id not in seen:
        seen.add(successor.id)
        last = successor
    if last is not appointment:
        raise FatalError(
            f"`{appointment.id}` is already replaced; replace the last of its chain, `{last.id}`, "
            f"{_describe_term(register, last)}: `smregister appoint --replace {last.id}`"
        )
    if name := Appointment(appointment).replaced_by:
        raise FatalError(
            f"`replaced_by` of `{appointment.id}` names `{name}`, which does not exist; "
            f"fix that first: `smregister edit {appointment.id}`"
        )


def assign_replacement(replaced: Record, begin: str, name: str, reason: str | None, today: str) -> list[Assignment]:
    """Return the assignments that end an appointment before its replacement.

    Raises FatalError, with a valid alternative, if days would have no officer or two, or the past would change.
    """
    end = shift_day(begin, -1)
    if end is None or shift_day(begin, 0) != begin:
        raise FatalError(f"`effective_from` must be a date like 2018-03-28; `{begin}` is not")
    _require_adjoining(replaced, begin, today)
    reason = reason or Appointment(replaced).end_reason or "replaced"
    values: dict[str, Value] = {"effective_to": end, "end_reason": reason, "replaced_by": name}
    return [Assignment((field,), value, adds=False) for field, value in values.items()]


def assign_handover(
    kind: Kind, appointment: Record, done: Collection[str], on: date, to: str | None
) -> list[Assignment]:
    """Return the assignments for completed handover steps and a successor; earlier steps keep their days.

    Raises FatalError if the appointment has no end, or is in force on that day and longer.
    """
    handover, day = Appointment(appointment).handover, on.isoformat()
    require_last_day(appointment, day)
    days: dict[str, Value] = {
        step: handover.day_of(step) or day for step, value in handover.data.items() if value is True
    }
    days |= {step: day for step in done if step not in days}
    to = to or handover.to or Appointment(appointment).replaced_by
    values: dict[str, Value] = {"date": max(*map(str, days.values()), handover.date or "")}
    values |= {**({"to": to} if to else {}), **dict.fromkeys(done, True)}
    if len({*map(str, days.values())}) > 1 and ("handover", "days") in kind.fields:
        values["days"] = days
    return [Assignment(("handover", name), value, adds=False) for name, value in values.items()]


def require_last_day(appointment: Record, day: str) -> None:
    """Raise FatalError if an appointment has no last day, or that is after a day."""
    last = Appointment(appointment).last_day
    if last is None:
        raise FatalError(
            f"the appointment `{appointment.id}` has no last day yet; set it with `smregister close {appointment.id}`"
        )
    if day < last:
        field = "acting.until" if Appointment(appointment).acting.until == last else "effective_to"
        raise FatalError(
            f"`{appointment.id}` is in force until {last}; record the handover on that day or later, or correct the "
            f"last day with `smregister edit {appointment.id} --set {field}=DATE`"
        )


def find_remaining_parts(appointment: Record, done: Collection[str]) -> list[str]:
    """Return in words the required parts of a handover that are still missing."""
    steps = (name for name in REQUIRED_STEPS if name not in done)
    return [name.replace("_", " ") for name in steps if appointment.value("handover", name) is not True]


def _require_adjoining(replaced: Record, begin: str, today: str) -> None:
    view = Appointment(replaced)
    first, end, next_day = view.effective_from or "", view.last_day, view.replacement_day
    if begin <= first:
        raise FatalError(f"`{replaced.id}` began on {first}; the new appointment must begin later, not on {begin}")
    if next_day and begin > next_day:
        raise FatalError(
            f"`{replaced.id}` ended on {end}, so there would be no officer from {next_day} to {shift_day(begin, -1)}; "
            f"set --effective-from {next_day}, or leave --replace out and describe the vacancy in `notes`"
        )
    if next_day and begin < next_day and (end or "") < today:
        raise FatalError(
            f"`{replaced.id}` ended on {end}, after the new one begins; set --effective-from {next_day}, or correct "
            f"the end first: `smregister edit {replaced.id} --set effective_to={shift_day(begin, -1)}`"
        )


def _find_successor(register: Register, appointment: Record) -> Record | None:
    """Return the appointment that replaces another, by the record of either."""
    for other in register.appointments:
        if other.replaced_id == appointment.id:
            return other.record
    return register.find("appointment", Appointment(appointment).replaced_by or "", appointment.agency)


def _describe_term(register: Register, appointment: Record) -> str:
    today, term = register.day.isoformat(), Appointment(appointment).term
    if term.ended_before(today):
        return f"which ended on {term.end}"
    begin = term.start or ""
    return f"in force since {begin}" if begin <= today else f"in force from {begin} on"


def _find_directive(register: Register, data: dict[str, Value]) -> Record | None:
    return register.find("directive", str(data.get("directive", "")), None)


def _channel(directive: Record) -> Value:
    items = directive.items("obligations")
    submissions = (item for item in items if resolve_pointer(item, ("action",)) == "submit-letter")
    return next((channel for item in submissions if (channel := resolve_pointer(item, ("channel",)))), None)


def _with_default(data: dict[str, Value], pointer: Pointer, value: Value) -> dict[str, Value]:
    return data if value is None or resolve_pointer(data, pointer) is not None else with_value(data, pointer, value)
