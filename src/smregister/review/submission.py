"""Submission of a work tree's changes: content, base branch and new branch."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

from smregister.changes.diff import diff
from smregister.changes.public import redact_changes
from smregister.editing.format import format_records_at
from smregister.errors import FatalError
from smregister.model import Change, Difference, ValidationResult
from smregister.records.slugs import LONGEST_NAME, slug
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.branches import Branches
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git, find_git_files
from smregister.repository.merge_base import merge_base
from smregister.repository.open import open_commit
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.own_settings import without_filters
from smregister.repository.tree import SCHEMAS, Tree
from smregister.review.codeowners import CODEOWNERS, create_codeowners, names_officers, read_codeowners
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
    """The formatted changes of a work tree, and those of its branch.

    `paths` are the files to commit, `contents` the formatted ones, `format_errors` why others can't be formatted.
    """

    base: RegisterSnapshot
    head: RegisterSnapshot
    outcome: RegisterSnapshot
    contents: Mapping[str, bytes]
    paths: tuple[str, ...]
    format_errors: dict[str, str]

    def validate(self) -> ValidationResult:
        """Validate all changes since the base."""
        return validate_change(self.base, self.outcome)

    @cached_property
    def difference(self) -> Difference:
        """Return the semantic diff of the next commit."""
        return diff(self.head, self.outcome)

    @property
    def head_commit(self) -> CommitTree:
        """Return the last commit."""
        assert isinstance(self.head.tree, CommitTree), "a submission starts at a commit"  # noqa: S101
        return self.head.tree

    @property
    def other_files(self) -> set[str]:
        """Return the changed files without a record: schemas, owners, layout."""
        records = self.difference.paths
        paths = [path for path in self.paths if path not in records]
        trees = self.head.tree, self.outcome.tree
        before, after = ({file.path: (file.mode, file.read()) for file in tree.files_at(paths)} for tree in trees)
        return {path for path in paths if before.get(path) != after.get(path)}

    @property
    def public_changes(self) -> list[Change]:
        """Return the changes of the next commit with private values redacted."""
        return redact_changes(self.difference.changes, [self.head.kinds, self.outcome.kinds])

    @property
    def has_changes(self) -> bool:
        """Return whether there is anything to commit."""
        return bool(self.difference.changes or self.other_files)

    @property
    def is_empty(self) -> bool:
        """Return whether the base has everything already."""
        return not self.has_changes and self.base.tree.name == self.head.tree.name

    def choose_branch(self, subject: str, branches: Collection[str]) -> str:
        """Return the name of a new branch beside others, derived from the subject or else the changes."""
        description = slug(subject[:LONGEST_NAME].partition("\n")[0])
        description = description or _describe_changes(diff(self.base, self.outcome).changes, self.paths)
        return choose_branch(description, branches)


def prepare_submission(snapshot: RegisterSnapshot, base: CommitTree) -> Submission:
    """Prepare the changes of a work tree's register and schemas since its last commit.

    CODEOWNERS is included if it is what `codeowners` writes.
    Raises FatalError if a merge is unfinished, or there is no commit yet.
    """
    root, tree = snapshot.root, snapshot.tree
    _require_finished(root)
    head = CommitTree(base.git, base.git.resolve_commit("HEAD"))
    paths = changed_paths(root, head, tree)
    contents, format_errors = format_records_at(tree, paths)
    outcome = snapshot.propose(contents)
    if isinstance(outcome.tree, OverlayTree):
        # The differences are found at the paths that are committed.
        outcome.tree.base_changes[head.name] = [*paths]
    if _has_new_owners(head, tree, outcome):
        paths.append(CODEOWNERS)
    fork, last = (RegisterSnapshot(commit, snapshot.day) for commit in (merge_base(base, head), head))
    return Submission(fork, last, outcome, contents, tuple(paths), format_errors)


def current_branch(root: Path) -> str:
    """Return a checkout's branch, or empty; raise FatalError without a commit."""
    open_commit(root, "HEAD")
    return _symbolic_ref(Git(root), "--short", "HEAD")


