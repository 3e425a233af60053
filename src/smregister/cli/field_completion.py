"""Shell completion of fields and their values, from the schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import typer

from smregister.cli.completion import LIMIT, ids_of_kind, list_agencies, open_incomplete
from smregister.records.kinds import ANY_ITEM, Field, Kind, Kinds
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.lookup import as_text, candidate_ids
from smregister.repository.tree import Tree

_OF_PATH = ("id", "name")


def complete_field(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the fields that begin with a text."""
    return [name for name in _field_names(_find_kind(ctx)[1]) if name.startswith(incomplete)]


def complete_assignment(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the fields that begin with a text or, after `=`, the values of one."""
    tree, kind = _find_kind(ctx)
    if tree and kind and "=" in incomplete:
        return _with_values(tree, kind, incomplete)
    lists = {field.name for field in kind.fields.values() if "array" in field.types} if kind else set()
    names = (end for name in _field_names(kind) for end in (f"{name}=", *([f"{name}+="] if name in lists else [])))
    return [name for name in names if name.startswith(incomplete)]


def complete_closable(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the first ids that begin with a text, of the kinds that can be closed."""
    tree = open_incomplete(ctx)
    kinds = [kind for kind in load_kinds(tree)[0].values() if kind.closing] if tree else []
    return [*islice(chain.from_iterable(ids_of_kind(tree, kind, incomplete) for kind in kinds if tree), LIMIT)]


def complete_condition(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the fields to select by or, after `=`, the values of one."""
    tree, kind = _find_kind(ctx)
    if tree and kind and "=" in incomplete:
        return _with_values(tree, kind, incomplete)
    agency = ["agency"] if kind and kind.path_template.in_agency else []
    names = [*dict.fromkeys([*_field_names(kind), *agency, *_OF_PATH])] if kind else []
    return [f"{name}=" for name in names if name.startswith(incomplete)]


def _find_kind(ctx: typer.Context) -> tuple[Tree | None, Kind | None]:
    """Find the kind that the other arguments mean; `appoint` has one only."""
    tree = open_incomplete(ctx)
    if tree is None:
        return None, None
    kinds, _ = load_kinds(tree)
    # With an option that has no value yet, the arguments before it aren't assigned.
    rest = [*ctx.args, None]
    if "kind" in ctx.params:
        return tree, kinds.get(ctx.params["kind"] or rest[0] or "")
    if "record_id" in ctx.params:
        return tree, _kind_of_record(tree, kinds, ctx.params["record_id"] or rest[0] or "")
    return tree, kinds.get("appointment")


def _kind_of_record(tree: Tree, kinds: Kinds, name: str) -> Kind | None:
    """Return the kind of the first record that exists by a name."""
    paths = {kinds[kind].path_template.path(record_id): kinds[kind] for kind, record_id in candidate_ids(kinds, name)}
    return next((paths[file.path] for file in tree.files_at(paths)), None)


def _field_names(kind: Kind | None) -> Iterator[str]:
    """Yield the names of fields that one text can set."""
    if kind:
        fields = kind.fields.values()
        yield from (field.name for field in fields if ANY_ITEM not in field.route and not kind.members(field))


def _with_values(tree: Tree, kind: Kind, incomplete: str) -> list[str]:
    """Return `field=value` with each value that begins like the one after `=`."""
    name, _, value = incomplete.partition("=")
    field = kind.field(name.rstrip("+!"))
    values = _values(tree, kind, field, value) if field else _path_values(tree, name.rstrip("!"))
    return [f"{name}={text}" for text in values if text.startswith(value)]


def _values(tree: Tree, kind: Kind, field: Field, incomplete: str) -> Iterable[str]:
    item = kind.fields.get((*field.route, ANY_ITEM), field)
    if choices := field.choices or item.choices:
        return map(as_text, choices)
    if "boolean" in field.types:
        return ("true", "false")
    kinds, _ = load_kinds(tree)
    reference = kinds.get(field.reference or item.reference or "")
    return ids_of_kind(tree, reference, incomplete) if reference else ()


def _path_values(tree: Tree, name: str) -> list[str]:
    return list_agencies(tree) if name == "agency" else []
