"""Putting answers on standard output and talk on standard error, safe for the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NoReturn

import typer

from smregister.characters import visible_lines
from smregister.errors import FatalError
from smregister.portions import portions

_LINES_AT_ONCE = 500


def print_result(lines: Iterable[str] | str) -> None:
    """Write lines of an answer to standard output, in UTF-8 whatever the locale.

    Raises FatalError if nothing can be written there.
    """
    try:
        for some in portions([lines] if isinstance(lines, str) else lines, _LINES_AT_ONCE):
            sys.stdout.buffer.write("\n".join([*some, ""]).encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    except OSError as error:
        raise FatalError(f"the answer can't be written: {error.strerror}") from error


def print_message(message: str) -> None:
    """Write a message to standard error, nothing in it hidden or live."""
    typer.echo(visible_lines(message), err=True)


def exit_with(success: bool) -> NoReturn:
    """End the command: 0 where all is well, 1 where the data is wrong or the answer is no."""
    raise typer.Exit(0 if success else 1)


def is_interactive() -> bool:
    """Say whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def supports_color() -> bool:
    """Say whether whoever reads the answer sees colours and has not asked for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def warn_of_invalid(kind: str, count: int) -> None:
    """Print how many records of a kind are invalid, if any are."""
    if count:
        print_message(f"{count:,} of the records of kind {kind} can't be relied on; `smregister validate` says why")
