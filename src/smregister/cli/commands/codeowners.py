"""codeowners: the file by which a forge asks the right people for their approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.apply import DryRun, command_line
from smregister.cli.console import answer, leave, say
from smregister.cli.context import moment, moment_of_writing
from smregister.cli.options import AsOf, Ref
from smregister.errors import FatalError

if TYPE_CHECKING:
    from smregister.cli.context import Moment
    from smregister.pull_requests.ownership import Ownership


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(codeowners)


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
    from smregister.pull_requests.ownership import PLACE, kept
    from smregister.writing.writes import write_files

    is_writing = not check and not dry_run
    if is_writing and ref is not None:
        message = "nothing can be written into another moment; --check compares there, --dry-run shows the file"
        raise FatalError(message)
    now = moment_of_writing(ctx, as_of) if is_writing else moment(ctx, ref, as_of)
    folder = _folder_within_repository(now)
    if folder and not dry_run:
        message = (
            f"this register is the folder {folder} of a larger repository, whose one CODEOWNERS is for all of it; "
            "--dry-run shows the lines that belong at that file's end"
        )
        raise FatalError(message)
    owned = _owned(now, folder, is_due=not check)
    _tell_who_is_left_out(owned)
    if check:
        _compare(now, owned.text)
    elif dry_run:
        answer(owned.text.rstrip("\n"))
        say("nothing was written (--dry-run)")
    elif owned.text.encode() == kept(now.tree):
        say("it says so already; nothing was written")
    else:
        write_files(now.root, {PLACE: owned.text.encode()}, command_line())
        answer(PLACE)
        say("written")


def _owned(now: Moment, folder: str, *, is_due: bool) -> Ownership:
    """Say who owns what; where nobody can be named yet and the file asks nobody, it is not due: that ends the command.

    Raises FatalError if nobody can be named though it is due.
    """
    from smregister.pull_requests.ownership import PLACE, NobodyNamedError, asks_nobody, kept, ownership

    try:
        return ownership(now.tree, now.day, folder)
    except NobodyNamedError as error:
        if is_due or not asks_nobody(kept(now.tree)):
            raise
        say(f"{error}; until then {PLACE} asks nobody, as it should")
        leave(sound=True)


def _compare(now: Moment, made: str) -> None:
    from smregister.characters import visible
    from smregister.pull_requests.ownership import PLACE, differences, kept

    content = kept(now.tree)
    told = ["it is missing"] if content is None else differences(content.decode("utf-8", "backslashreplace"), made)
    answer(visible(f"{PLACE}: {line}") for line in told)
    if told:
        say("`smregister codeowners` writes it anew; commit what it writes")
    leave(sound=not told)


def _tell_who_is_left_out(owned: Ownership) -> None:
    from smregister.characters import visible
    from smregister.output.words import counted

    for record, login in owned.misnamed:
        say(visible(f"{record}: left out, for `{login}` is no login of a forge"))
    if owned.nameless:
        say(f"{counted(owned.nameless, 'mandate')} left out, for lack of a `login` in `forge`")


def _folder_within_repository(now: Moment) -> str:
    """Give the folder of its repository in which the register lies, ending in a slash; empty where that is the top."""
    from smregister.git import Git, is_repository

    if not is_repository(now.root):
        return ""
    return Git(now.root).run("rev-parse", "--show-prefix").decode("utf-8", "backslashreplace").rstrip("\n")
