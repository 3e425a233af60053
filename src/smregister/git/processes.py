"""Git as a process: the command in one folder, with nothing in its settings or surroundings that could mislead it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, TypeAlias

from smregister.errors import FatalError

if TYPE_CHECKING:
    from pathlib import Path

Process: TypeAlias = "subprocess.Popen[bytes]"

NO_GIT = "there is no git on this machine, or it doesn't run; install it from https://git-scm.com"
"""What is wrong where git can't be started, and what to do."""

# A repository's settings may name programs that git runs beside its work; reading wants none of them.
_SAFE_SETTINGS = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "protocol.allow=never",
    "-c", "core.quotePath=false",
)  # fmt: skip

# Set by whoever runs us from within git: they would lead to another repository than the folder's own.
_ELSEWHERE = frozenset(["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES"])


def start(folder: Path, *arguments: str, magic: bool = False) -> Process:
    """Start a git command that is asked nothing, and tells what it prints and why it failed.

    With `magic`, paths may be patterns.
    Raises FatalError if there is no git.
    """
    options = () if magic else ("--literal-pathspecs",)
    command = _command(folder, *options, *_SAFE_SETTINGS, *arguments)
    return _begun(command, subprocess.DEVNULL, subprocess.PIPE)


def start_asking(folder: Path, *arguments: str) -> Process:
    """Start a git command that answers questions, one after the other, until it is ended.

    Raises FatalError if there is no git.
    """
    command = _command(folder, "--literal-pathspecs", *_SAFE_SETTINGS, *arguments)
    return _begun(command, subprocess.PIPE, subprocess.DEVNULL)


def _begun(command: list[str], questions: int, errors: int) -> Process:
    try:
        return subprocess.Popen(  # noqa: S603
            command, stdin=questions, stdout=subprocess.PIPE, stderr=errors, env=_environment()
        )
    except FileNotFoundError as error:
        raise FatalError(NO_GIT) from error


def _command(folder: Path, *arguments: str) -> list[str]:
    return ["git", "-C", str(folder), "--no-pager", *arguments]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
        "TZ": "UTC",
    }
