"""Commits as git lists them: what came before each, when, by whom, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import UNSHALLOW_HINT, Git

# Neither names nor messages can hold NUL in git.
_FIELDS = ("%H", "%P", "%ct", "%an", "%B")
_FORMAT = "".join(f"{field}%x00" for field in _FIELDS)

_SHOWN = 10
# A command's line takes no more than so much.
_MOST_ASKED = 500


class Commit(NamedTuple):
    """One commit; `seconds` is when it was made, by its committer's clock, since 1970 began."""

    id: str
    parents: tuple[str, ...]
    seconds: int
    author: str
    message: str

    @property
    def short_id(self) -> str:
        """Return as much of its id as people are shown."""
        return self.id[:_SHOWN]

    @property
    def subject(self) -> str:
        """Return the first paragraph of the message on one line, as git shows it."""
        return " ".join(self.message.strip().partition("\n\n")[0].splitlines())

    def at(self, zone: tzinfo) -> datetime:
        """Return when it was made, in a time zone; the beginning of 1970 where that is no time at all."""
        try:
            return datetime.fromtimestamp(self.seconds, zone)
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(0, UTC)


def list_commits(git: Git, *arguments: str) -> Iterator[Commit]:
    """List commits, the newest first, as the arguments of `git rev-list` choose them.

    Settings for people, of which `git log` heeds many, mean nothing to `rev-list`.
    """
    output = git.run("rev-list", "--encoding=UTF-8", f"--format=tformat:{_FORMAT}", *arguments)
    texts = output.decode("utf-8", "backslashreplace").split("\0")
    for start in range(0, len(texts) - len(_FIELDS), len(_FIELDS)):
        commit, parents, seconds, author, message = texts[start : start + len(_FIELDS)]
        # Before each, git writes a line of its own.
        yield Commit(commit.rpartition("\n")[2], tuple(parents.split()), int(seconds or 0), author, message)


def last_commit_before(git: Git, day: date, zone: tzinfo) -> Commit | None:
    """Return the last commit on the main line of HEAD that was made by the end of a day.

    The main line follows the first parents, and the clock is the committers', which on a merged request is
    that of the machine that merged it. A day ends when it does in the register's own zone. Where nothing had
    been committed by then, None is given.

    Raises FatalError if that can't be told of this clone.
    """
    head, end = git.resolve_commit("HEAD"), max(0, int(datetime.combine(day, time.max, zone).timestamp()))
    for commit in list_commits(git, "--first-parent", "--max-count=1", f"--until=@{end} +0000", head):
        return commit
    if shallow_boundaries(git, head):
        raise FatalError(f"this shallow clone has no commit of {day} or before; {UNSHALLOW_HINT}")
    return None


def first_commit(git: Git) -> Commit:
    """Return the commit with which the main line of HEAD begins."""
    [first] = list_commits(git, "--first-parent", "--max-parents=0", git.resolve_commit("HEAD"))
    return first


def find_commit_with(git: Git, contents: Mapping[str, bytes | None]) -> Commit | None:
    """Return the commit that brought files, of which the last commit has one at least as it is given; None if none."""
    [head] = git.resolve(["HEAD^{commit}"])
    if head is None:
        return None
    held = [file.path for file in CommitTree(git, head).files_at(contents) if file.read() == contents[file.path]]
    return next(list_commits(git, "--max-count=1", head, "--", *held[:_MOST_ASKED]), None) if held else None


def shallow_boundaries(git: Git, tip: str) -> frozenset[str]:
    """Return the commits before a commit at which this clone's history was cut off; none where it is whole."""
    if not git.is_shallow:
        return frozenset()
    first = git.run("rev-list", "--max-parents=0", tip).decode("ascii").split()
    return frozenset(commit for commit in first if _names_parents(git, commit))


def _names_parents(git: Git, commit: str) -> bool:
    """Return whether a commit names others before it, whether they are here or not."""
    header = git.run("cat-file", "commit", commit).partition(b"\n\n")[0]
    return any(line.startswith(b"parent ") for line in header.split(b"\n"))
