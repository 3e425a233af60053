"""The one door to GitPython: a new repository and its first commit."""

from __future__ import annotations

import os
import shlex
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from git import Git
    from git.exc import GitCommandError

BRANCH = "main"
DRIVER = "smregister"
# It ends with 1 where it has left marks itself; more than that says that it could do nothing.
_DRIVING = "merge-driver -- %O %A %B %P || { test $? -gt 1 && git merge-file %A %O %B || exit 1; }"

# Nothing of the user's own settings may run a program here, change what is committed, or go on
# working in a folder that is about to get another name.
_SETTINGS = [
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.fsmonitor=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "i18n.commitEncoding=UTF-8",
]
# Where these are set, as they are in a hook, git works in that other repository.
_OTHER_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)


def begin(folder: Path) -> None:
    """Make a folder a git repository, without anything that the user's templates hold.

    Raises FatalError if git can't.
    """
    with _git(folder) as git:
        git.init(template="", initial_branch=BRANCH, quiet=True)


def commit_all(folder: Path, message: str, name: str, email: str) -> None:
    """Commit everything in a folder, as whom git is set up for; where it is for nobody, as the given one.

    Raises FatalError if git can't.
    """
    with _git(folder) as git:
        if not _knows_who(git):
            git.update_environment(**_identity(name, email))
        # A user may have told git to overlook such files as `.vscode`; here they are wanted.
        git.add("--all", "--force")
        git.commit(message=message, quiet=True)


def set_merge_driver(folder: Path, program: str) -> None:
    """Let git, in this clone, merge the files that have the attribute `merge=smregister` with this program.

    Where the program can't be run any more, git's own way with lines takes its place.
    Raises FatalError if git can't.
    """
    # Of what git is given to run, `%` begins its own words.
    quoted = shlex.quote(program).replace("%", "%%")
    with _git(folder) as git:
        git.config(f"merge.{DRIVER}.name", "records joined field by field")
        git.config(f"merge.{DRIVER}.driver", f"{quoted} {_DRIVING}")


def has_merge_driver(folder: Path, path: str) -> bool:
    """Say whether the attributes of a file name the merge driver.

    Raises FatalError if git can't.
    """
    with _git(folder) as git:
        return str(git.check_attr("merge", "--", path)).endswith(f"merge: {DRIVER}")


@contextmanager
def _git(folder: Path) -> Iterator[Git]:
    try:
        from git import Git
        from git.exc import GitCommandError
    except ImportError as error:
        message = "there is no git on this machine, or it doesn't run; install it from https://git-scm.com"
        raise FatalError(message) from error
    git = Git(folder)
    git.set_persistent_git_options(c=_SETTINGS)
    with _away_from_other_repositories():
        try:
            yield git
        except GitCommandError as error:
            raise FatalError(_plain_words(error)) from error


@contextmanager
def _away_from_other_repositories() -> Iterator[None]:
    taken = {name: os.environ.pop(name) for name in _OTHER_REPOSITORY if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)


def _knows_who(git: Git) -> bool:
    from git.exc import GitCommandError

    try:
        for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
            git(c="user.useConfigOnly=true").var(who)
    except GitCommandError:
        return False
    return True


def _identity(name: str, email: str) -> dict[str, str]:
    written = " ".join(name.split()) if any(map(str.isalnum, name)) else "The desk"
    return {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", written), ("EMAIL", email))
    }


def _plain_words(error: GitCommandError) -> str:
    reason = error.stderr.strip().removeprefix("stderr:").strip(" '\n")
    return f"git failed: {reason or error.status}"
