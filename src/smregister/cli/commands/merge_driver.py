"""`merge-driver`: a merge of two edits of a record, called by git."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from smregister.changes.merge.field_merge import Absent, FieldConflict, SideValue
from smregister.changes.merge.records import MergeResult, merge_texts
from smregister.cli.console import exit_with, print_message
from smregister.cli.write_access import program_path
from smregister.errors import FatalError
from smregister.output.phrases import format_value
from smregister.output.plain_text import format_finding
from smregister.pointers import format_dotted
from smregister.repository.atomic_write import write_file
from smregister.repository.git_write import has_merge_driver, set_merge_driver
from smregister.repository.open import find_root
from smregister.repository.tree import REGISTRY
from smregister.text import escape_hidden

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
    for line in _problem_lines(path or str(ours), result):
        print_message(line)
    exit_with(success=result.is_clean)


def _problem_lines(path: str, result: MergeResult) -> Iterator[str]:
    yield from (_conflict_line(path, conflict) for conflict in result.conflicts)
    yield from (f"{path}: can't be read: {format_finding(finding)}" for finding in result.findings)
    if result.obstacle:
        yield f"{path}: {result.obstacle}"


def _conflict_line(path: str, conflict: FieldConflict) -> str:
    ours, theirs = _describe_side(conflict.ours), _describe_side(conflict.theirs)
    field = format_dotted(conflict.pointer) or "the record"
    return escape_hidden(f"{path}: {field}: one side {ours}, the other {theirs}")


def _describe_side(value: SideValue) -> str:
    return "removed it" if isinstance(value, Absent) else f"has {format_value(value)}"


def _install(folder: Path) -> None:
    root = find_root(folder)
    set_merge_driver(root, program_path())
    print_message("git now merges records field by field in this clone")
    if not has_merge_driver(root, f"{REGISTRY}/register.yaml"):
        print_message(f"the file .gitattributes still needs the line: {_ATTRIBUTE}")
