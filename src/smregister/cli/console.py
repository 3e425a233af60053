"""Results and messages on the standard streams, in color where wanted."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from types import ModuleType
from typing import Literal, NoReturn, TextIO, TypeAlias

import typer

from smregister.errors import FatalError
from smregister.progress import batched
from smregister.text import escape_hidden, escape_hidden_lines

ColorChoice: TypeAlias = Literal["always", "never", "auto"]

_LINES_PER_WRITE = 500
_WIDEST_TEXT = 100
_color_choice: ContextVar[ColorChoice] = ContextVar("color_choice", default="auto")


def choose_color(choice: ColorChoice) -> ColorChoice:
    """Set whether the output of this run is colored, before the environment is asked."""
    _color_choice.set(choice)
    return choice


def supports_color(stream: TextIO) -> bool:
    """Check whether a stream gets colors (no-color.org, force-color.org)."""
    choice = _color_choice.get()
    if choice != "auto" or os.environ.get("NO_COLOR"):
        return choice == "always"
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def terminal_width(stream: TextIO) -> int | None:
    """Return the columns of a stream's terminal; None if it is not a terminal."""
    if not stream.isatty():
        return None
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80


def text_width(stream: TextIO) -> int | None:
    """Return the width of running text on a stream; None if it is not a terminal."""
    width = terminal_width(stream)
    return width and min(width, _WIDEST_TEXT)


def help_width() -> int | None:
    """Return the width of help at a terminal; None leaves it to Typer."""
    width = text_width(sys.stdout)
    return width and width - 2


def print_written(lines: Iterable[str] | str) -> None:
    """Write the result of a command that has written files; raise FatalError, which says so, if that fails."""
    print_result(lines, "; the files are written nevertheless, and `smregister undo` takes that back")


def print_result(lines: Iterable[str] | str, outcome: str = "") -> None:
    """Write lines to standard output in UTF-8; raise FatalError, with the outcome so far, if that fails.

    Only tables and lines for people are wrapped and colored.
    """
    try:
        for batch in batched(_shown(lines), _LINES_PER_WRITE):
            sys.stdout.buffer.write("\n".join([*batch, ""]).encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has closed the pipe. Without this, Python reports the error again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    except OSError as error:
        raise FatalError(f"the result can't be written: {error.strerror}{outcome}") from error


def _shown(lines: Iterable[str] | str) -> Iterable[str]:
    if isinstance(lines, str):
        lines = [lines]
    width, colored = terminal_width(sys.stdout), supports_color(sys.stdout)
    if width is None and not colored:
        return lines
    shown: Iterable[str] = _terminal().render(lines, width, colored=colored)
    return shown


def _terminal() -> ModuleType:
    """Return the module that wraps and colors; a pipe does without."""
    from smregister.output import terminal

    return terminal


def print_text(text: str) -> None:
    """Write a text in paragraphs to standard output."""
    width = text_width(sys.stdout)
    if width is None:
        print_result(text)
        return
    print_result(_terminal().render_text(escape_hidden_lines(text), width, colored=supports_color(sys.stdout)))


def fits_screen(text: str) -> bool:
    """Return whether a text needs no pager, or there is none (`PAGER=cat`, a simple terminal)."""
    if not is_interactive() or os.environ.get("TERM") == "dumb" or os.environ.get("PAGER") in ("", "cat"):
        return True
    try:
        lines = os.get_terminal_size(sys.stdout.fileno()).lines
    except OSError:
        return True
    return not lines or text.count("\n") + 1 < lines


def print_message(message: str, *, label: str = "", tone: str = "plain") -> None:
    """Write a message to standard error, with hidden characters escaped.

    The label before it has the style of `tone`; without a label, the message has.
    """
    if sys.stderr is None:
        return
    width, colored = terminal_width(sys.stderr), supports_color(sys.stderr)
    if width is not None or colored:
        message = _terminal().render_message(message, width, label, tone, colored=colored)
    else:
        message = escape_hidden_lines(f"{label} {message}" if label else message)
    # Only what this program put into the message is left in it to be shown as color. A message that can't be written
    # changes neither the result nor the exit status.
    with contextlib.suppress(OSError):
        typer.echo(message, err=True, color=True)


def print_error(message: str, label: str = "smregister:") -> None:
    """Write an error to standard error."""
    print_message(message, label=label, tone="bad")


def print_note(note: str) -> None:
    """Write a note on a result to standard error, on one line."""
    print_message(escape_hidden(note), label="note:", tone="info")


def exit_with(success: bool) -> NoReturn:
    """End the command: 0 for success, 1 for invalid data or the answer no."""
    raise typer.Exit(0 if success else 1)


def is_interactive() -> bool:
    """Check whether the standard streams are a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def warn_of_invalid(kind: str, count: int) -> None:
    """Print how many records of a kind are invalid, if any are."""
    if count:
        message = f"records of kind {kind} with errors: {count:,}; `smregister validate` lists them"
        print_message(message, tone="warn")
