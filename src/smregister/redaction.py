"""What of a record everybody may know, decided once: taken out is what is private, or a word put in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.kinds import EACH, NOT_PUBLISHED, fields_on_the_way

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from smregister.kinds import Route
    from smregister.model import Pointer, Value
    from smregister.schemas import Kinds

_WITH_MEMBERS = frozenset({"object", "array"})


class _Standing(NamedTuple):
    """How what may stand at a place is to be treated: whether it is private, or would be as a plain value."""

    private: bool
    private_if_plain: bool


class Redaction:
    """What of the records of one kind may be published, by all the schemas that have a say.

    A value is public if any of them describes it, and none calls it, or what it lies in, private. A plain value
    where a schema wants members is not public either: one of those may be private. Of a kind that none of the
    schemas has, nothing is public.
    """

    def __init__(self, kind: str, schemas: Iterable[Kinds]) -> None:
        self._kinds = [kinds[kind] for kinds in schemas if kind in kinds]
        self._known: dict[Route, _Standing] = {}

    def private(self, value: Value, place: Pointer = ()) -> dict[Pointer, Value]:
        """Give everything private in a record's data, or in the value at a place of it, each by its own place."""
        return dict(self._private_values(value, place))

    def public(self, data: Mapping[str, Value]) -> dict[str, Value]:
        """Give a record's data with what is private taken out."""
        hidden = self.private(dict(data))
        return {key: _without(hidden, value, (key,)) for key, value in data.items() if (key,) not in hidden}

    def masked(self, value: Value, place: Pointer = ()) -> Value:
        """Give a record's data, or the value at a place of it, with a word in the place of everything private."""
        return _masked(self.private(value, place), value, place)

    def _private_values(self, value: Value, place: Pointer) -> Iterator[tuple[Pointer, Value]]:
        if place and self._is_private(value, place):
            yield place, value
        else:
            for key, member in _members(value):
                yield from self._private_values(member, (*place, key))

    def _is_private(self, value: Value, place: Pointer) -> bool:
        route = tuple(EACH if isinstance(step, int) else step for step in place)
        if route not in self._known:
            self._known[route] = self._standing(route)
        standing = self._known[route]
        return standing.private or (standing.private_if_plain and not isinstance(value, (dict, list)))

    def _standing(self, route: Route) -> _Standing:
        ways = [[*fields_on_the_way(kind.fields, route)] for kind in self._kinds]
        described = [way[-1] for way in ways if len(way) == len(route)]
        private = not described or any(field.private for way in ways for field in way)
        return _Standing(private, any(_WITH_MEMBERS.issuperset(field.types or "?") for field in described))


def _members(value: Value) -> Iterable[tuple[str | int, Value]]:
    return value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()


def _without(hidden: Collection[Pointer], value: Value, place: Pointer) -> Value:
    kept = [(key, each, (*place, key)) for key, each in _members(value) if (*place, key) not in hidden]
    if isinstance(value, dict):
        return {str(key): _without(hidden, each, below) for key, each, below in kept}
    return [_without(hidden, each, below) for _, each, below in kept] if isinstance(value, list) else value


def _masked(hidden: Collection[Pointer], value: Value, place: Pointer) -> Value:
    if place in hidden:
        return None if value is None else NOT_PUBLISHED
    if isinstance(value, dict):
        return {key: _masked(hidden, each, (*place, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [_masked(hidden, each, (*place, number)) for number, each in enumerate(value)]
    return value
