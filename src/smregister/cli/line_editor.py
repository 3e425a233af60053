"""Line editor at the terminal, with history and completion."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.utils import is_dumb_terminal

from smregister.text import escape_hidden


def read_line(prompt: str, choices: Mapping[str, str], history: Sequence[str], *, several: bool) -> str:
    """Read a line; raise KeyboardInterrupt or EOFError if the user stops.

    Args:
        choices: value -> title, both completed with Tab.
        history: Earlier lines, the last one first with the up arrow.
        several: Complete each item of a list with commas.
    """
    # A terminal that does not report the position of its cursor would be waited for.
    os.environ["PROMPT_TOOLKIT_NO_CPR"] = "1"
    if is_dumb_terminal():
        return _read_plain_line(prompt)
    with create_app_session(output=create_output(stdout=sys.stderr)):
        session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(list(history)),
            completer=_ChoiceCompleter(choices, several=several),
            complete_while_typing=False,
            # A list below the line: menus that follow the cursor can't be read aloud.
            complete_style=CompleteStyle.READLINE_LIKE,
            reserve_space_for_menu=0,
        )
        # A pasted text may have tabs and several lines.
        return " ".join(session.prompt(prompt).expandtabs(1).splitlines()).strip()


def _read_plain_line(prompt: str) -> str:
    """Read a line with the terminal's own editing, which needs no escape sequences."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    if line := sys.stdin.buffer.readline():
        return line.decode(errors="surrogateescape").expandtabs(1).strip()
    raise EOFError


class _ChoiceCompleter(Completer):
    """Completes the beginning of a value or of its title."""

    def __init__(self, choices: Mapping[str, str], *, several: bool) -> None:
        self.choices = choices
        self.several = several

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Yield the values that begin with the last word, or whose title does."""
        text = document.text_before_cursor
        word = (text.rpartition(",")[2] if self.several else text).lstrip()
        for value, title in self.choices.items():
            if any(name.casefold().startswith(word.casefold()) for name in (value, title) if name):
                yield Completion(value, -len(word), display=escape_hidden(f"{value}  {title}".rstrip()))