def find_base(root: Path, remote: str | None) -> tuple[str, CommitTree]:
    """Return the default branch as last fetched, else main; raise FatalError if none."""
    git, namespace = Git(root), f"refs/remotes/{remote}/"
    default = _symbolic_ref(git, f"{namespace}HEAD").removeprefix(namespace) if remote else ""
    names = [*filter(None, (default, "main", "master"))]
    refs = [(name, f"{namespace}{name}") for name in names if remote]
    refs += [(name, f"refs/heads/{name}") for name in names]
    for name, ref in refs:
        [commit] = git.resolve([f"{ref}^{{commit}}"])
        if commit:
            return name, CommitTree(git, commit)
    cure = f"run `git remote set-head {remote} --auto`" if remote else "run `git branch main`"
    raise FatalError(f"the branch to merge into is unknown: there is no main or master; {cure}")


def find_other_changes(root: Path, submitted: Collection[str]) -> list[str]:
    """Return the changed files outside the register, which are not submitted."""
    paths = ("--", ".", ":(exclude)registry", f":(exclude){SCHEMAS}")
    options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
    rows = without_filters(Git(root)).list_paths("status", *options, *paths, patterns=True)
    return [row[3:] for row in rows if row[3:] not in submitted]


def require_new_branch(branches: Branches, remote: str | None, name: str, into: str) -> None:
    """Raise FatalError if a name is invalid for a new branch, the base, or taken here or on a remote."""
    if name == into:
        raise FatalError(f"`{name}` only takes approved changes; leave --branch out, or name another branch")
    try:
        branches.git.run("check-ref-format", f"refs/heads/{name}")
    except FatalError as error:
        raise FatalError(f"`{name}` is not a valid branch name; use a-z, 0-9, hyphens and slashes") from error
    if name.startswith("-") or name == "HEAD":
        raise FatalError(f"`{name}` is not a valid branch name; begin with a letter")
    if remote and branches.tip(remote, name):
        raise FatalError(f"{remote} has a branch `{name}` already; choose another name")
    if branches.tip(None, name):
        raise FatalError(
            f"the branch `{name}` already exists; choose another name, or add to it after `git switch {name}`"
        )


def choose_branch(description: str, branches: Collection[str]) -> str:
    """Return a valid new branch name for a description."""
    steps = (re.sub(r"[^a-z0-9]+", "-", step.lower()).strip("-") for step in description.split("/"))
    name = "/".join(filter(None, steps))[:_LONGEST_NAME].rstrip("-/") or "change"
    existing = {branch.lower() for branch in branches}
    if any(_collide(name, branch) for branch in existing - {name}):
        name = name.replace("/", "-")
    options = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(option for option in options if not any(_collide(option, branch) for branch in existing))


def _collide(name: str, other: str) -> bool:
    """Return whether two branches are the same, or one is a folder of the other."""
    return f"{name}/".startswith(f"{other}/") or f"{other}/".startswith(f"{name}/")


def _describe_changes(changes: Sequence[Change], paths: Sequence[str]) -> str:
    if len(changes) == 1:
        return f"{changes[0].record.id}-{changes[0].type}"
    agencies = {change.record.agency or "desk" for change in changes}
    if changes:
        return f"{agencies.pop() if len(agencies) == 1 else 'agencies'}/{len(changes)}-records-changed"
    if any(path.startswith(f"{SCHEMAS}/") for path in paths):
        return "schemas-changed"
    return "owners-changed" if CODEOWNERS in paths else "layout-changed"


def _symbolic_ref(git: Git, *arguments: str) -> str:
    """Return the target of a symbolic reference; empty if there is none."""
    try:
        return git.run("symbolic-ref", "--quiet", *arguments).decode("utf-8", "backslashreplace").strip()
    except FatalError:
        return ""


def _has_new_owners(head: CommitTree, tree: Tree, outcome: RegisterSnapshot) -> bool:
    """Return whether CODEOWNERS has changed and is what `codeowners` writes."""
    content = read_codeowners(tree)
    if content is None or content == read_codeowners(head):
        return False
    try:
        return content == create_codeowners(outcome, with_officers=names_officers(content)).text.encode()
    except FatalError:
        return False


def _require_finished(root: Path) -> None:
    for path, command in zip(find_git_files(Git(root), *_UNFINISHED), _UNFINISHED.values(), strict=True):
        if path.exists():
            raise FatalError(
                f"a {command} is unfinished here; finish it with `git {command} --continue`, "
                f"or cancel it with `git {command} --abort`"
            )
