"""Private fields of records, removed or redacted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smregister.model import Pointer, Value
from smregister.records.kinds import ANY_ITEM, NOT_PUBLISHED, Kind, Kinds, Route, follow_route

_WITH_MEMBERS = frozenset({"object", "array"})


class Redaction:
    """Redaction of private values in records of a kind, by all its schemas.

    A value is public if a schema describes it and none marks it, or a value that holds it, as private. A plain value
    where a schema has members is private, since one of the members may be. If no schema has the kind, all is private.
    """

    def __init__(self, kind: str, schemas: Iterable[Kinds]) -> None:
        self._record = _Privacy([kinds[kind] for kinds in schemas if kind in kinds], ())

    def find_private(self, value: Value, pointer: Pointer = ()) -> dict[Pointer, Value]:
        """Return the private values in data, or at a pointer, by their pointers."""
        return dict(_private_values(self._privacy(pointer), value, pointer))

    def remove_private(self, data: Mapping[str, Value]) -> dict[str, Value]:
        """Return a record's data without private values."""
        return _public_members(self._record, data)

    def redact(self, value: Value, pointer: Pointer = ()) -> Value:
        """Return data, or a value in it, with NOT_PUBLISHED for private values."""
        return _redact(self._privacy(pointer), value)

    def _privacy(self, pointer: Pointer) -> _Privacy:
        privacy = self._record
        for step in pointer:
            privacy = privacy.member(step)
        return privacy


class _Privacy:
    """Which values at a route are private."""

    def __init__(self, kinds: Sequence[Kind], route: Route) -> None:
        self._kinds, self._route, self._members = kinds, route, dict[str, _Privacy]()
        paths = [[*follow_route(kind.fields, route)] for kind in kinds]
        described = [fields[-1] for fields in paths if fields and len(fields) == len(route)]
        is_marked = any(field.private for fields in paths for field in fields)
        self._is_private = bool(route) and (not described or is_marked)
        self._has_members = any(_WITH_MEMBERS.issuperset(field.types or "?") for field in described)

    def hides(self, value: Value) -> bool:
        """Return whether a value is private."""
        return self._is_private or (self._has_members and not isinstance(value, (dict, list)))

    def member(self, step: str | int) -> _Privacy:
        """Return the privacy of a member."""
        name = ANY_ITEM if isinstance(step, int) else step
        member = self._members.get(name)
        if member is None:
            member = self._members[name] = _Privacy(self._kinds, (*self._route, name))
        return member


def _private_values(privacy: _Privacy, value: Value, pointer: Pointer) -> Iterator[tuple[Pointer, Value]]:
    if privacy.hides(value):
        yield pointer, value
        return
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from _private_values(privacy.member(key), member, (*pointer, key))


def _public(privacy: _Privacy, value: Value) -> Value:
    """Return a public value without private members; itself if it has none."""
    kept: Value
    if isinstance(value, dict):
        kept = _public_members(privacy, value)
    elif isinstance(value, list):
        item_privacy = privacy.member(ANY_ITEM)
        kept = [_public(item_privacy, item) for item in value if not item_privacy.hides(item)]
    else:
        return value
    return value if kept == value else kept


def _public_members(privacy: _Privacy, members: Mapping[str, Value]) -> dict[str, Value]:
    members_privacy = ((key, value, privacy.member(key)) for key, value in members.items())
    return {key: _public(member, value) for key, value, member in members_privacy if not member.hides(value)}


def _redact(privacy: _Privacy, value: Value) -> Value:
    if privacy.hides(value):
        return None if value is None else NOT_PUBLISHED
    if isinstance(value, dict):
        return {key: _redact(privacy.member(key), member) for key, member in value.items()}
    if isinstance(value, list):
        return [_redact(privacy.member(ANY_ITEM), item) for item in value]
    return value
