"""Git as a process: the command in one folder, with nothing in its settings or surroundings that could mislead it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TypeAlias

from smregister.errors import FatalError

Process: TypeAlias = "subprocess.Popen[bytes]"

NO_GIT = "there is no git on this machine, or it doesn't run; install it from https://git-scm.com"
"""What is wrong where git can't be started, and what to do."""

SAFE_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "core.safecrlf=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "i18n.commitEncoding=UTF-8",
)
"""Settings for every git command: no setting of the user runs a program beside it, changes what is committed, or goes
on working in the folder afterwards. Who signs and who has passwords stays the user's choice."""

CLEARED_VARIABLES = frozenset(
    [
        # Those of `git rev-parse --local-env-vars` that lead to another repository than the folder's own.
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_CONFIG"),
        *("GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE", "GIT_INTERNAL_SUPER_PREFIX"),
        # Others that change which repository, refs or attributes git reads, what a path means, or what git runs.
        *("GIT_CEILING_DIRECTORIES", "GIT_NAMESPACE", "GIT_ATTR_SOURCE", "GIT_EXTERNAL_DIFF"),
        *("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"),
    ]
)
"""Variables that no git command gets."""

HOOK_VARIABLES = frozenset(["GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"])
"""Variables by which a hook shows the commit or push that is under way: reading follows them, writing never does."""


def start(folder: Path, *arguments: str, patterns: bool = False) -> Process:
    """Start a git command that is asked nothing, and tells what it prints and why it failed.

    With `patterns`, paths may be patterns.
    Raises FatalError if there is no git.
    """
    options = () if patterns else ("--literal-pathspecs",)
    command = _command(folder, *options, *arguments)
    return _begun(command, subprocess.DEVNULL, subprocess.PIPE)


def start_asking(folder: Path, *arguments: str) -> Process:
    """Start a git command that answers questions, one after the other, until it is ended.

    Raises FatalError if there is no git.
    """
    command = _command(folder, "--literal-pathspecs", *arguments)
    return _begun(command, subprocess.PIPE, subprocess.DEVNULL)


def _begun(command: list[str], questions: int, errors: int) -> Process:
    try:
        return subprocess.Popen(  # noqa: S603
            command, stdin=questions, stdout=subprocess.PIPE, stderr=errors, env=_environment()
        )
    except FileNotFoundError as error:
        raise FatalError(NO_GIT) from error


def _command(folder: Path, *arguments: str) -> list[str]:
    settings = (word for setting in SAFE_SETTINGS for word in ("-c", setting))
    return ["git", "-C", str(folder), "--no-pager", *settings, *arguments]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in CLEARED_VARIABLES}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        # No protocol is allowed: reading never fetches.
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
        "TZ": "UTC",
    }
