"""A change that is validated, then written or shown."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which
from typing import Annotated, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import Context, open_context
from smregister.editing.assignments import Assignment
from smregister.editing.draft import edit_text
from smregister.editing.proposal import Proposal, propose
from smregister.model import Pointer, Record
from smregister.output.phrases import counted
from smregister.output.plain_text import change_lines, finding_line
from smregister.records.kinds import Kind
from smregister.repository.lock import hold_lock
from smregister.repository.open import find_root
from smregister.repository.transaction import require_no_pending

Assignments: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="Set a field; += adds an item to a list; may be repeated."),
]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]


def command_line() -> str:
    """Return the command as typed, without the program's name."""
    return shlex.join(sys.argv[1:])


def program_path() -> str:
    """Return the absolute path of this program, with slashes on Windows too."""
    return Path(which(sys.argv[0]) or sys.argv[0]).absolute().as_posix()


def open_for_writing(ctx: typer.Context, as_of: str | None = None, *, unfinished: bool = False) -> Context:
    """Lock the work tree and open it.

    Raises FatalError if there is no register, or if an earlier command was interrupted, unless `unfinished`.
    """
    root = find_root(ctx.obj)
    waiting = "another command is changing this register; waiting for it to end"
    ctx.with_resource(hold_lock(root, lambda: print_message(waiting)))
    if not unfinished:
        require_no_pending(root)
    return open_context(ctx, None, as_of)


def edit_record(
    context: Context, kind: Kind, record: Record, assignments: Sequence[Assignment], unset: Sequence[Pointer] = ()
) -> dict[str, bytes]:
    """Return the path and new content of a record after assignments."""
    return {record.path: edit_text(kind, context.snapshot.read_text(record.path), assignments, [*unset]).encode()}


def apply_changes(context: Context, contents: Mapping[str, bytes | None], *, dry_run: bool) -> None:
    """Validate a change, then write it; end with 1 if it is invalid.

    Args:
        contents: path -> new content; None removes the file.
    """
    if contents == {file.path: file.read() for file in context.tree.files_at(contents)}:
        print_message("it says so already; nothing was written")
        return
    proposal = propose(context.snapshot, contents)
    require_valid(proposal)
    if dry_run:
        print_result(change_lines(proposal.difference.changes))
        print_message("nothing was written (--dry-run)")
        return
    proposal.apply(command_line())
    written = sorted(path for path, content in contents.items() if content is not None)
    print_result(written)
    print_message(f"{counted(len(written), 'file')} written" if len(written) != 1 else "written")
    if removed := len(contents) - len(written):
        print_message(f"{counted(removed, 'file')} taken away; commit all of it together, as `smregister submit` does")


def require_valid(proposal: Proposal) -> None:
    """Print the findings of a proposal; end with 1 if it is invalid."""
    for finding in proposal.validation.findings:
        print_message(finding_line(finding))
    if not proposal.validation.is_valid:
        print_message("nothing was written")
        exit_with(success=False)
