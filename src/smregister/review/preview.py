"""Preview of a proposal: what conflicts with its base, and who must approve it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from smregister.appointments.mandates import Mandate
from smregister.appointments.roles import Right
from smregister.changes.merge.records import MergeResult, merge_texts
from smregister.model import Authorization, Denial
from smregister.repository.changed_paths import all_changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_base import find_conflicts, merge_base, merge_commits
from smregister.repository.tree import REGISTRY, Mode, Tree, agency_at
from smregister.review.authority import find_denials_between
from smregister.review.authorization import authorize_change
from smregister.review.permissions import Permissions
from smregister.review.policy import Policy

NEEDS_SIGNATURE = "signature"


class Conflict(NamedTuple):
    """A file that a merge by line can't join; `merge` is that by field, None without a record on each side."""

    path: str
    merge: MergeResult | None

    @property
    def is_joined(self) -> bool:
        """Return whether the merge driver joins the two sides."""
        return self.merge is not None and self.merge.is_clean


class Preview(NamedTuple):
    """What conflicts with the base, and whether the desk must approve.

    With conflicts, the authorization is by the rules of the commit where the proposal left the base.
    """

    conflicts: tuple[Conflict, ...]
    authorization: Authorization


def preview_change(base: CommitTree, head: CommitTree, actor: int | None, day: date) -> Preview:
    """Preview a proposal of a user, by the forge's user id; of any officer if it is None.

    Signatures are not asked for. Raises FatalError if a tree can't be read.
    """
    fork = merge_base(base, head)
    paths = find_conflicts(base, head) if fork.name not in (base.name, head.name) else []
    conflicts = tuple(_find_conflicts(paths, fork, base, head))
    start = fork if conflicts else base
    if actor is None:
        return Preview(conflicts, _authorize_any_officer(start, head, day))
    authorization = authorize_change(start, head, actor, (), day)
    denials = tuple(denial for denial in authorization.denials if denial.needs != NEEDS_SIGNATURE)
    return Preview(conflicts, Authorization(authorization.authority, denials, authorization.approvers))


def _find_conflicts(paths: Sequence[str], fork: CommitTree, base: CommitTree, head: CommitTree) -> Iterator[Conflict]:
    prefix = base.git.prefix
    local = [path.removeprefix(prefix) for path in paths]
    old, ours, theirs = (
        {file.path: file.read() for file in tree.files_at(local) if file.mode is Mode.PLAIN}
        for tree in (fork, head, base)
    )
    for path in local:
        is_record = path.startswith(f"{REGISTRY}/") and path.endswith(".yaml")
        both = is_record and path in ours and path in theirs
        yield Conflict(path, merge_texts(old.get(path, b""), ours[path], theirs[path]) if both else None)


def _authorize_any_officer(base: CommitTree, head: CommitTree, day: date) -> Authorization:
    """Return what no officer's letter allows, and who can approve it."""
    policy, merged = Policy(base, day.isoformat()), merge_commits(base, head)
    denials = find_desk_matters(policy, base, merged, all_changed_paths(base, merged))
    return Authorization((), tuple(denials), policy.approvers)


def find_desk_matters(policy: Policy, before: Tree, after: Tree, paths: Sequence[str]) -> list[Denial]:
    """Return the changes at some paths that no officer's letter allows, whatever the role and the accounts."""
    agencies = sorted({agency for path in paths if (agency := agency_at(path))})
    mandates = [Mandate(0, agency, "", rights=tuple(Right), accounts=None) for agency in agencies]
    permissions = Permissions(mandates, policy.reader, policy)
    foreign = [Denial(path, (), "this belongs to the desk") for path in paths if not agency_at(path)]
    return [*find_denials_between(policy, permissions, paths, (before, after), foreign)]
