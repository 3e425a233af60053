"""`merge-driver`: a merge of two edits of a record, called by git."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smregister.changes.merge.records import merge_texts
from smregister.cli.console import exit_with, print_message
from smregister.cli.merge_conflicts import describe_merge
from smregister.cli.write_access import program_path
from smregister.errors import FatalError
from smregister.repository.atomic_write import write_file
from smregister.repository.git_write import has_merge_driver, set_merge_driver
from smregister.repository.open import find_root
from smregister.repository.tree import REGISTRY

_ATTRIBUTE = "registry/**/*.yaml merge=smregister"


def merge_driver(
    ctx: typer.Context,
    base: Annotated[Path | None, typer.Argument(metavar="BASE", help="The common ancestor; git's %O.")] = None,
    ours: Annotated[
        Path | None, typer.Argument(metavar="OURS", help="Our side, replaced by the result; git's %A.")
    ] = None,
    theirs: Annotated[Path | None, typer.Argument(metavar="THEIRS", help="Their side; git's %B.")] = None,
    path: Annotated[
        str | None, typer.Argument(metavar="[PATH]", help="The record's path, for messages; git's %P.")
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Set git up to merge the records of this clone field by field.")
    ] = False,
) -> None:
    """Merge two edits of a record, for git.

    Edits of different fields and list entries are merged. If both sides changed the same field, OURS gets git's
    conflict marks and the command ends with 1. Each clone needs `--install` once; `smregister init` does it.

    \b
    Examples:
      smregister merge-driver --install
      smregister merge-driver base.yaml ours.yaml theirs.yaml
    """
    if install:
        _install(ctx.obj)
        return
    if base is None or ours is None or theirs is None:
        raise FatalError("name the files BASE, OURS and THEIRS, or use --install")
    result = merge_texts(*((ctx.obj / file).read_bytes() for file in (base, ours, theirs)))
    write_file(ctx.obj / ours, result.content)
    for line in describe_merge(path or str(ours), result):
        print_message(line)
    exit_with(success=result.is_clean)


def _install(folder: Path) -> None:
    root = find_root(folder)
    set_merge_driver(root, program_path())
    print_message("git now merges records field by field in this clone")
    if not has_merge_driver(root, f"{REGISTRY}/register.yaml"):
        print_message(f"the file .gitattributes still needs the line: {_ATTRIBUTE}")
