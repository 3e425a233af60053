"""A change judged, then written or only shown; what the writing commands share."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import Annotated, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import Context
from smregister.errors import FatalError
from smregister.output.text import change_lines, finding_line
from smregister.output.words import counted
from smregister.writing.proposals import Proposal, propose

Assignments: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="Set a field; += adds an item to a list; may be repeated."),
]


DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]


def command_line() -> str:
    """Give the command as it was typed, without the program's name."""
    return shlex.join(sys.argv[1:])


def program_path() -> str:
    """Give the full path of the program that runs, as a shell takes it, Windows' own included."""
    return Path(which(sys.argv[0]) or sys.argv[0]).absolute().as_posix()


def read_text(context: Context, path: str) -> str:
    """Give the text of a file at the moment the command looks at.

    Raises FatalError if it is not UTF-8.
    """
    content = next((file.read() for file in context.tree.at([path])), b"")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FatalError(f"{path} is not UTF-8; `smregister validate {path}` says where") from error


def apply_changes(context: Context, contents: Mapping[str, bytes | None], *, dry_run: bool) -> None:
    """Judge a change, then write it, or say why not."""
    if contents == {file.path: file.read() for file in context.tree.at(contents)}:
        print_message("it says so already; nothing was written")
        return
    proposal = propose(context.snapshot, contents)
    require_valid(proposal)
    if dry_run:
        print_result(change_lines(proposal.difference.changes))
        print_message("nothing was written (--dry-run)")
        return
    proposal.carry_out(command_line())
    written = sorted(path for path, content in contents.items() if content is not None)
    print_result(written)
    print_message(f"{counted(len(written), 'file')} written" if len(written) != 1 else "written")
    if gone := len(contents) - len(written):
        print_message(f"{counted(gone, 'file')} taken away; commit all of it together, as `smregister submit` does")


def require_valid(proposal: Proposal) -> None:
    """Tell what is found in a change; end with 1 where that is not to be written."""
    for found in proposal.judgement.findings:
        print_message(finding_line(found))
    if not proposal.judgement.sound:
        print_message("nothing was written")
        exit_with(success=False)
