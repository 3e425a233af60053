"""What a letter of appointment says, and what a letter of replacement does to the one before."""

from __future__ import annotations

from smregister.dates import shift_day
from smregister.editing.assignments import Assignment
from smregister.errors import FatalError
from smregister.model import Pointer, Record, Value, resolve_pointer
from smregister.records.views import ALL_OF_AGENCY, Appointment
from smregister.records.yaml.editor import with_value
from smregister.register.register import Register, reference_id

# What a replacement takes over where its letter says nothing else; the unit goes with the post.
_TAKEN_OVER = ("role", "accounts", "duties", "directive")


def complete_appointment(register: Register, given: dict[str, Value], replaced: Record | None) -> dict[str, Value]:
    """Complete what is given of an appointment by what its directive asks for, and by the one that it replaces."""
    data = given
    directive = register.find("directive", str(data.get("directive", "")), None)
    if directive is not None:
        data = _filled_in(data, ("duties",), _duties(directive))
    if replaced is not None:
        data = {**data, "replaces": replaced.name}
        if resolve_pointer(data, ("officer", "post")) is None:
            officer = Appointment(replaced).officer
            data = _filled_in(data, ("officer", "unit"), officer.unit)
            data = _filled_in(data, ("officer", "post"), officer.post)
        for name in _TAKEN_OVER:
            data = _filled_in(data, (name,), replaced.value(name))
        directive = register.find("directive", str(data.get("directive", "")), None)
    if resolve_pointer(data, ("letter", "softcopy", "received")) is not None and directive is not None:
        data = _filled_in(data, ("letter", "softcopy", "channel"), _channel(directive))
    return _filled_in(data, ("accounts",), ALL_OF_AGENCY)


def require_replaceable(register: Register, appointment: Record) -> None:
    """See that an appointment is the last of its chain.

    Raises FatalError, naming the last one, if it is not.
    """
    last, seen = appointment, {appointment.id}
    while (following := _successor(register, last)) is not None and following.id not in seen:
        seen.add(following.id)
        last = following
    if last is not appointment:
        raise FatalError(
            f"`{appointment.id}` is replaced already; the last of its chain is `{last.id}`, {_term(register, last)}: "
            f"`smregister appoint --replace {last.id}` replaces that one"
        )
    successor = Appointment(appointment).replaced_by
    if successor:
        raise FatalError(
            f"`{appointment.id}` says that `{successor}` replaced it, and there is no such "
            f"appointment; mend that first: `smregister edit {appointment.id}`"
        )


def assign_replacement(replaced: Record, begin: str, name: str, reason: str | None, today: str) -> list[Assignment]:
    """Return how an appointment ends on the day before the one that replaces it begins, under a name.

    Raises FatalError, saying what would be right, if that would leave days with nobody or two, or change a past.
    """
    before = shift_day(begin, -1)
    if before is None or shift_day(begin, 0) != begin:
        raise FatalError(
            f"`{begin}` is no day on which an appointment can begin; write year-month-day, like 2018-03-28"
        )
    fault = _fault_of_days(replaced, begin, today)
    if fault:
        raise FatalError(fault)
    reason = reason or Appointment(replaced).end_reason or "replaced"
    values: dict[str, Value] = {"effective_to": before, "end_reason": reason, "replaced_by": name}
    return [Assignment((field,), value, adds=False) for field, value in values.items()]


def _fault_of_days(replaced: Record, begin: str, today: str) -> str | None:
    first, end = Appointment(replaced).effective_from or "", Appointment(replaced).last_day
    if begin <= first:
        return f"`{replaced.id}` began on {first}; what replaces it begins after that day, not on {begin}"
    next_day = Appointment(replaced).replacement_day
    if next_day is None or begin == next_day:
        return None
    if begin > next_day:
        return (
            f"`{replaced.id}` ended on {end}, so from {next_day} to {shift_day(begin, -1)} nobody would be appointed; "
            f"let the new one begin on {next_day}, or leave --replace out and tell of the vacancy in `notes`"
        )
    if (end or "") < today:
        return (
            f"`{replaced.id}` ended on {end}, after the new one would begin; let that begin on {next_day}, or correct "
            f"an end that is wrong first: `smregister edit {replaced.id} --set effective_to={shift_day(begin, -1)}`"
        )
    return None


def _successor(register: Register, appointment: Record) -> Record | None:
    """Return the appointment that replaces another one, whichever of the two says so."""
    kind = register.kinds["appointment"]
    for other in register.appointments:
        if other.replaces and reference_id(kind, other.replaces, other.agency) == appointment.id:
            return other.record
    return register.find("appointment", Appointment(appointment).replaced_by or "", appointment.agency)


def _term(register: Register, appointment: Record) -> str:
    today, term = register.day.isoformat(), Appointment(appointment).term
    if term.ended_before(today):
        return f"which ended on {term.end}"
    begin = term.start or ""
    return f"in force since {begin}" if begin <= today else f"in force from {begin} on"


def _duties(directive: Record) -> Value:
    return [code for each in directive.items("duties") if (code := resolve_pointer(each, ("code",)))] or None


def _channel(directive: Record) -> Value:
    """Return the way by which a directive wants letters to be sent."""
    obligations = directive.items("obligations")
    wanted = [each for each in obligations if resolve_pointer(each, ("action",)) == "submit-letter"]
    return next((channel for each in wanted if (channel := resolve_pointer(each, ("channel",)))), None)


def _filled_in(data: dict[str, Value], place: Pointer, value: Value) -> dict[str, Value]:
    """Put a value where there is none."""
    return data if value is None or resolve_pointer(data, place) is not None else with_value(data, place, value)
