"""A change made ready to be proposed: what it holds, into which branch it is to go, and on which it goes there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

from smregister.changes.diff import diff
from smregister.changes.public import redact_changes
from smregister.editing.format import formatted_at
from smregister.errors import FatalError
from smregister.model import Change, Difference, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git
from smregister.repository.merge_base import merge_base
from smregister.repository.open import open_commit
from smregister.repository.tree import SCHEMAS, Tree
from smregister.review.codeowners import PLACE as OWNERS
from smregister.review.codeowners import create_codeowners, read_codeowners
from smregister.validation.validate_change import validate_change

_LONGEST_NAME = 80
_UNFINISHED = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
}


@dataclass(frozen=True)
class Submission:
    """What a work tree holds beyond its last commit, in canonical form, and all that its branch holds beyond the base.

    `paths` are the files to commit, `contents` what those are to hold that are not in canonical form yet, and
    `refused` says why some could not be brought into it.
    """

    base: RegisterSnapshot
    head: RegisterSnapshot
    outcome: RegisterSnapshot
    contents: Mapping[str, bytes]
    paths: tuple[str, ...]
    refused: dict[str, str]

    @property
    def validation(self) -> ValidationResult:
        """Validate all that would go into the base."""
        return validate_change(self.base, self.outcome)

    @cached_property
    def difference(self) -> Difference:
        """Return what the next commit changes, by meaning."""
        return diff(self.head, self.outcome)

    @property
    def others(self) -> set[str]:
        """Return the files that the next commit changes without changing a record: schemas, owners, layout."""
        records = self.difference.paths
        paths = [path for path in self.paths if path not in records]
        before, after = (
            {file.path: (file.mode, file.read()) for file in side.tree.files_at(paths)} for side in self._sides
        )
        return {path for path in paths if before.get(path) != after.get(path)}

    @property
    def told(self) -> list[Change]:
        """Return what the next commit may tell of its changes, with a word in the place of what is private."""
        return redact_changes(self.difference.changes, [side.kinds for side in self._sides])

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing that the base does not have."""
        return not self.difference.changes and not self.others and self.base.tree.name == self.head.tree.name

    def branch_name(self) -> str:
        """Return a new branch for it a name, by what changes and by no characters that anybody could stumble over."""
        changes = diff(self.base, self.outcome).changes
        return free_name(_described(changes, self.paths), _branches(self.head.root))

    @property
    def _sides(self) -> tuple[RegisterSnapshot, RegisterSnapshot]:
        return self.head, self.outcome


def prepare_submission(snapshot: RegisterSnapshot, base: CommitTree) -> Submission:
    """Prepare what changed in a work tree's register and schemas since its last commit.

    The file of owners is part of it if it is what `codeowners` writes.
    Raises FatalError if a merge is unfinished, or nothing has been committed yet.
    """
    root, tree = snapshot.root, snapshot.tree
    _demand_finished(root)
    head = open_commit(root, "HEAD")
    paths = changed_paths(root, head, tree)
    contents, refused = formatted_at(tree, paths)
    outcome = snapshot.propose(contents)
    if _holds_new_owners(head, tree, outcome):
        paths.append(OWNERS)
    fork, last = (RegisterSnapshot(commit, snapshot.day) for commit in (merge_base(base, head), head))
    return Submission(fork, last, outcome, contents, tuple(paths), refused)


def current_branch(root: Path) -> str:
    """Name the branch of a checkout; empty where it is on none.

    Raises FatalError if it is not in git, or nothing has been committed there yet.
    """
    open_commit(root, "HEAD")
    try:
        return Git(root).run("symbolic-ref", "--quiet", "--short", "HEAD").decode("utf-8", "backslashreplace").strip()
    except FatalError:
        return ""


def find_base(root: Path, remote: str | None) -> tuple[str, CommitTree]:
    """Find the branch into which changes go: the default one of a remote, as last seen, or the checkout's own main one.

    Raises FatalError if there is none.
    """
    git = Git(root)
    names = [_default_branch(git, remote)] if remote else []
    names = [name for name in (*names, "main", "master") if name]
    refs = [(name, f"refs/remotes/{remote}/{name}") for name in names if remote]
    refs += [(name, f"refs/heads/{name}") for name in names]
    for name, ref in refs:
        [commit] = git.resolve([f"{ref}^{{commit}}"])
        if commit:
            return name, CommitTree(git, commit)
    cure = f"`git remote set-head {remote} --auto` asks the remote" if remote else "`git branch main` makes one"
    raise FatalError(
        f"it can't be told into which branch the change is to go: there is neither main nor master; {cure}"
    )


