"""Changes of a record that need the desk, whatever an officer's letter says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from smregister.model import Change, ChangeType, Denial, Record, Value
from smregister.pointers import format_dotted
from smregister.records.differences import equal, field_changes
from smregister.records.kinds import Kind, values_at
from smregister.records.views import ENDED
from smregister.register.account_identity import IDENTITY_FIELDS, find_changed_identity
from smregister.review.desk_names import DeskNames
from smregister.review.desk_statements import (
    Base,
    desk_routes,
    find_accounts,
    find_desk_values,
    find_desk_values_elsewhere,
    find_statements,
)

_PUBLISHED_WITHOUT_DESK = frozenset(("active", "dormant", "suspended", "closing"))
"""The stages from which an officer moves an account to any but `proposed`; only the desk brings others back."""


def find_desk_denials(change: Change, kind: Kind, base: Base) -> Iterator[Denial]:
    """Yield the parts of an addition or a change within an agency that need the desk."""
    yield from _find_field_denials(change.before, change.record, kind)
    yield from _find_statement_denials(change.before, change.record, base.desk_names)
    if kind.name == "account":
        yield from find_status_denials(change.before, change.record)
        if change.before:
            yield from _find_identity_denials(change, change.before, kind, base)
            yield from _find_dropped_handles(change.before, change.record)


def find_moved_desk_values(
    change: Change, kind: Kind, names: DeskNames, renamed: Mapping[str, str]
) -> Iterator[Denial]:
    """Yield a record about accounts that comes to be about others, with what the desk has given.

    `renamed` are the new ids of accounts that are renamed together with it.
    """
    old, new = (find_accounts(record, kind) if record else set() for record in (change.before, change.after))
    if {renamed.get(name, name) for name in old} == new:
        return
    if change.before and (desk_value := next(find_desk_values(change.before, kind, names), None)):
        reason = f"the desk gave `{desk_value}` when this was about another account, so the change needs the desk"
        paths = dict.fromkeys(record.path for record in (change.before, change.record))
        yield from (Denial(path, (), reason) for path in paths)


def find_left_records(changes: Sequence[Change], kinds: Mapping[str, Kind], base: Base) -> Iterator[Denial]:
    """Yield the accounts that get a new name while a record about them keeps the former one.

    What that record says would no longer hold for the account.
    """
    both = [(change.before, change.after) for change in changes if change.before and change.after]
    about = {before.path: find_accounts(after, kinds[after.kind]) for before, after in both}
    for before, after in both:
        if before.kind != "account" or before.id == after.id:
            continue
        for kind, record in base.records_about(before.id):
            if after.id not in about.get(record.path, ()):
                reason = f"this leaves {kind.name} `{record.id}` under the account's former name"
                yield from (Denial(path, (), reason) for path in (before.path, after.path))


def _find_field_denials(before: Record | None, after: Record, kind: Kind) -> Iterator[Denial]:
    for route in desk_routes(kind):
        old = dict(values_at(before.data, route)) if before else {}
        new = dict(values_at(after.data, route))
        for pointer in sorted({*old, *new}, key=str):
            changed = [change.pointer for change in field_changes(old.get(pointer), new.get(pointer), pointer)]
            # An empty value differs from a missing one.
            changed = changed or ([] if (pointer in old) is (pointer in new) else [pointer])
            shown = dict.fromkeys(map(kind.without_private_keys, changed))
            yield from (Denial(after.path, at, f"`{format_dotted(at)}` is reserved for the desk") for at in shown)


def find_status_denials(before: Record | None, after: Record) -> Iterator[Denial]:
    """Yield an account that becomes official, formerly official, trusted again, or a proposal, by its status."""
    old, new = (before.value("status") if before else "proposed"), after.value("status")
    if old == new or (old in _PUBLISHED_WITHOUT_DESK and new != "proposed"):
        return
    if before is None:
        yield Denial(
            after.path, ("status",), "a new account begins with `status: proposed`, until the desk approves it"
        )
    elif old == "proposed" and new in ENDED:
        reason = "a proposal that is given up keeps `status: proposed`; `smregister close` writes its end"
        yield Denial(after.path, ("status",), reason)
    elif old in _PUBLISHED_WITHOUT_DESK:
        reason = "only the desk makes an account a proposal again; `smregister close` ends one that was official"
        yield Denial(after.path, ("status",), reason)
    elif old not in ENDED or new not in ENDED:
        yield Denial(after.path, ("status",), f"only the desk changes a status of `{old}`")


def _find_identity_denials(change: Change, before: Record, kind: Kind, base: Base) -> Iterator[Denial]:
    """Yield a change of the account for which the desk gave something, or that becomes hidden by a new name."""
    after = change.record
    edited = any(not equal(before.value(name), after.value(name)) for name in IDENTITY_FIELDS)
    # To read the platforms takes longer than the rest of most changes.
    changed = find_changed_identity(base.platforms, before, after) if edited else []
    if changed and change.type is ChangeType.RENAMED:
        reason = (
            f"this takes account `{before.id}` away: a record is renamed or gets a new `{changed[0]}`, not both at once"
        )
        yield from (Denial(record.path, (), reason) for record in (before, after))
    elif changed:
        desk_values = chain(find_desk_values(before, kind, base.desk_names), find_desk_values_elsewhere(before, base))
        if desk_value := next(desk_values, None):
            # The first of several explains them all.
            reason = _explain_identity(desk_value, changed[0], is_first=before.value(changed[0]) is None)
            yield from (Denial(after.path, (name,), reason) for name in changed)


def _explain_identity(desk_value: str, field: str, *, is_first: bool) -> str:
    if is_first:
        return f"the desk gave `{desk_value}` before there was a `{field}`, so its first one needs the desk"
    return f"the desk gave `{desk_value}` for the former `{field}`, so a new one needs the desk"


def _find_dropped_handles(before: Record, after: Record) -> Iterator[Denial]:
    """Yield the former handles that a change removes, or of which it changes a value."""
    left = [item for item in after.items("former_handles") if isinstance(item, dict)]
    for number, item in enumerate(before.items("former_handles")):
        if not isinstance(item, dict) or not any(_contains(other, item) for other in left):
            pointer = ("former_handles", number)
            yield Denial(after.path, pointer, f"only the desk removes or changes `{format_dotted(pointer)}`")


def _contains(item: dict[str, Value], part: dict[str, Value]) -> bool:
    return all(name in item and equal(item[name], value) for name, value in part.items())


def _find_statement_denials(before: Record | None, after: Record, names: DeskNames) -> Iterator[Denial]:
    """Yield the fields in which a change brings, alters or removes what the desk is said to have seen."""
    old, new = (find_statements(record, names) if record else Counter[tuple[str, str]]() for record in (before, after))
    for name in sorted({name for name, _ in (old - new) + (new - old)}):
        yield Denial(after.path, (name,), f"only the desk changes `{name}` in the desk's name")
