"""What the shell offers when somebody presses Tab; told by file names alone, so no record is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OFFERED = 500


def complete_kind(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the kinds of the register."""
    from smregister.trees import SCHEMAS

    names = (path.rpartition("/")[2].removesuffix(".schema.json") for path in _paths(ctx, SCHEMAS))
    return [name for name in names if name.startswith(incomplete)]


def complete_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the ids of records, the first few hundred that fit."""
    from itertools import islice

    return list(islice((found for found in _ids(ctx) if found.startswith(incomplete)), MOST_OFFERED))


def complete_platform(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the platforms of the register."""
    names = (path.rpartition("/")[2].removesuffix(".yaml") for path in _paths(ctx, "registry/platforms"))
    return [name for name in names if name.startswith(incomplete)]


def complete_agency(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the agencies of the register."""
    names = {path.split("/")[2] for path in _paths(ctx, "registry/agencies")}
    return sorted(name for name in names if name.startswith(incomplete))[:MOST_OFFERED]


def complete_rule(incomplete: str) -> list[str]:
    """Offer the rules."""
    from smregister.reading_rules import READING_RULES
    from smregister.rules import RULES

    return [rule.name for rule in (*READING_RULES, *RULES) if rule.name.startswith(incomplete)]


def _ids(ctx: typer.Context) -> Iterator[str]:
    for path in _paths(ctx, "registry"):
        parts = path.removesuffix(".yaml").split("/")[1:]
        if path.endswith(".yaml") and parts[0] == "agencies" and len(parts) > 2:
            yield parts[1] if parts[-1] == "agency" else f"{parts[1]}/{parts[-1]}"
        elif path.endswith(".yaml"):
            yield parts[-1]


def _paths(ctx: typer.Context, folder: str) -> list[str]:
    from smregister.errors import FatalError
    from smregister.trees import find_root, open_tree

    folder_of_command = next((each.params["folder"] for each in _chain(ctx) if "folder" in each.params), None)
    try:
        root = find_root(Path(folder_of_command or "."))
        return [file.path for file in open_tree(root, ctx.params.get("ref")).files(folder)]
    except FatalError:
        return []


def _chain(ctx: typer.Context) -> Iterator[typer.Context]:
    context: typer.Context | None = ctx
    while context is not None:
        yield context
        context = context.parent  # type: ignore[assignment]
