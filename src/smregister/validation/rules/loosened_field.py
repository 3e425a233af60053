"""Schemas that no longer keep a field private or for the desk."""

from collections.abc import Iterator, Sequence

from smregister.model import Change, Pointer, Problem, Severity
from smregister.records.kinds import ANY_ITEM, Kind, Route
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def loosened_field(before: Register, after: Register, _: Sequence[Change]) -> Problems:
    """A change to a schema takes a mark away that kept a field for the desk or out of what is published.

    What stands in that field in every record was written under the old promise. Leave the mark
    (`x-desk-only`, `x-private`, `x-owner: desk`); where others are to write something from now on,
    give it a field of its own.
    """
    for name, old in before.kinds.items():
        new = after.kinds.get(name)
        if new is not None:
            path = f"schemas/{name}.schema.json"
            if old.owner == "desk" and new.owner != "desk":
                yield Problem(path, ("x-owner",), f"records of kind {name} were the desk's (`x-owner`)")
            for route, message in _loosened(old, new):
                yield Problem(path, _pointer(route), message)


def _loosened(old: Kind, new: Kind) -> Iterator[tuple[Route, str]]:
    for route, field in old.fields.items():
        after = new.fields.get(route)
        if after is not None and field.desk_only and not after.desk_only:
            yield route, f"`{field.name}` was kept for the desk (`x-desk-only`)"
        if after is not None and field.private and not after.private:
            yield route, f"`{field.name}` was private (`x-private`)"


def _pointer(route: Route) -> Pointer:
    return tuple(step for name in route for step in (("items",) if name == ANY_ITEM else ("properties", name)))
