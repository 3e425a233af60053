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
    "init": ("init", "Start a new register, ready to use.", "Begin"),
    "doctor": ("doctor", "Find what is still to be set up, and how.", "Begin"),
    "docs": ("docs", "Read the documentation, without a network.", "Begin"),
    "check": ("check", "Check whether an account is official.", "Look up"),
    "list": ("list_", "List the records of a kind.", "Look up"),
    "show": ("show", "Show a record and what refers to it.", "Look up"),
    "search": ("search", "Find records by any text in them.", "Look up"),
    "log": ("log", "Show the history of a record, newest first.", "Look up"),
    "diff": ("diff", "Show what changed, record by record and field by field.", "Look up"),
    "explain": ("explain", "Explain a rule, a kind, a field, a fact or a clause.", "Look up"),
    "report": ("report", "Write a report for people, programs or the public.", "Look up"),
    "add": ("add", "Add a record.", "Change"),
    "edit": ("edit", "Change fields of a record.", "Change"),
    "handle": ("handle", "Change the handle of an account.", "Change"),
    "status": ("status", "Change the status of a record.", "Change"),
    "close": ("close", "Close a record.", "Change"),
    "transfer": ("transfer", "Transfer an account to another agency.", "Change"),
    "reopen": ("reopen", "Reopen a closed record.", "Change"),
    "rename": ("rename", "Rename a record and every reference to it.", "Change"),
    "undo": ("undo", "Undo the last command that wrote something.", "Change"),
    "validate": ("validate", "Find every error in the register.", "Change"),
    "fmt": ("fmt", "Bring records into canonical form.", "Change"),
    "appoint": ("appoint", "Appoint an officer by letter, or replace one.", "People"),
    "letter": ("letter", "Write the letter of an appointment, or record the signed one.", "People"),
    "verify-letter": ("verify_letter", "Check whether a file is a registered letter.", "People"),
    "handover": ("handover", "Record an officer's handover.", "People"),
    "forget": ("forget", "Remove a person's details from ended appointments.", "People"),
    "observe": ("observe", "Record what was seen on accounts.", "Standards"),
    "waive": ("waive", "Grant a waiver from a clause.", "Standards"),
    "import": ("import_", "Import accounts from a list.", "Exchange"),
    "intake": ("intake", "Turn a form, e-mail or list into a proposal.", "Exchange"),
    "submit": ("submit", "Propose your change as a pull request.", "Pull requests"),
    "audit": ("audit", "Check whether every change on the main line was allowed.", "Pull requests"),
    "authorize": ("authorize", "Check whether a person may make a change.", "Pull requests"),
    "review": ("review", "Review a pull request: findings, authorization, changes.", "Pull requests"),
    "comment": ("comment", "Format a review as a comment on its pull request.", "Pull requests"),
    "codeowners": ("codeowners", "Write .github/CODEOWNERS: who must approve what.", "Pull requests"),
    "hook": ("hook", "Check a push on the server before it lands.", "Pull requests"),
    "merge-driver": ("merge_driver", "Merge two edits of a record, for git.", "Pull requests"),
}
"""Every command -> (its module in `commands`, its summary and its panel in --help)."""


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

    Records are YAML files in git. A command ends with 0 if nothing is wrong, 1 if data is wrong or the answer is no,
    and 2 if it failed.
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
    _open_closed_streams()
    if sys.stdout is None:
        print_message("smregister: standard output is closed; open it, or send it to a file")
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
        print_error(f"{error.filename or _unnamed_file()}: {error.strerror or error}")
        sys.exit(2)
    except Exception as error:
        _report_bug(error)
        sys.exit(2)
    finally:
        # No garbage is collected at exit either.
        gc.freeze()


def _open_closed_streams() -> None:
    """Open the null device in place of a closed stream, so that no file that is opened later takes its number."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def _unnamed_file() -> str:
    """Return what an error without a file is about: most often the current folder, which was removed."""
    try:
        return f"a file in {Path.cwd()}"
    except OSError:
        return "the current folder"


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
        f"smregister: this is a bug in the program, not your mistake: {type(error).__name__}: {error}\n"
        "Nothing was written. Please report it with your command; SMREGISTER_DEBUG=1 shows more."
    )
