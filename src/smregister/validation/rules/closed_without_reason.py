"""Ends without a day or a reason."""

from smregister.model import Pointer, Problem, Record, Severity
from smregister.records.kinds import Closing
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def closed_without_reason(register: Register) -> Problems:
    """A record has ended, but the date or the reason is missing.

    The public and the next officer need both. `smregister close ID --reason … --on …` writes them together. An end in
    the future, such as the end of a term, needs no reason yet.
    """
    for kind in register.kinds.values():
        if kind.closing:
            for record in register.valid(kind.name):
                yield from _missing(record, kind.closing)


def _missing(record: Record, closing: Closing) -> Problems:
    pointer, since = _end(record, closing)
    if pointer is not None:
        for name in (closing.on, closing.reason):
            if record.value(*name.split(".")) is None:
                command = f"close {record.id} --reason …" if name == closing.on else f"edit {record.id} --set {name}=…"
                message = f"this has ended, but `{name}` is missing; `smregister {command}` adds it"
                yield Problem(record.path, pointer, message, since)


def _end(record: Record, closing: Closing) -> tuple[Pointer | None, str]:
    """Return the pointer of the field that records an end, and the day since when, if there is one."""
    status, on = (tuple((name or "").split(".")) for name in (closing.status, closing.on))
    if closing.has_ended(record):
        return status, ""
    return (None if record.value(*on) is None else on), record.text(*on) or ""
