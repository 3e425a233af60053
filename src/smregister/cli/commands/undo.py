"""undo: taking back the last command that wrote something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.console import answer, say
from smregister.cli.context import moment_of_writing

if TYPE_CHECKING:
    from pathlib import Path

    from smregister.writing.journal import Entry


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(undo)


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
    from smregister.output.words import counted
    from smregister.writing import writes

    now = moment_of_writing(ctx, unfinished=True)
    entry = writes.finish(now.root) if finish else writes.undo(now.root)
    answer(sorted(entry.after))
    done = "finished" if finish else "undone"
    say(f"{done}: {entry.command} ({counted(len(entry.after), 'file')})")
    if not finish and not writes.took_back(entry):
        _tell_of_commit(now.root, entry)


def _tell_of_commit(root: Path, entry: Entry) -> None:
    """Say so where what was undone on the disk stands in a commit."""
    from smregister.changes.commits import commit_with
    from smregister.git import Git

    changed = {path: content for path, content in entry.after.items() if content != entry.before[path]}
    commit = commit_with(Git(root), changed)
    if commit:
        say(
            f"but commit {commit.short_id} has the change already, and keeps it; only the files here are as they were "
            "before.\nTo take it back for everybody, propose that like any other change: `smregister submit`. "
            "To leave it as it is committed: `smregister undo` again."
        )
