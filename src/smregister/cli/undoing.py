"""undo: taking back the last command that wrote something."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.moment import moment_of_writing
from smregister.cli.showing import answer, say


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
    undo twice is to do it again.

    \b
    Examples:
      smregister undo
      smregister undo --finish
    """
    from smregister import writes
    from smregister.output.words import counted

    now = moment_of_writing(ctx, unfinished=True)
    entry = writes.finish(now.root) if finish else writes.undo(now.root)
    answer(sorted(entry.after))
    done = "finished" if finish else "undone"
    say(f"{done}: {entry.command} ({counted(len(entry.after), 'file')})")
