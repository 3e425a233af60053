"""The work tree, locked for a command that writes."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from shutil import which

import typer

from smregister.cli.console import print_message
from smregister.cli.context import Context, open_context
from smregister.repository.git import private_folder
from smregister.repository.lock import hold_lock
from smregister.repository.open import find_root
from smregister.repository.transaction import require_no_pending

SUBMIT = "smregister submit"
"""The command that proposes what other commands have written."""
_NEED_GIT = (SUBMIT, "smregister diff", "git ")


def print_next(root: Path, step: str = SUBMIT) -> None:
    """Print the next command, if it is not one for git where there is no git."""
    if step and (private_folder(root) or not step.startswith(_NEED_GIT)):
        print_message(f"Next: {step}")


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
