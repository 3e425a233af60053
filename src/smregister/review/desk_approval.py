"""Changes of a record that need the desk, whatever an officer's letter says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from smregister.model import Change, ChangeType, Denial, Record, Value
from smregister.pointers import format_dotted
from smregister.records.differences import equal, field_changes
from smregister.records.kinds import Field, Kind, values_at
from smregister.records.views import ENDED
from smregister.register.account_identity import APPROVAL_FIELDS
from smregister.text import normalize_text

_IDENTITY = ("platform", "handle", "url", "platform_id")
"""The fields that say which account on the platform a record is about."""

_PUBLISHED_WITHOUT_DESK = frozenset(("active", "dormant", "suspended", "closing"))
"""The stages between which an officer may move an account; from another one only the desk brings it back."""


def find_desk_denials(change: Change, kind: Kind, desk_names: frozenset[str]) -> Iterator[Denial]:
    """Yield the parts of an addition or a change within an agency that need the desk."""
    yield from _find_field_denials(change.before, change.record, kind)
    if kind.name == "account":
        yield from find_status_denials(change.before, change.record)
        yield from _find_evidence_denials(change.before, change.record, desk_names)
        if change.before:
            yield from _find_identity_denials(change, change.before)
            yield from _find_dropped_handles(change.before, change.record)


def _find_field_denials(before: Record | None, after: Record, kind: Kind) -> Iterator[Denial]:
    for field in _desk_fields(kind):
        old = dict(values_at(before.data, field.route)) if before else {}
        new = dict(values_at(after.data, field.route))
        for pointer in sorted({*old, *new}, key=str):
            changed = [change.pointer for change in field_changes(old.get(pointer), new.get(pointer), pointer)]
            # An empty value differs from a missing one.
            changed = changed or ([] if (pointer in old) is (pointer in new) else [pointer])
            yield from (Denial(after.path, at, f"`{format_dotted(at)}` is reserved for the desk") for at in changed)


def _desk_fields(kind: Kind) -> Iterator[Field]:
    """Yield the outermost fields that only the desk may change."""
    for field in kind.fields.values():
        parent = kind.fields.get(field.route[:-1])
        if field.desk_only and not (parent and parent.desk_only):
            yield field


def find_status_denials(before: Record | None, after: Record) -> Iterator[Denial]:
    """Yield an account that becomes official, formerly official, or is trusted again, by its status."""
    old, new = (before.value("status") if before else "proposed"), after.value("status")
    if old == new or old in _PUBLISHED_WITHOUT_DESK:
        return
    if before is None:
        yield Denial(
            after.path, ("status",), "a new account begins with `status: proposed`, until the desk approves it"
        )
    elif old == "proposed" and new in ENDED:
        reason = "a proposal that is given up keeps `status: proposed`; `smregister close` writes its end"
        yield Denial(after.path, ("status",), reason)
    elif old not in ENDED or new not in ENDED:
        yield Denial(after.path, ("status",), f"only the desk changes a status of `{old}`")


def _find_identity_denials(change: Change, before: Record) -> Iterator[Denial]:
    """Yield a change of the account that an approval was given for, or that becomes hidden by a new name."""
    after = change.record
    changed = [name for name in _IDENTITY if not equal(before.value(name), after.value(name))]
    given = [name for name in APPROVAL_FIELDS if before.value(name) is not None]
    given += ["status: compromised"] if before.value("status") == "compromised" else []
    if changed and given and change.type is ChangeType.CHANGED:
        reason = f"the desk gave `{given[0]}` for the former `{changed[0]}`, so a new one needs the desk"
        yield from (Denial(after.path, (name,), reason) for name in changed)
    elif changed and change.type is ChangeType.RENAMED:
        reason = (
            f"this takes account `{before.id}` away: a record is renamed or gets a new `{changed[0]}`, not both at once"
        )
        yield from (Denial(record.path, (), reason) for record in (before, after))


def _find_dropped_handles(before: Record, after: Record) -> Iterator[Denial]:
    """Yield the former handles that a change removes, or of which it changes a value."""
    left = [item for item in after.items("former_handles") if isinstance(item, dict)]
    for number, item in enumerate(before.items("former_handles")):
        if not isinstance(item, dict) or not any(_contains(other, item) for other in left):
            pointer = ("former_handles", number)
            yield Denial(after.path, pointer, f"only the desk removes or changes `{format_dotted(pointer)}`")


def _contains(item: dict[str, Value], part: dict[str, Value]) -> bool:
    return all(name in item and equal(item[name], value) for name, value in part.items())


def _find_evidence_denials(before: Record | None, after: Record, desk_names: frozenset[str]) -> Iterator[Denial]:
    """Yield the fields in which a change brings, alters or removes what the desk is said to have seen."""
    old, new = (_statements(record, desk_names) if record else Counter[tuple[str, str]]() for record in (before, after))
    for name in sorted({name for name, _ in (old - new) + (new - old)}):
        yield Denial(after.path, (name,), f"only the desk changes `{name}` in the desk's name")


def _statements(record: Record, desk_names: frozenset[str]) -> Counter[tuple[str, str]]:
    """Return the values with a `by` of the desk, with the field that each is in."""
    found: Counter[tuple[str, str]] = Counter()
    for name, value in record.data.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and normalize_text(str(item.get("by", ""))) in desk_names:
                found[name, str(sorted(map(str, item.items())))] += 1
    return found
