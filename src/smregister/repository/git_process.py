"""Git processes: one for each command, and one that reads many objects."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias

from smregister.errors import FatalError

Process: TypeAlias = "subprocess.Popen[bytes]"

NO_GIT = "git is not installed or does not run; install it from https://git-scm.com"

SAFE_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "core.safecrlf=false",
    # What these files claim of commits and objects is not checked against the objects.
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    # A file on the disk counts as unchanged only if all that git recorded of it is the same.
    "core.trustctime=true",
    "core.checkStat=default",
    "core.ignoreStat=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "i18n.commitEncoding=UTF-8",
)
"""Settings for every git command. With them no setting of the user runs another program, changes what is committed,
leaves a process in the folder, or makes git trust what it has not read. Signing and credentials stay the user's
choice."""

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
"""Environment variables that no git command gets."""

_STREAMED = "core.bigFileThreshold=1m"
"""Makes git answer with the size of a larger blob before it unpacks it, and unpack no more than is read."""
_MOST_SKIPPED = 1 << 20

HOOK_VARIABLES = frozenset(["GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"])
"""Variables by which a hook names the commit or push in progress. Only commands that read get them."""


class GitObject(NamedTuple):
    """An object's id, its type as git names it, and its content up to a limit."""

    id: str
    type: bytes
    content: bytes


def start(
    folder: Path, *arguments: str, patterns: bool = False, piped: bool = False, variables: Mapping[str, str]
) -> Process:
    """Start a git command, without input unless `piped`; with `patterns`, paths may be patterns.

    Raises FatalError if there is no git.
    """
    options = () if patterns else ("--literal-pathspecs",)
    stdin = subprocess.PIPE if piped else subprocess.DEVNULL
    return _start(folder, variables, *options, *arguments, stdin=stdin, stderr=subprocess.PIPE)


def _start(folder: Path, variables: Mapping[str, str], *arguments: str, stdin: int, stderr: int) -> Process:
    settings = (word for setting in SAFE_SETTINGS for word in ("-c", setting))
    command = ["git", "-C", str(folder), "--no-pager", *settings, *arguments]
    try:
        return subprocess.Popen(  # noqa: S603
            command, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=_environment() | dict(variables)
        )
    except FileNotFoundError as error:
        raise FatalError(NO_GIT) from error


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in CLEARED_VARIABLES}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        # No protocol is allowed: reading never fetches.
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        # No file, so that `.git/info/grafts` gives no commit other parents.
        "GIT_GRAFT_FILE": f"{os.devnull}/none",
        "LC_ALL": "C",
        "TZ": "UTC",
    }


def wait_at_most(process: Process, seconds: float) -> bytes | None:
    """Return the error messages of a process; None if it took longer, and was ended."""
    try:
        return process.communicate(timeout=seconds)[1]
    except subprocess.TimeoutExpired:
        # What it started, such as ssh, may keep its pipes open.
        process.terminate()
        return None


class _TooLargeError(Exception):
    """An object has far more bytes than are read of it; `beginning` has the first ones."""

    def __init__(self, beginning: GitObject) -> None:
        super().__init__()
        self.beginning = beginning


class ObjectReader:
    """Reader of objects by `git cat-file --batch`, started when needed."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self._folder, self._variables = folder, variables
        self._process: Process | None = None
        self._owner = os.getpid()

    def read(self, names: Sequence[str], limit: int) -> list[GitObject | None]:
        """Read at most `limit` bytes of each object; None if there is no such object."""
        process = self._running_process()
        assert process.stdin, "opened with a pipe"  # noqa: S101
        assert process.stdout, "opened with a pipe"  # noqa: S101
        # If it ends before that, reading finds no answers either.
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(os.fsencode("".join(f"{name}\n" for name in names)))
            process.stdin.flush()
        objects: list[GitObject | None] = []
        try:
            # Read all of them: an answer left in the pipe would be taken for the answer to the next name.
            for _ in names:
                objects.append(_read_object(process.stdout, limit))
        except _TooLargeError as error:
            # Git would unpack the rest, which is not read.
            self.close()
            return [*objects, error.beginning, *self.read(names[len(objects) + 1 :], limit)]
        except EOFError:
            # Some names make git exit, such as a relative path in a bare repository.
            self.close()
        return objects + [None] * (len(names) - len(objects))

    def _running_process(self) -> Process:
        process = self._process
        if process is None or self._owner != os.getpid() or process.poll() is not None:
            self.close()
            # A forked process can't share the pipe.
            self._owner = os.getpid()
            arguments = ("-c", _STREAMED, "--literal-pathspecs", "cat-file", "--batch")
            process = _start(
                self._folder, self._variables, *arguments, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._process = process
        return process

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None and self._owner == os.getpid():
            process, self._process = self._process, None
            # While a forked process holds the pipe open too, git does not see its end.
            process.kill()
            # At the exit of the interpreter the pipes may be gone already.
            with contextlib.suppress(OSError, ValueError):
                process.communicate()

    def __del__(self) -> None:
        self.close()


def _read_object(output: IO[bytes], limit: int) -> GitObject | None:
    """Read the next object of `git cat-file --batch`; None if missing.

    Raises EOFError if the output is incomplete.
    """
    line = output.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    header = line.split()
    # For a missing object, git repeats the name and adds `missing`.
    if len(header) != 3 or not header[2].isdigit():
        return None
    size = int(header[2])
    content = output.read(min(size, limit))
    if size - len(content) > _MOST_SKIPPED:
        raise _TooLargeError(GitObject(header[0].decode("ascii"), header[1], content))
    left = size - len(content) + 1
    while left:
        skipped = output.read(min(left, 1 << 20))
        if not skipped:
            raise EOFError
        left -= len(skipped)
    return GitObject(header[0].decode("ascii"), header[1], content)