def find_other_changes(root: Path, taken: Collection[str]) -> list[str]:
    """Return the changed files outside the register and its schemas, but for those that are taken along."""
    places = ("--", ".", ":(exclude)registry", f":(exclude){SCHEMAS}")
    form = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
    rows = Git(root).list_paths("status", *form, *places, patterns=True)
    return [row[3:] for row in rows if row[3:] not in taken]


def require_new_branch(root: Path, name: str, into: str) -> None:
    """See that a new branch may be called so.

    Raises FatalError if git would not have it, or it is the one into which the change is to go.
    """
    if name == into:
        raise FatalError(
            f"a change is to go into `{name}` only once it was approved; leave --branch out, or name another one"
        )
    try:
        Git(root).run("check-ref-format", f"refs/heads/{name}")
    except FatalError as error:
        raise FatalError(f"`{name}` is no name for a branch; use a-z, 0-9, hyphens and slashes") from error
    if name.startswith("-") or name == "HEAD":
        raise FatalError(f"`{name}` is no name for a branch; begin with a letter")
    if name in _branches(root, "refs/heads"):
        raise FatalError(
            f"there is a branch `{name}` already; choose another name, or `git switch {name}` to add to it"
        )


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Make of a description a branch's name that is not taken, nor a folder of names that are."""
    steps = (re.sub(r"[^a-z0-9]+", "-", step.lower()).strip("-") for step in wanted.split("/"))
    name = "/".join(filter(None, steps))[:_LONGEST_NAME].rstrip("-/") or "change"
    known = {each.lower() for each in taken}
    if any(_collide(name, each) for each in known - {name}):
        name = name.replace("/", "-")
    options = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(option for option in options if not any(_collide(option, each) for each in known))


def _collide(name: str, other: str) -> bool:
    return f"{name}/".startswith(f"{other}/") or f"{other}/".startswith(f"{name}/")


def _described(changes: Sequence[Change], paths: Sequence[str]) -> str:
    if len(changes) == 1:
        return f"{changes[0].record.id}-{changes[0].type}"
    agencies = {change.record.agency or "desk" for change in changes}
    if changes:
        return f"{agencies.pop() if len(agencies) == 1 else 'agencies'}/{len(changes)}-records-changed"
    if any(path.startswith(f"{SCHEMAS}/") for path in paths):
        return "schemas-changed"
    return "owners-changed" if OWNERS in paths else "layout-changed"


def _branches(root: Path, *places: str) -> list[str]:
    """Return the names of all branches, of the checkout and, as last seen, of its remotes."""
    refs = Git(root).run("for-each-ref", "--format=%(refname)", *(places or ("refs/heads", "refs/remotes")))
    names = refs.decode("utf-8", "backslashreplace").splitlines()
    return [re.sub(r"^refs/(heads|remotes/[^/]+)/", "", name) for name in names]


def _default_branch(git: Git, remote: str | None) -> str:
    place = f"refs/remotes/{remote}/"
    try:
        return git.run("symbolic-ref", "--quiet", f"{place}HEAD").decode("utf-8").strip().removeprefix(place)
    except FatalError:
        return ""


def _holds_new_owners(head: CommitTree, tree: Tree, outcome: RegisterSnapshot) -> bool:
    """Return whether the file of owners is another one than in the last commit, and just what is to stand there."""
    content = read_codeowners(tree)
    if content is None or content == read_codeowners(head):
        return False
    try:
        return content == create_codeowners(outcome).text.encode()
    except FatalError:
        return False


def _demand_finished(root: Path) -> None:
    names = [option for name in _UNFINISHED for option in ("--git-path", name)]
    places = Git(root).run("rev-parse", *names).decode("utf-8", "surrogateescape").splitlines()
    for place, what in zip(places, _UNFINISHED.values(), strict=True):
        if (root / place).exists():
            raise FatalError(
                f"a {what} is unfinished here; `git {what} --continue` ends it, `git {what} --abort` takes it back"
            )
