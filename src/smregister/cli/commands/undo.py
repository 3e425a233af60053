"""undo: taking back the last command that wrote something."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smregister.changes.commits import commit_with
from smregister.cli.console import print_message, print_result
from smregister.cli.context import open_for_writing
from smregister.git import Git
from smregister.output.words import counted
from smregister.writing import writes
from smregister.writing.journal import Entry


def undo(
    ctx: typer.Context,
    finish: Annotated[
        bool, typer.Option("--finish", help="Do the rest of a command that was cut short, instead of taking it back.")
    ] = False,
) -> None:
    """Take back the last command.

    Its files hold again what they held before. Nothing is undone if one of them was changed since. To
    undo twice is to do it again. A commit that has the change keeps it.

    \b
    Examples:
      smregister undo
      smregister undo --finish
    """
    context = open_for_writing(ctx, unfinished=True)
    entry = writes.finish(context.root) if finish else writes.undo(context.root)
    print_result(sorted(entry.after))
    done = "finished" if finish else "undone"
    print_message(f"{done}: {entry.command} ({counted(len(entry.after), 'file')})")
    if not finish and not writes.took_back(entry):
        _tell_of_commit(context.root, entry)


def _tell_of_commit(root: Path, entry: Entry) -> None:
    """Say so where what was undone on the disk stands in a commit."""
    changed = {path: content for path, content in entry.after.items() if content != entry.before[path]}
    commit = commit_with(Git(root), changed)
    if commit:
        print_message(
            f"but commit {commit.short_id} has the change already, and keeps it; only the files here are as they were "
            "before.\nTo take it back for everybody, propose that like any other change: `smregister submit`. "
            "To leave it as it is committed: `smregister undo` again."
        )
