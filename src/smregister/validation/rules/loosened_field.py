"""Schemas that open what was kept for the desk, or for nobody's eyes."""

from __future__ import annotations

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
                yield Problem(path, _place(route), message)


def _loosened(old: Kind, new: Kind) -> Iterator[tuple[Route, str]]:
    for route, field in old.fields.items():
        now = new.fields.get(route)
        if now is not None and field.desk_only and not now.desk_only:
            yield route, f"`{field.name}` was kept for the desk (`x-desk-only`)"
        if now is not None and field.private and not now.private:
            yield route, f"`{field.name}` was private (`x-private`)"


def _place(route: Route) -> Pointer:
    """Return the place of a field in its schema, or of the nearest thing above it that is written plainly."""
    return tuple(step for name in route for step in (("items",) if name == ANY_ITEM else ("properties", name)))
