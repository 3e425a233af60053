"""Putting answers on standard output and talk on standard error, safe for the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

import typer

from smregister.errors import FatalError
from smregister.portions import portions

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINES_AT_ONCE = 500


def answer(lines: Iterable[str] | str) -> None:
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
        message = f"the answer can't be written: {error.strerror}"
        raise FatalError(message) from error


def say(message: str) -> None:
    """Write a message to standard error, nothing in it hidden or live."""
    from smregister.characters import visible_lines

    typer.echo(visible_lines(message), err=True)


def leave(sound: bool) -> NoReturn:
    """End the command: 0 where all is well, 1 where the data is wrong or the answer is no."""
    raise typer.Exit(0 if sound else 1)


def at_terminal() -> bool:
    """Say whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def wants_colour() -> bool:
    """Say whether whoever reads the answer sees colours and has not asked for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
