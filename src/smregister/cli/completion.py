"""What the shell offers when somebody presses Tab; told by file names alone, so no record is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import typer

from smregister.errors import FatalError
from smregister.trees import AGENCIES, REGISTRY, SCHEMAS, Tree, find_root, names_in_folder, open_tree

MOST_OFFERED = 500


def complete_kind(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the kinds of the register."""
    names = (path.rpartition("/")[2].removesuffix(".schema.json") for path in _paths(ctx, SCHEMAS))
    return [name for name in names if name.startswith(incomplete)]


def complete_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the ids of records, the first few hundred that fit."""
    tree = _tree(ctx)
    return [] if tree is None else list(islice(_ids(tree, incomplete), MOST_OFFERED))


def complete_platform(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the platforms of the register."""
    names = (path.rpartition("/")[2].removesuffix(".yaml") for path in _paths(ctx, "registry/platforms"))
    return [name for name in names if name.startswith(incomplete)]


def complete_agency(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the agencies of the register."""
    tree = _tree(ctx)
    names = names_in_folder(tree, AGENCIES) if tree else []
    return [name for name in names if name.startswith(incomplete)][:MOST_OFFERED]


def _ids(tree: Tree, incomplete: str) -> Iterator[str]:
    """Give the ids that begin in a way; only the folders of agencies that fit are looked into."""
    agency, slash, _ = incomplete.partition("/")
    for name in names_in_folder(tree, AGENCIES):
        if name == agency or (not slash and name.startswith(agency)):
            ids = (name if stem == "agency" else f"{name}/{stem}" for stem in _stems(tree, f"{AGENCIES}/{name}"))
            yield from (found for found in ids if found.startswith(incomplete))
    for folder in (f"{REGISTRY}/{name}" for name in names_in_folder(tree, REGISTRY)):
        if folder != AGENCIES:
            yield from (stem for stem in _stems(tree, folder) if stem.startswith(incomplete))


def _stems(tree: Tree, folder: str) -> Iterator[str]:
    """Give the names of the records below a folder."""
    for file in tree.files(folder):
        if file.path.endswith(".yaml"):
            yield file.path.rpartition("/")[2].removesuffix(".yaml")


def _tree(ctx: typer.Context) -> Tree | None:
    """Open the tree that the command to be completed is about; none where there is no register."""
    folder = next((each.params["folder"] for each in _chain(ctx) if "folder" in each.params), None)
    try:
        return open_tree(find_root(Path(folder or ".")), ctx.params.get("ref"))
    except FatalError:
        return None


def _paths(ctx: typer.Context, folder: str) -> list[str]:
    tree = _tree(ctx)
    return [file.path for file in tree.files(folder)] if tree else []


def _chain(ctx: typer.Context) -> Iterator[typer.Context]:
    context: typer.Context | None = ctx
    while context is not None:
        yield context
        context = context.parent  # type: ignore[assignment]
