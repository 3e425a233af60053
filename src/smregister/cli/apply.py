"""A change judged, then written or only shown; what the writing commands share."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from smregister.cli.console import answer, leave, say
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.cli.context import Moment
    from smregister.writing.proposals import Proposal

Settings: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="Set a field; += adds an item to a list; may be repeated."),
]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]


def command_line() -> str:
    """Give the command as it was typed, without the program's name."""
    return shlex.join(sys.argv[1:])


def this_program() -> str:
    """Give the full path of the program that runs, as a shell takes it, Windows' own included."""
    from shutil import which

    return Path(which(sys.argv[0]) or sys.argv[0]).absolute().as_posix()


def text_of(now: Moment, path: str) -> str:
    """Give the text of a file at the moment the command looks at.

    Raises FatalError if it is not UTF-8.
    """
    content = next((file.read() for file in now.tree.at([path])), b"")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8; `smregister validate {path}` says where"
        raise FatalError(message) from error


def carry_out(now: Moment, contents: Mapping[str, bytes | None], *, dry_run: bool) -> None:
    """Judge a change, then write it, or say why not."""
    from smregister.changes.diff import compare
    from smregister.output.text import change_lines
    from smregister.output.words import counted
    from smregister.trees import ProposedTree
    from smregister.writing.proposals import propose

    if contents == {file.path: file.read() for file in now.tree.at(contents)}:
        say("it says so already; nothing was written")
        return
    proposal = propose(now.root, now.tree, now.day, contents)
    demand_sound(proposal)
    if dry_run:
        answer(change_lines(compare(now.root, now.tree, ProposedTree(now.tree, contents)).changes))
        say("nothing was written (--dry-run)")
        return
    proposal.carry_out(command_line())
    written = sorted(path for path, content in contents.items() if content is not None)
    answer(written)
    say(f"{counted(len(written), 'file')} written" if len(written) != 1 else "written")
    if gone := len(contents) - len(written):
        say(f"{counted(gone, 'file')} taken away; commit all of it together, as `smregister submit` does")


def demand_sound(proposal: Proposal) -> None:
    """Tell what is found in a change; end with 1 where that is not to be written."""
    from smregister.output.text import finding_line

    for found in proposal.judgement.findings:
        say(finding_line(found))
    if not proposal.judgement.sound:
        say("nothing was written")
        leave(sound=False)
