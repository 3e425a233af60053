"""Results on standard output and messages on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NoReturn

import typer

from smregister.errors import FatalError
from smregister.progress import batched
from smregister.text import escape_hidden_lines

_LINES_PER_WRITE = 500


def print_result(lines: Iterable[str] | str) -> None:
    """Write lines to standard output in UTF-8; raise FatalError if that fails."""
    try:
        for batch in batched([lines] if isinstance(lines, str) else lines, _LINES_PER_WRITE):
            sys.stdout.buffer.write("\n".join([*batch, ""]).encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has closed the pipe. Without this, Python reports the error again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    except OSError as error:
        raise FatalError(f"the answer can't be written: {error.strerror}") from error


def print_message(message: str) -> None:
    """Write a message to standard error, with hidden characters escaped."""
    typer.echo(escape_hidden_lines(message), err=True)


def exit_with(success: bool) -> NoReturn:
    """End the command: 0 for success, 1 for invalid data or the answer no."""
    raise typer.Exit(0 if success else 1)


def is_interactive() -> bool:
    """Check whether the standard streams are a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def supports_color() -> bool:
    """Check whether the output shows colors by choice (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def warn_of_invalid(kind: str, count: int) -> None:
    """Print how many records of a kind are invalid, if any are."""
    if count:
        print_message(f"{count:,} of the records of kind {kind} can't be relied on; `smregister validate` says why")
