"""Shell completion of fields and their values, from the schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
    _, kind = _find_kind(ctx)
    return [field.name for field in (_fields(kind) if kind else ()) if field.name.startswith(incomplete)]


def complete_assignment(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the fields that begin with a text or, after `=`, the values of one."""
    return _complete(ctx, incomplete, _assignments)


def complete_closable(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the first ids that begin with a text, of the kinds that can be closed."""
    tree = open_incomplete(ctx)
    kinds = [kind for kind in load_kinds(tree)[0].values() if kind.closing] if tree else []
    return [*islice(chain.from_iterable(ids_of_kind(tree, kind, incomplete) for kind in kinds if tree), LIMIT)]


def complete_status(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the statuses of the record's kind that begin with a text."""
    tree, kind = _find_kind(ctx)
    field = kind.field(kind.closing.status) if kind and kind.closing and kind.closing.status else None
    return [
        text
        for text in (_values(tree, kind, field, "") if tree and kind and field else ())
        if text.startswith(incomplete)
    ]


def complete_condition(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the fields to select by or, after `=`, the values of one."""
    return _complete(ctx, incomplete, _conditions)


def _complete(ctx: typer.Context, incomplete: str, beginnings: Callable[[Kind], Iterable[str]]) -> list[str]:
    tree, kind = _find_kind(ctx)
    if tree is None or kind is None:
        return []
    if "=" in incomplete:
        return _with_values(tree, kind, incomplete)
    return [text for text in beginnings(kind) if text.startswith(incomplete)]


def _assignments(kind: Kind) -> Iterator[str]:
    for field in _fields(kind):
        yield f"{field.name}="
        if "array" in field.types:
            yield f"{field.name}+="


def _conditions(kind: Kind) -> Iterator[str]:
    agency = ["agency"] if kind.path_template.in_agency else []
    names = dict.fromkeys([*(field.name for field in _fields(kind)), *agency, *_OF_PATH])
    return (f"{name}=" for name in names)


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


def _fields(kind: Kind) -> Iterator[Field]:
    """Return the fields that one text can set."""
    return (field for field in kind.fields.values() if ANY_ITEM not in field.route and not kind.members(field))


def _with_values(tree: Tree, kind: Kind, incomplete: str) -> list[str]:
    """Return `field=value` with each value that begins like the one after `=`."""
    name, _, value = incomplete.partition("=")
    field = kind.field(name.rstrip("+!"))
    values = _values(tree, kind, field, value) if field else _path_values(tree, name.rstrip("!"))
    return [f"{name}={text}" for text in values if text.startswith(value)]


def _values(tree: Tree, kind: Kind, field: Field, incomplete: str) -> Iterable[str]:
    item = kind.item(field) or field
    if choices := field.choices or item.choices:
        return map(as_text, choices)
    if "boolean" in field.types:
        return ("true", "false")
    kinds, _ = load_kinds(tree)
    reference = kinds.get(field.reference or item.reference or "")
    return ids_of_kind(tree, reference, incomplete) if reference else ()


def _path_values(tree: Tree, name: str) -> list[str]:
    return list_agencies(tree) if name == "agency" else []
