"""The program: its commands, its common options, and how errors end it."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError

from smregister import __version__
from smregister.cli.console import ColorChoice, choose_color, help_width, print_error, print_message
from smregister.cli.lazy_group import LazyGroup, build_group
from smregister.cli.progress_line import show_progress
from smregister.errors import FatalError

COMMANDS = {
    "init": ("init", "Start a new register, ready to use."),
    "list": ("list_", "List the records of a kind."),
    "show": ("show", "Show a record whole, with what names it."),
    "search": ("search", "Find records by any text in them."),
    "check": ("check", "Check whether an account is official."),
    "validate": ("validate", "Find every error in the register."),
    "explain": ("explain", "Explain a rule, a kind, a field, a fact or a clause."),
    "docs": ("docs", "Read the documentation, without a network."),
    "diff": ("diff", "Show what changed, by meaning."),
    "log": ("log", "Show the history of a record, newest first."),
    "letter": ("letter", "Draw up the letter of an appointment or a replacement."),
    "verify-letter": ("verify_letter", "Check whether a file is a registered letter."),
    "authorize": ("authorize", "Check whether a person may make a change."),
    "review": ("review", "Review a pull request: findings, authorization, changes."),
    "comment": ("comment", "Write a review as a comment on its proposal."),
    "codeowners": ("codeowners", "Write .github/CODEOWNERS, by the appointments in force."),
    "add": ("add", "Add a record."),
    "appoint": ("appoint", "Appoint an officer by a letter, or replace one."),
    "edit": ("edit", "Change fields of a record."),
    "close": ("close", "End the life of a record."),
    "rename": ("rename", "Rename a record."),
    "fmt": ("fmt", "Bring records into the canonical form."),
    "handover": ("handover", "Record an officer's handover."),
    "forget": ("forget", "Take a person out of appointments that have ended."),
    "import": ("import_", "Import a list that others keep."),
    "observe": ("observe", "Record what was seen of accounts."),
    "waive": ("waive", "Grant a waiver from a clause."),
    "intake": ("intake", "Propose records from a form, a list or a mail."),
    "submit": ("submit", "Propose your change: commit it to a branch, push that, and show where to open the request."),
    "undo": ("undo", "Take back the last command."),
    "merge-driver": ("merge_driver", "Merge two edits of a record, for git."),
    "report": ("report", "Write a report for people, programs or the public."),
}
"""Every command -> (its module in `commands`, its summary in --help)."""


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"smregister {__version__}")
        raise typer.Exit


def _common(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Option("-C", metavar="DIR", help="Work on the register in this folder instead of the current one.")
    ] = Path(),
    color: Annotated[
        ColorChoice,
        typer.Option(
            help="When to use color. Default: at a terminal, unless NO_COLOR is set.",
            callback=choose_color,
            is_eager=True,
            show_default=False,
        ),
    ] = "auto",
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Keep a government's register of its own social media accounts.

    Records are YAML files in git. Ends with 0 if nothing is wrong, 1 if the data is wrong or the
    answer is no, 2 if the command failed.
    """
    ctx.obj = folder


@cache
def program() -> LazyGroup:
    """Create the command line, without the commands themselves."""
    names = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    return build_group(
        "smregister",
        _common,
        "smregister.cli.commands",
        COMMANDS,
        context_settings=names,
        pretty_exceptions_enable=False,
    )


def main() -> None:
    """Run the program; print errors as messages, never as tracebacks."""
    if sys.stdout is None:
        print_message("smregister: standard output is closed, so there is nowhere to answer")
        sys.exit(2)
    # A run keeps what it reads: collecting garbage would take longer than reading.
    gc.set_threshold(50_000, 50, 100)
    try:
        with show_progress():
            sys.exit(_run())
    except FatalError as error:
        print_error(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        print_message("\nsmregister: interrupted; nothing was changed")
        sys.exit(130)
    except OSError as error:
        print_error(f"{error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(2)
    except Exception as error:
        _report_bug(error)
        sys.exit(2)
    finally:
        # No garbage is collected at exit either.
        gc.freeze()


def _run() -> int:
    """Run the command of the arguments; return the exit status."""
    group = program()
    if _is_completion():
        from smregister.cli.bash_completion import install_bash_completion

        install_bash_completion()
    try:
        status: int | None = group(terminal_width=help_width(), standalone_mode=False)
    except ClickException as error:
        _print_usage_error(error)
        return error.exit_code
    except typer.Abort:
        print_message("Aborted!")
        return 1
    return status or 0


def _print_usage_error(error: ClickException) -> None:
    if isinstance(error, NoArgsIsHelpError):
        print_message(error.format_message())
        return
    if isinstance(error, UsageError) and error.ctx:
        command = error.ctx.command_path
        print_message(f"{error.ctx.get_usage()}\nTry '{command} {error.ctx.help_option_names[0]}' for help.\n")
    print_error(error.format_message(), "Error:")


def _is_completion() -> bool:
    """Return whether a shell asks for completions or for its completion script."""
    options = {"--install-completion", "--show-completion"}
    return "_SMREGISTER_COMPLETE" in os.environ or not options.isdisjoint(sys.argv)


def _report_bug(error: Exception) -> None:
    if os.environ.get("SMREGISTER_DEBUG"):
        print_message(traceback.format_exc())
    print_message(
        f"smregister: this is a bug in the program, not a mistake of yours: {type(error).__name__}: {error}\n"
        "Nothing was written. Please report it with the command you gave; SMREGISTER_DEBUG=1 shows more."
    )
