"""Commits of a history: parents, time, author and message."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import UNSHALLOW_HINT, Git

# Separated by NUL, which neither names nor messages can hold in git.
_FIELDS = ("%H", "%P", "%ct", "%an", "%B")
_FORMAT = "".join(f"{field}%x00" for field in _FIELDS)

_SHORT_ID_LENGTH = 10
# So many paths fit on any command line.
_MAX_PATHS = 500


class Commit(NamedTuple):
    """One commit; `seconds` is the committer's time in Unix seconds."""

    id: str
    parents: tuple[str, ...]
    seconds: int
    author: str
    message: str

    @property
    def short_id(self) -> str:
        """Return the abbreviated id."""
        return self.id[:_SHORT_ID_LENGTH]

    @property
    def subject(self) -> str:
        """Return the first paragraph of the message on one line, as git does."""
        return " ".join(self.message.strip().partition("\n\n")[0].splitlines())

    def at(self, zone: tzinfo) -> datetime:
        """Return the committer's time in a zone; the Unix epoch if invalid."""
        try:
            return datetime.fromtimestamp(self.seconds, zone)
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(0, UTC)


def list_commits(git: Git, *arguments: str) -> Iterator[Commit]:
    """Yield commits, the newest first, selected by arguments of `git rev-list`.

    Unlike `git log`, `rev-list` ignores the user's settings for display.
    """
    output = git.run("rev-list", "--encoding=UTF-8", f"--format=tformat:{_FORMAT}", *arguments)
    texts = output.decode("utf-8", "backslashreplace").split("\0")
    for start in range(0, len(texts) - len(_FIELDS), len(_FIELDS)):
        commit, parents, seconds, author, message = texts[start : start + len(_FIELDS)]
        # Git writes a line of its own before each commit.
        yield Commit(commit.rpartition("\n")[2], tuple(parents.split()), int(seconds or 0), author, message)


def last_commit_before(git: Git, day: date, zone: tzinfo) -> Commit | None:
    """Return the last main line commit of HEAD by the end of a day, if any.

    The main line follows the first parents. The time is the committer's; for a merged pull request that
    of the forge. The day ends in the register's own time zone.

    Raises FatalError if this clone's history does not reach back so far.
    """
    head, end = git.resolve_commit("HEAD"), max(0, int(datetime.combine(day, time.max, zone).timestamp()))
    for commit in list_commits(git, "--first-parent", "--max-count=1", f"--until=@{end} +0000", head):
        return commit
    if shallow_boundaries(git, head):
        raise FatalError(f"this shallow clone has no commit of {day} or before; {UNSHALLOW_HINT}")
    return None


def first_commit(git: Git) -> Commit:
    """Return the first commit on the main line of HEAD."""
    [first] = list_commits(git, "--first-parent", "--max-parents=0", git.resolve_commit("HEAD"))
    return first


def find_commit_with(git: Git, contents: Mapping[str, bytes | None]) -> Commit | None:
    """Return the last commit of the files that HEAD holds with these contents."""
    [head] = git.resolve(["HEAD^{commit}"])
    if head is None:
        return None
    committed = [file.path for file in CommitTree(git, head).files_at(contents) if file.read() == contents[file.path]]
    paths = committed[:_MAX_PATHS]
    return next(list_commits(git, "--max-count=1", head, "--", *paths), None) if paths else None


def main_line(git: Git, tip: str, since: str | None = None, *paths: str) -> list[Commit]:
    """Return the first parents of a commit from the oldest on, without those that `since` has.

    With paths, only those that changed one of them; then without `since`. A shallow clone may lack the oldest ones.
    """
    if since is not None:
        return new_commits(git, since, tip, "--first-parent")
    return list(list_commits(git, "--first-parent", "--reverse", tip, *(("--", *paths) if paths else ())))


def is_ancestor(git: Git, commit: str, other: str) -> bool:
    """Return whether a commit, given by its id, is another one or in its history, whatever dates they have."""
    if commit == other or is_parent(git, commit, other):
        return True
    return git.run_once("merge-base", commit, other, max_status=1).decode("ascii").strip() == commit


def is_parent(git: Git, commit: str, other: str) -> bool:
    """Return whether a commit is a parent of another one; never in a shallow clone, which may lack it."""
    return not git.is_shallow and commit in git.parents_of(other)


def new_commits(git: Git, base: str, head: str, *options: str) -> list[Commit]:
    """Return the commits that head has and base lacks, parents first.

    Git ends its search some commits after the first dates before all others (SLOP in revision.c). If commits are dated
    before their parents, it also lists old ones.
    """
    if base == head:
        return []
    commits = [*list_commits(git, "--topo-order", "--reverse", *options, head, f"^{base}")]
    later = {base}
    for commit in commits:
        if not later.isdisjoint(commit.parents):
            later.add(commit.id)
    if later.issuperset(commit.id for commit in commits):
        return commits
    old = {*git.run("rev-list", base).decode("ascii").split()}
    return [commit for commit in commits if commit.id not in old]


def require_whole(git: Git, commits: Collection[Commit]) -> None:
    """Raise FatalError if this shallow clone lacks parents of some commits."""
    first = [commit.id for commit in commits if not commit.parents]
    if first and shallow_boundaries(git, *first):
        raise FatalError(f"this shallow clone lacks a part of the history; {UNSHALLOW_HINT}")


def shallow_boundaries(git: Git, *commits: str) -> frozenset[str]:
    """Return those of some commits, as `git rev-list` takes them, whose parents this shallow clone lacks."""
    if not git.is_shallow:
        return frozenset()
    first = git.run("rev-list", "--max-parents=0", *commits).decode("ascii").split()
    return frozenset(commit for commit in first if _has_parents(git, commit))


def _has_parents(git: Git, commit: str) -> bool:
    """Return whether a commit names parents, which the clone may lack."""
    header = git.run("cat-file", "commit", commit).partition(b"\n\n")[0]
    return any(line.startswith(b"parent ") for line in header.split(b"\n"))
