"""Records that come to be about another subject."""

from collections.abc import Mapping, Sequence

from smregister.appointments.officers import REMOVED
from smregister.model import Change, Pointer, Problem, Record, Severity, Value
from smregister.records.kinds import Kinds, Route
from smregister.records.privacy import Redaction
from smregister.records.views import Account
from smregister.register.register import Register, present_keys
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def changed_identity(base: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change makes a record describe something else: another platform, officer, letter or file of a letter.

    The history would mix two subjects under one name. Close the record and add a new one. A new officer needs a letter
    of replacement (`replaces`). A field that identifies the record, such as `platform_id`, can be added later, but
    never changed or removed.
    """
    renamed = {change.before.id: change.record.id for change in changes if change.before}
    for change in changes:
        kind = register.kinds.get(change.record.kind)
        if change.before and change.after and kind:
            for name in kind.identity:
                route = tuple(name.split("."))
                if _differs(change.before.value(*route), change.after, route, renamed):
                    message = _describe([base.kinds, register.kinds], change.before, change.after, route)
                    pointer = () if change.after.value(*route) is None else route
                    yield Problem(change.after.path, pointer, message)
            yield from _find_changed_ids(base, register, change.before, change.after)


def _find_changed_ids(base: Register, register: Register, before: Record, after: Record) -> Problems:
    """Yield a platform id in a handle or an address that another one replaces."""
    if after.kind != "account":
        return
    (old, _), (new, pointer) = _platform_id(base, before), _platform_id(register, after)
    is_reported = before.value("platform_id") not in (None, after.value("platform_id"))
    if old and new and old != new and not is_reported:
        message = f"the platform id must not change from `{old}` to `{new}`; close this record and add a new one"
        yield Problem(after.path, pointer, message)


def _platform_id(register: Register, record: Record) -> tuple[str | None, Pointer]:
    """Return the platform id of an account, recorded or in its handle or address, with its pointer."""
    platform = register.platforms.get(Account(record).platform)
    keys = present_keys(platform, Account(record)) if platform else ()
    return next(((key[2], pointer) for key, pointer in keys if key[1] == "id"), (None, ()))


def _differs(before: Value, record: Record, route: Route, renamed: Mapping[str, str]) -> bool:
    """Check whether a value was changed or removed, but for the name of a removed officer."""
    after = record.value(*route)
    if before is None or after == before:
        return False
    if after is None:
        return route[0] != REMOVED[0] or record.value(*REMOVED) is None
    return after != renamed.get(str(before))


def _describe(schemas: Sequence[Kinds], before: Record, after: Record, route: Route) -> str:
    name, redaction = ".".join(route), Redaction(after.kind, schemas)
    old, new = (redaction.redact(record.value(*route), route) for record in (before, after))
    if new is None:
        return f"`{name}` must not be removed; write `{old}` again"
    return f"`{name}` must not change from `{old}` to `{new}`; close this record and add a new one"
