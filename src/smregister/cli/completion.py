"""Shell completion of arguments, from file names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import typer

from smregister.errors import FatalError
from smregister.records.kinds import Kind
from smregister.repository.fingerprints import list_names
from smregister.repository.open import find_root, open_tree
from smregister.repository.tree import AGENCIES, REGISTRY, SCHEMAS, Tree
from smregister.standards.clause_docs import clause_codes

LIMIT = 500


def complete_kind(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the kinds that begin with a text."""
    return _names(ctx, SCHEMAS, ".schema.json", incomplete)


def complete_platform(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the platforms that begin with a text."""
    return _names(ctx, "registry/platforms", ".yaml", incomplete)


def complete_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the first ids of records that begin with a text."""
    tree = open_incomplete(ctx)
    return list(islice(_ids(tree, incomplete), LIMIT)) if tree else []


def complete_agency(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the first agencies that begin with a text."""
    tree = open_incomplete(ctx)
    names = list_agencies(tree) if tree else []
    return [name for name in names if name.startswith(incomplete)][:LIMIT]


def complete_clause(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the codes of clauses that begin with a text."""
    tree = open_incomplete(ctx)
    codes = dict.fromkeys(clause_codes(tree) if tree else ())
    return [code for code in codes if code.startswith(incomplete)]


def list_agencies(tree: Tree) -> list[str]:
    """Return the sorted names of agencies' folders."""
    return [name for name in list_names(tree, AGENCIES) if _is_name(name)]


def ids_of_kind(tree: Tree, kind: Kind, incomplete: str) -> Iterator[str]:
    """Yield the ids of a kind that begin with a text."""
    template = kind.path_template
    folder, _, rest = template.template.rpartition("{agency}/")
    if not template.in_agency:
        names = list_agencies(tree) if folder else _stems(tree, f"{REGISTRY}/{template.template.split('/')[0]}")
        yield from (name for name in names if name.startswith(incomplete))
        return
    for name in _agencies(tree, incomplete):
        ids = (f"{name}/{stem}" for stem in _stems(tree, f"{AGENCIES}/{name}/{rest.rpartition('/')[0]}"))
        yield from (record_id for record_id in ids if record_id.startswith(incomplete))


def _names(ctx: typer.Context, folder: str, suffix: str, incomplete: str) -> list[str]:
    tree = open_incomplete(ctx)
    names = (file.path.rpartition("/")[2].removesuffix(suffix) for file in tree.files(folder)) if tree else ()
    return [name for name in names if name.startswith(incomplete)]


def _ids(tree: Tree, incomplete: str) -> Iterator[str]:
    """Yield the ids that begin with a text, from matching agencies' folders only."""
    for name in _agencies(tree, incomplete):
        ids = (name if stem == "agency" else f"{name}/{stem}" for stem in _stems(tree, f"{AGENCIES}/{name}"))
        yield from (record_id for record_id in ids if record_id.startswith(incomplete))
    for folder in (f"{REGISTRY}/{name}" for name in list_names(tree, REGISTRY)):
        if folder != AGENCIES:
            yield from (stem for stem in _stems(tree, folder) if stem.startswith(incomplete))


def _agencies(tree: Tree, incomplete: str) -> list[str]:
    """Return the agencies to which an id that begins with a text can belong."""
    agency, slash, _ = incomplete.partition("/")
    return [name for name in list_agencies(tree) if name == agency or (not slash and name.startswith(agency))]


def _stems(tree: Tree, folder: str) -> Iterator[str]:
    for file in tree.files(folder):
        name = file.path.rpartition("/")[2]
        if name.endswith(".yaml") and _is_name(stem := name.removesuffix(".yaml")):
            yield stem


def _is_name(text: str) -> bool:
    """Check that a shell takes a file name from a pull request as it is, and that it is not a dotfile."""
    return re.fullmatch("[A-Za-z0-9_][A-Za-z0-9_.-]*", text) is not None


def open_incomplete(ctx: typer.Context) -> Tree | None:
    """Open the tree of an incomplete command; None if there is no register."""
    try:
        return open_tree(find_root(Path(ctx.find_root().params.get("folder") or ".")), ctx.params.get("ref"))
    except FatalError:
        return None
