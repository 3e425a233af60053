"""Authorization of a change by the rules of its base alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from smregister.appointments.mandates import Mandate, officer_mandates
from smregister.changes.diff import diff_with_readers
from smregister.model import Approver, Authorization, Denial
from smregister.repository.changed_paths import all_changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_base import Step, list_steps, merge_commits
from smregister.review.permissions import agency_at, find_change_denials, find_new_mandates, find_path_denial
from smregister.review.policy import Policy, valid_mandates
from smregister.review.signatures import find_unsigned_commits


def authorize_change(
    base: CommitTree,
    head: CommitTree,
    actor: int,
    approvers: Collection[int],
    day: date,
    merged: CommitTree | None = None,
) -> Authorization:
    """Authorize a user, by the forge's user id, to merge head into base on a day.

    Checks the merge of the two (`merged`, created here by default) and each commit: a forge may merge one by one.
    Permissions are read from base. The desk's members and those with their approval may change everything.
    Raises FatalError if a tree can't be read or the two can't be merged.
    """
    policy = Policy(base, day.isoformat())
    trusted = [mandate for mandate in policy.desk if mandate.user_id in (actor, *approvers)]
    # New trees: the caller's may hold paths that the pull request itself supplied.
    whole = Step(*(CommitTree(base.git, tree.name) for tree in (base, merged or merge_commits(base, head))))
    # A change that the desk approves still needs signatures, by the keys of the agencies that it touches.
    commits = list_steps(base, head) if policy.requires_signatures or not trusted else []
    single = [step for step in commits if _names(step) != _names(whole)]
    authority = _Authority(policy, actor, [_StepChange(step) for step in (whole, *single)])
    denials = set() if trusted else {*authority.find_denials()}
    if policy.requires_signatures:
        own = [mandate for mandate in (*policy.desk, *authority.mandates) if mandate.user_id == actor]
        denials |= {*find_unsigned_commits(base, head, own, policy.desk, day.isoformat())}
    reasons = dict.fromkeys(_describe_authority(mandate, actor) for mandate in trusted or authority.acting)
    able = tuple(Approver(mandate.user_id, mandate.login, mandate.post) for mandate in policy.desk)
    return Authorization(tuple(reasons), tuple(sorted(denials, key=str)), able)


def _names(step: Step) -> tuple[str, str]:
    return step.before.name if step.before else "", step.after.name


class _StepChange:
    """The paths that one step changes anywhere in the repository."""

    def __init__(self, step: Step) -> None:
        self.before, self.after = step
        self.paths = all_changed_paths(self.before, self.after) if self.before else []
        self.agencies = {agency for path in self.paths if (agency := agency_at(path))}


class _Authority:
    """A user's mandates for changed agencies, and the changes outside them."""

    def __init__(self, policy: Policy, actor: int, changes: Sequence[_StepChange]) -> None:
        self._policy, self._changes = policy, changes
        agencies = sorted({agency for change in changes for agency in change.agencies})
        self._all_mandates = {agency: policy.mandates_of(actor, agency) for agency in agencies}
        in_force = {agency: policy.in_force(mandates) for agency, mandates in self._all_mandates.items()}
        self._agencies = {agency for agency, mandates in in_force.items() if mandates}
        self.mandates = [mandate for mandates in in_force.values() for mandate in mandates]
        self.acting = [mandates[0] for mandates in in_force.values() if mandates]

    def find_denials(self) -> Iterator[Denial]:
        """Yield the changes outside the user's mandates."""
        for change in self._changes:
            if change.before is None:
                reason = "this commit has no parent, so its changes are unknown"
                yield Denial(f"commit {change.after.name[:12]}", (), reason)
            else:
                yield from self._find_path_denials(change)
                yield from self._find_record_denials(change.before, change)
                yield from self._find_new_mandates(change.before, change)

    def _find_path_denials(self, change: _StepChange) -> Iterator[Denial]:
        own = [path for path in change.paths if agency_at(path) in self._agencies]
        yield from (self._deny_foreign(path) for path in change.paths if path not in own)
        files = {file.path: file for file in change.after.files_at(own)}
        denials = (find_path_denial(self._policy.reader, path, files.get(path)) for path in own)
        yield from filter(None, denials)

    def _deny_foreign(self, path: str) -> Denial:
        agency = agency_at(path)
        if agency is None:
            return Denial(path, (), "this belongs to the desk")
        return Denial(path, (), f"this belongs to {agency}, {self._explain_no_mandate(agency)}")

    def _explain_no_mandate(self, agency: str) -> str:
        if not self._all_mandates[agency]:
            return "for which you have no appointment"
        if not self._policy.is_active(agency):
            return "which is closed, or whose own record is missing or invalid"
        last = max(self._all_mandates[agency], key=lambda mandate: mandate.dates.start or "")
        start, end = last.dates
        until = f"to {end}" if end else "onward"
        return f"for which letter {last.letter} is not in force: its dates are {start} {until}"

    def _find_record_denials(self, before: CommitTree, change: _StepChange) -> Iterator[Denial]:
        paths = [path for path in change.paths if agency_at(path)]
        reader = self._policy.reader
        difference = diff_with_readers(reader, reader, paths, before, change.after)
        yield from find_change_denials(difference.changes, reader.kinds)
        for finding in difference.findings:
            yield Denial(finding.path, (), "this can't be read, so its change is unknown")

    def _find_new_mandates(self, before: CommitTree, change: _StepChange) -> Iterator[Denial]:
        # A mandate comes from an appointment, so the kind exists if there are agencies here.
        for agency in sorted(change.agencies & self._agencies):
            kind = self._policy.reader.kinds["appointment"]
            old, new = (self._policy.appointments_in(tree, agency) for tree in (before, change.after))
            untouched = [
                mandate
                for mandate in officer_mandates(old)
                if kind.path_template.path(mandate.record) not in change.paths
            ]
            for mandates in (valid_mandates(new), [*officer_mandates(new)]):
                yield from find_new_mandates(valid_mandates(old), mandates, kind, untouched)


def _describe_authority(mandate: Mandate, actor: int) -> str:
    if mandate.agency is not None:
        return f"acting under letter {mandate.letter}, in force, for {mandate.agency}"
    return f"{'acting as' if mandate.user_id == actor else 'approved by'} a member of the desk: {mandate.post}"
