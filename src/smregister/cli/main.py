"""The program: its commands, its common options, and what happens when something goes wrong."""

from __future__ import annotations

import gc
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_type_hints

import typer
from typer.main import get_command

from smregister import __version__
from smregister.cli.commands import (
    add,
    appoint,
    codeowners,
    edit,
    forget,
    handover,
    import_,
    init,
    intake,
    letter,
    list_,
    log,
    merge_driver,
    observe,
    review,
    submit,
    undo,
    validate,
    verify_letter,
    waive,
)
from smregister.cli.commands.report import changes
from smregister.cli.console import say
from smregister.cli.progress_line import progress_shown
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(
    name="smregister",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

for commands in (
    init,
    list_,
    validate,
    log,
    changes,
    letter,
    verify_letter,
    review,
    codeowners,
    add,
    appoint,
    edit,
    handover,
    forget,
    import_,
    observe,
    waive,
    intake,
    submit,
    undo,
    merge_driver,
):
    commands.register_with(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"smregister {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    ctx: typer.Context,
    folder: Annotated[
        Path,
        typer.Option("-C", metavar="DIR", help="Work on the register in this folder instead of the current one."),
    ] = Path(),
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Keep a government's register of its own social media accounts.

    Records are YAML files in git. Ends with 0 if nothing is wrong, 1 if the data is wrong or the
    answer is no, 2 if the command could not be carried out.
    """
    ctx.obj = folder


@cache
def program() -> Callable[[], object]:
    """Build the command line; that takes longer than most answers, so whoever runs many commands keeps it."""
    for function in _functions(app):
        # Typer asks each for its annotations several times, and would make types of the texts anew each time.
        function.__annotations__ = get_type_hints(function, include_extras=True)
    return get_command(app)


def _functions(of: typer.Typer) -> Iterator[Callable[..., object]]:
    """Give the functions that commands are made of, those of commands within others included."""
    yield from (command.callback for command in of.registered_commands if command.callback)
    if of.registered_callback and of.registered_callback.callback:
        yield of.registered_callback.callback
    for group in of.registered_groups:
        yield from _functions(group.typer_instance) if group.typer_instance else ()


def main() -> None:
    """Run the program; no traceback ever reaches its user."""
    if sys.stdout is None:
        say("smregister: standard output is closed, so there is nowhere to answer")
        sys.exit(2)
    # What a run reads it keeps: looking for garbage among it takes longer than reading it.
    gc.set_threshold(50_000, 50, 100)
    try:
        with progress_shown():
            program()()
    except FatalError as error:
        say(f"smregister: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        say("\nsmregister: interrupted; nothing was changed")
        sys.exit(130)
    except OSError as error:
        say(f"smregister: {error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(2)
    except Exception as error:
        _report(error)
        sys.exit(2)
    finally:
        # Nor is there a reason to look for it on the way out.
        gc.freeze()


def _report(error: Exception) -> None:
    if os.environ.get("SMREGISTER_DEBUG"):
        import traceback

        say(traceback.format_exc())
    say(
        f"smregister: this is a fault of the program, not yours: {type(error).__name__}: {error}\n"
        "Nothing was written. Please report it with the command you gave; SMREGISTER_DEBUG=1 shows more."
    )
