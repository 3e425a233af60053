"""Shell completion of arguments, from file names alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import typer

from smregister.errors import FatalError
from smregister.repository.fingerprints import list_names
from smregister.repository.open import find_root, open_tree
from smregister.repository.tree import AGENCIES, REGISTRY, SCHEMAS, Tree

_LIMIT = 500


def complete_kind(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the kinds that begin with a text."""
    return _names(ctx, SCHEMAS, ".schema.json", incomplete)


def complete_platform(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the platforms that begin with a text."""
    return _names(ctx, "registry/platforms", ".yaml", incomplete)


def complete_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the first ids of records that begin with a text."""
    tree = _open_tree(ctx)
    return list(islice(_ids(tree, incomplete), _LIMIT)) if tree else []


def complete_agency(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the first agencies that begin with a text."""
    tree = _open_tree(ctx)
    names = list_names(tree, AGENCIES) if tree else []
    return [name for name in names if name.startswith(incomplete)][:_LIMIT]


def _names(ctx: typer.Context, folder: str, suffix: str, incomplete: str) -> list[str]:
    tree = _open_tree(ctx)
    names = (file.path.rpartition("/")[2].removesuffix(suffix) for file in tree.files(folder)) if tree else ()
    return [name for name in names if name.startswith(incomplete)]


def _ids(tree: Tree, incomplete: str) -> Iterator[str]:
    """Yield the ids that begin with a text, from matching agencies' folders only."""
    agency, slash, _ = incomplete.partition("/")
    for name in list_names(tree, AGENCIES):
        if name == agency or (not slash and name.startswith(agency)):
            ids = (name if stem == "agency" else f"{name}/{stem}" for stem in _stems(tree, f"{AGENCIES}/{name}"))
            yield from (record_id for record_id in ids if record_id.startswith(incomplete))
    for folder in (f"{REGISTRY}/{name}" for name in list_names(tree, REGISTRY)):
        if folder != AGENCIES:
            yield from (stem for stem in _stems(tree, folder) if stem.startswith(incomplete))


def _stems(tree: Tree, folder: str) -> Iterator[str]:
    for file in tree.files(folder):
        if file.path.endswith(".yaml"):
            yield file.path.rpartition("/")[2].removesuffix(".yaml")


def _open_tree(ctx: typer.Context) -> Tree | None:
    """Open the tree of the incomplete command; None if there is no register."""
    try:
        return open_tree(find_root(Path(ctx.find_root().params.get("folder") or ".")), ctx.params.get("ref"))
    except FatalError:
        return None
