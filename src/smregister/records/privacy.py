"""What of a record everybody may know, decided once: taken out is what is private, or a word put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smregister.model import Pointer, Value
from smregister.records.kinds import ANY_ITEM, NOT_PUBLISHED, Kind, Kinds, Route, fields_on_the_way

_WITH_MEMBERS = frozenset({"object", "array"})


class Redaction:
    """What of the records of one kind may be published, by all the schemas that have a say.

    A value is public if any of them describes it, and none calls it, or what it lies in, private. A plain value
    where a schema wants members is not public either: one of those may be private. Of a kind that none of the
    schemas has, nothing is public.
    """

    def __init__(self, kind: str, schemas: Iterable[Kinds]) -> None:
        self._record = _Standing([kinds[kind] for kinds in schemas if kind in kinds], ())

    def private(self, value: Value, place: Pointer = ()) -> dict[Pointer, Value]:
        """Return everything private in a record's data, or in the value at a place of it, each by its own place."""
        return dict(_private_values(self._standing(place), value, place))

    def public(self, data: Mapping[str, Value]) -> dict[str, Value]:
        """Return a record's data with what is private taken out."""
        return _public_members(self._record, data)

    def redact(self, value: Value, place: Pointer = ()) -> Value:
        """Return a record's data, or the value at a place of it, with a word in the place of everything private."""
        return _masked(self._standing(place), value)

    def _standing(self, place: Pointer) -> _Standing:
        standing = self._record
        for step in place:
            standing = standing.below(step)
        return standing


class _Standing:
    """How what may stand at a place is to be treated: whether it is private, or would be as a plain value."""

    def __init__(self, kinds: Sequence[Kind], route: Route) -> None:
        self._kinds, self._route, self._below = kinds, route, dict[str, _Standing]()
        ways = [[*fields_on_the_way(kind.fields, route)] for kind in kinds]
        described = [way[-1] for way in ways if way and len(way) == len(route)]
        is_record = not route
        self._is_private = not is_record and (not described or any(field.private for way in ways for field in way))
        self._has_members = any(_WITH_MEMBERS.issuperset(field.types or "?") for field in described)

    def hides(self, value: Value) -> bool:
        """Return whether a value that stands there is private."""
        return self._is_private or (self._has_members and not isinstance(value, (dict, list)))

    def below(self, step: str | int) -> _Standing:
        """Return the standing of a member of what stands there."""
        name = ANY_ITEM if isinstance(step, int) else step
        known = self._below.get(name)
        if known is None:
            known = self._below[name] = _Standing(self._kinds, (*self._route, name))
        return known


def _private_values(standing: _Standing, value: Value, place: Pointer) -> Iterator[tuple[Pointer, Value]]:
    if standing.hides(value):
        yield place, value
    else:
        for key, member in _members(value):
            yield from _private_values(standing.below(key), member, (*place, key))


def _members(value: Value) -> Iterable[tuple[str | int, Value]]:
    return value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()


def _public(standing: _Standing, value: Value) -> Value:
    """Take what is private out of a value that is not itself."""
    kept: Value
    if isinstance(value, dict):
        kept = _public_members(standing, value)
    elif isinstance(value, list):
        item = standing.below(ANY_ITEM)
        kept = [_public(item, each) for each in value if not item.hides(each)]
    else:
        return value
    return value if kept == value else kept


def _public_members(standing: _Standing, members: Mapping[str, Value]) -> dict[str, Value]:
    standings = ((key, each, standing.below(key)) for key, each in members.items())
    return {key: _public(below, each) for key, each, below in standings if not below.hides(each)}


def _masked(standing: _Standing, value: Value) -> Value:
    if standing.hides(value):
        return None if value is None else NOT_PUBLISHED
    if isinstance(value, dict):
        return {key: _masked(standing.below(key), each) for key, each in value.items()}
    if isinstance(value, list):
        return [_masked(standing.below(ANY_ITEM), each) for each in value]
    return value
