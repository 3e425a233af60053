"""What of a change may be published: what a schema describes and none marks as private."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from smregister.changes.endings import happening
from smregister.changes.fields import field_changes
from smregister.kinds import EACH
from smregister.model import ChangeType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smregister.kinds import Kind, Route
    from smregister.model import Change, FieldChange, Pointer, Record, Value
    from smregister.schemas import Kinds


_View: TypeAlias = "tuple[Kind | None, Route | None]"
"""How far one schema follows a route of keys: to the route of the field that it says it is, or nowhere."""


class Era(NamedTuple):
    """The schemas that have a say in what may be published of a change: of either side, and of today."""

    before: Kinds
    after: Kinds
    today: Kinds


_WITH_MEMBERS = frozenset({"object", "array"})
PRIVATE_CHANGED = "private fields changed"


class PublicChange(NamedTuple):
    """What happened to a record, as far as everybody may know; of private fields only whether any changed.

    `fields` are all there are of a record that was added or removed. `left` is the agency that it was moved from.
    """

    kind: str
    id: str
    agency: str | None
    happening: str
    fields: tuple[FieldChange, ...]
    private_changed: bool
    before_id: str | None = None
    left: str | None = None

    @property
    def stayed(self) -> bool:
        """Say whether there was such a record before and after."""
        return self.happening not in (ChangeType.ADDED, ChangeType.REMOVED)

    def concerns(self, agency: str | None) -> bool:
        """Say whether an agency gained, lost or has the record; everybody is concerned where none is named."""
        return agency is None or agency in (self.agency, self.left)


def public_change(change: Change, era: Era) -> PublicChange:
    """Give what may be published of a change.

    A field is published if a schema that has a say describes it, and none calls it private.
    """
    before, after = _side(change.before, era), _side(change.after, era)
    record, was = change.record, change.before or change.record
    return PublicChange(
        record.kind,
        record.id,
        record.agency,
        happening(change, era.after),
        tuple(field_changes(before.public, after.public)),
        before.hidden != after.hidden,
        was.id if was.id != record.id else None,
        was.agency if was.agency != record.agency else None,
    )


class _Side(NamedTuple):
    public: dict[str, Value]
    hidden: dict[Pointer, str]


def _side(record: Record | None, era: Era) -> _Side:
    hidden: dict[Pointer, str] = {}
    if record is None:
        return _Side({}, hidden)
    views = [(kinds.get(record.kind), ()) for kinds in era]
    public = {str(key): kept for key, kept in _members(record.data.items(), views, (), hidden)}
    return _Side(public, hidden)


def _members(
    members: Iterable[tuple[str | int, Value]], views: Sequence[_View], place: Pointer, hidden: dict[Pointer, str]
) -> Iterator[tuple[str | int, Value]]:
    """Give what may be published of the members of a mapping or list; what may not be goes among the hidden."""
    for key, value in members:
        below = [_below(view, key) for view in views]
        if _is_public(below, value):
            yield key, _published(value, below, (*place, key), hidden)
        else:
            hidden[(*place, key)] = json.dumps(value, sort_keys=True)


def _published(value: Value, views: Sequence[_View], place: Pointer, hidden: dict[Pointer, str]) -> Value:
    if isinstance(value, dict):
        return {str(key): kept for key, kept in _members(value.items(), views, place, hidden)}
    if isinstance(value, list):
        return [kept for _, kept in _members(enumerate(value), views, place, hidden)]
    return value


def _below(view: _View, key: str | int) -> _View:
    """Go a step down a schema: to what it says of a name, or, where it says nothing, of any."""
    kind, route = view
    if kind is None or route is None:
        return kind, None
    return kind, next((each for each in ((*route, str(key)), (*route, EACH)) if each in kind.fields), None)


def _is_public(views: Sequence[_View], value: Value) -> bool:
    """Say whether any schema describes a field, and none of them calls it private.

    A plain value where a schema wants members is not public either: one of those may be private.
    """
    described = [kind.fields[route] for kind, route in views if kind and route]
    if not described or any(field.private for field in described):
        return False
    return isinstance(value, (dict, list)) or not any(
        _WITH_MEMBERS.issuperset(field.types or "?") for field in described
    )
