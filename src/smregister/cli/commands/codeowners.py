"""`codeowners`: the file from which a forge requests approvals."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_message, print_result, print_written
from smregister.cli.context import Context, open_context
from smregister.cli.options import WRITING, AsOf, DryRun, Ref
from smregister.cli.write_access import command_line, open_for_writing, print_next
from smregister.errors import FatalError
from smregister.output.phrases import format_count
from smregister.repository.git import Git, is_repository
from smregister.repository.transaction import apply
from smregister.review.codeowners import (
    CODEOWNERS,
    CodeOwners,
    NoOwnerError,
    compare_codeowners,
    create_codeowners,
    has_no_owner,
    names_officers,
    read_codeowners,
)
from smregister.text import escape_hidden


def codeowners(
    ctx: typer.Context,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; end with 1 if the file is out of date.", rich_help_panel=WRITING),
    ] = False,
    with_officers: Annotated[
        bool | None,
        typer.Option(
            "--with-officers/--desk-only",
            help="Name officers as owners of their agency's folder, or only the desk. Default: as in the present file, "
            "or only the desk.",
            show_default=False,
            rich_help_panel=WRITING,
        ),
    ] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Write .github/CODEOWNERS: who must approve what.

    The desk owns everything but the accounts of agencies, whose change needs the desk only if the check says so. With
    `--with-officers`, the officers and the desk own an agency's folder: for a register whose officers may write to the
    repository, because GitHub asks only such people. The file names people whose record has `forge.login`.

    \b
    Examples:
      smregister codeowners
      smregister codeowners --with-officers
      smregister codeowners --check --ref HEAD
      smregister codeowners --dry-run --as-of 2027-01-01
    """
    is_writing = not check and not dry_run
    if is_writing and ref is not None:
        raise FatalError(
            "a commit or the index can't be written to; add --check to compare, or --dry-run to show the file"
        )
    context = open_for_writing(ctx, as_of) if is_writing else open_context(ctx, ref, as_of)
    folder = _folder_in_repository(context)
    if folder and not dry_run:
        raise FatalError(
            f"this register is the folder {folder} of a larger repository with a CODEOWNERS of its own; append the "
            "lines that --dry-run shows to that file"
        )
    if with_officers is None:
        with_officers = names_officers(read_codeowners(context.tree))
    owners = _find_owners(context, folder, with_officers=with_officers, is_required=not check)
    _print_omitted(owners)
    if check:
        _compare(context, owners.text)
    elif dry_run:
        print_result(owners.text.rstrip("\n"))
        print_message("nothing was written (--dry-run)")
    elif owners.text.encode() == read_codeowners(context.tree):
        print_message("no change; nothing was written")
    else:
        apply(context.root, {CODEOWNERS: owners.text.encode()}, command_line(), context.tree)
        print_written([CODEOWNERS])
        print_message("written")
        print_next(context.root)


def _find_owners(context: Context, folder: str, *, with_officers: bool, is_required: bool) -> CodeOwners:
    """Find the owners; end with 0 if none exist and no file requires them."""
    try:
        return create_codeowners(context.snapshot, folder, with_officers=with_officers)
    except NoOwnerError as error:
        if is_required or not has_no_owner(read_codeowners(context.tree)):
            raise
        print_message(f"{error}; until then, {CODEOWNERS} stays without owners")
        exit_with(success=True)


def _compare(context: Context, expected: str) -> None:
    content = read_codeowners(context.tree)
    text = None if content is None else content.decode("utf-8", "backslashreplace")
    lines = ["it is missing"] if text is None else compare_codeowners(text, expected)
    print_result(escape_hidden(f"{CODEOWNERS}: {line}") for line in lines)
    if lines:
        print_message("run `smregister codeowners` and commit the file")
    exit_with(success=not lines)


def _print_omitted(owners: CodeOwners) -> None:
    for record, login in owners.invalid_logins:
        print_message(escape_hidden(f"{record}: left out: `{login}` is not a valid login"))
    if owners.without_login:
        print_message(f"{format_count(owners.without_login, 'mandate')} left out: `forge.login` is missing")


def _folder_in_repository(context: Context) -> str:
    """Return the register's folder in its repository: empty, or with a last slash."""
    if not is_repository(context.root):
        return ""
    return Git(context.root).prefix
