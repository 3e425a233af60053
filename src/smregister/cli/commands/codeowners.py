"""codeowners: the file by which a forge asks the right people for their approval."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.characters import visible
from smregister.cli.apply import DryRun, command_line
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import Context, open_context, open_for_writing
from smregister.cli.options import AsOf, Ref
from smregister.errors import FatalError
from smregister.git import Git, is_repository
from smregister.output.words import counted
from smregister.pull_requests.ownership import (
    PLACE,
    NobodyNamedError,
    Ownership,
    asks_nobody,
    differences,
    kept,
    ownership,
)
from smregister.writing.writes import write_files


def codeowners(
    ctx: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if the file is not as it should be.")
    ] = False,
    ref: Ref = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Write .github/CODEOWNERS, by the appointments in force.

    An agency's folder belongs to its officers and to the desk, everything else to the desk alone. Only
    those are named whose forge account has a login in the register.

    \b
    Examples:
      smregister codeowners
      smregister codeowners --check --ref HEAD
      smregister codeowners --dry-run --as-of 2027-01-01
    """
    is_writing = not check and not dry_run
    if is_writing and ref is not None:
        raise FatalError("nothing can be written into another moment; --check compares there, --dry-run shows the file")
    context = open_for_writing(ctx, as_of) if is_writing else open_context(ctx, ref, as_of)
    folder = _folder_within_repository(context)
    if folder and not dry_run:
        raise FatalError(
            f"this register is the folder {folder} of a larger repository, whose one CODEOWNERS is for all of it; "
            "--dry-run shows the lines that belong at that file's end"
        )
    owned = _owned(context, folder, is_due=not check)
    _tell_who_is_left_out(owned)
    if check:
        _compare(context, owned.text)
    elif dry_run:
        print_result(owned.text.rstrip("\n"))
        print_message("nothing was written (--dry-run)")
    elif owned.text.encode() == kept(context.tree):
        print_message("it says so already; nothing was written")
    else:
        write_files(context.root, {PLACE: owned.text.encode()}, command_line())
        print_result(PLACE)
        print_message("written")


def _owned(context: Context, folder: str, *, is_due: bool) -> Ownership:
    """Say who owns what; where nobody can be named yet and the file asks nobody, it is not due: that ends the command.

    Raises FatalError if nobody can be named though it is due.
    """
    try:
        return ownership(context.snapshot, folder)
    except NobodyNamedError as error:
        if is_due or not asks_nobody(kept(context.tree)):
            raise
        print_message(f"{error}; until then {PLACE} asks nobody, as it should")
        exit_with(success=True)


def _compare(context: Context, made: str) -> None:

    content = kept(context.tree)
    told = ["it is missing"] if content is None else differences(content.decode("utf-8", "backslashreplace"), made)
    print_result(visible(f"{PLACE}: {line}") for line in told)
    if told:
        print_message("`smregister codeowners` writes it anew; commit what it writes")
    exit_with(success=not told)


def _tell_who_is_left_out(owned: Ownership) -> None:

    for record, login in owned.misnamed:
        print_message(visible(f"{record}: left out, for `{login}` is no login of a forge"))
    if owned.nameless:
        print_message(f"{counted(owned.nameless, 'mandate')} left out, for lack of a `login` in `forge`")


def _folder_within_repository(context: Context) -> str:
    """Give the folder of its repository in which the register lies, ending in a slash; empty where that is the top."""
    if not is_repository(context.root):
        return ""
    return Git(context.root).run("rev-parse", "--show-prefix").decode("utf-8", "backslashreplace").rstrip("\n")
