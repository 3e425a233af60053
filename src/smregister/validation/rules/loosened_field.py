"""Schemas that no longer keep a field private or for the desk."""

from collections.abc import Iterator, Sequence

from smregister.model import Change, Pointer, Problem, Severity
from smregister.records.kinds import ANY_ITEM, Kind, Route
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def loosened_field(before: Register, after: Register, _: Sequence[Change]) -> Problems:
    """A change to a schema removes the protection of a field: `x-desk-only`, `x-private` or `x-owner: desk`.

    Records were written with the promise of that protection. Keep the mark. If others need to write something, add a
    new field.
    """
    for name, old in before.kinds.items():
        new = after.kinds.get(name)
        if new is not None:
            path = f"schemas/{name}.schema.json"
            if old.owner == "desk" and new.owner != "desk":
                yield Problem(path, ("x-owner",), f"only the desk owned records of kind {name} (`x-owner`)")
            for route, message in _loosened(old, new):
                yield Problem(path, _pointer(route), message)


def _loosened(old: Kind, new: Kind) -> Iterator[tuple[Route, str]]:
    for route, field in old.fields.items():
        after = new.fields.get(route)
        if after is not None and field.desk_only and not after.desk_only:
            yield route, f"`{field.name}` was for the desk only (`x-desk-only`)"
        if after is not None and field.private and not after.private:
            yield route, f"`{field.name}` was private (`x-private`)"


def _pointer(route: Route) -> Pointer:
    return tuple(step for name in route for step in (("items",) if name == ANY_ITEM else ("properties", name)))
