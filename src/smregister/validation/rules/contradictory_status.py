"""Status and days of a record that contradict each other."""

from smregister.model import Problem, Record, Severity
from smregister.records.kinds import Closing
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def contradictory_status(register: Register) -> Problems:
    """The status of a record, and the days and the reason beside it, contradict each other.

    `list` shows the status and `check` goes by the days, so the public would get two answers. `smregister status`,
    `close` and `reopen` change these fields together; correct a mistyped day with `smregister edit`.
    """
    for kind in register.kinds.values():
        if kind.closing and kind.closing.status:
            for record in register.valid(kind.name):
                ended = kind.closing.has_ended(record)
                yield from _find_contradicted_since(record, kind.closing, ended=ended)
                if not ended:
                    yield from _find_contradicted_end(record, kind.closing)


def _find_contradicted_end(record: Record, closing: Closing) -> Problems:
    """Yield the end of a record that has not ended; a proposal that is given up keeps its status."""
    status, on, reason = (_text(record, name) for name in (closing.status, closing.on, closing.reason))
    if on and status != "proposed":
        message = (
            f"`{closing.on}` is {on}, but `{closing.status}` is {status}; `smregister status {record.id} "
            f"{closing.status_value}` completes the end, `smregister reopen {record.id}` removes it"
        )
        yield Problem(record.path, tuple(closing.on.split(".")), message, since=on)
    elif reason and not on:
        message = (
            f"`{closing.reason}` is the reason of an end, but `{closing.on}` is missing and `{closing.status}` is "
            f"{status}; `smregister close {record.id}` writes an end, `smregister reopen {record.id}` removes it"
        )
        yield Problem(record.path, tuple(closing.reason.split(".")), message)


def _find_contradicted_since(record: Record, closing: Closing, *, ended: bool) -> Problems:
    """Yield a first day of the status that is not the day of the end, or comes before the opening."""
    since, on, opened = (_text(record, name) for name in ("status_since", closing.on, "opened"))
    if since and ended and on and since != on:
        message = f"`status_since` is {since}, but the record ended on {on} (`{closing.on}`); write the same day"
        yield Problem(record.path, ("status_since",), message)
    elif since and opened and since < opened and _text(record, closing.status) != "proposed":
        message = f"`status_since` is {since}, which is before `opened`, {opened}"
        yield Problem(record.path, ("status_since",), message)


def _text(record: Record, name: str | None) -> str | None:
    return record.text(*(name or "").split("."))
