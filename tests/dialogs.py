"""Dialogs in tests, within this process: answers by the titles of the questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from smregister.cli import line_editor
from tests.commands import Answer, run

STOP = "\x03"
"""The answer of an officer who presses Ctrl-C."""

_MOST_QUESTIONS = 200
_MARKS = re.compile(r"(?P<title>.*?)(?: \[y/N\])?(?P<required> \(required\))?(?: \[(?P<default>.*)\])?: ")


class Dialog(NamedTuple):
    """What a command answered in the end, the titles of its questions in order, and what each one recalls."""

    answer: Answer
    asked: list[str]
    recalled: dict[str, list[str]]

    @property
    def messages(self) -> str:
        """Return the messages, on one line: where they are wrapped is of no account."""
        return " ".join(self.answer.messages.split())


def converse(
    folder: Path,
    *arguments: str,
    replies: Sequence[tuple[str, str]] = (),
    status: int = 0,
    settings: Mapping[str, str] | None = None,
) -> Dialog:
    """Run a command at a terminal, with replies by title.

    Each reply is for the next question of its title; every other question is left out with Enter.
    """
    rest, asked, recalled = [*replies], list[str](), dict[str, list[str]]()

    def read_line(prompt: str, choices: Mapping[str, str], history: Sequence[str], *, several: bool) -> str:
        match = _MARKS.fullmatch(prompt)
        assert match, prompt
        asked.append(match["title"])
        recalled[match["title"]] = [*history]
        assert len(asked) < _MOST_QUESTIONS, f"{rest[:1]} is never asked, but {asked[-1]}"
        if not rest or rest[0][0] != match["title"]:
            return ""
        text = rest.pop(0)[1]
        if text == STOP:
            raise KeyboardInterrupt
        return text

    with patch.object(line_editor, "read_line", read_line):
        answer = run(folder, *arguments, settings={"TERM": "dumb", **(settings or {})}, at_terminal=True)
    assert not rest, f"{rest[0]} is never asked, but {asked}: {answer.messages}"
    assert answer.status == status, answer.messages
    return Dialog(answer, asked, recalled)
