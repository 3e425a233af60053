"""May this person make this change? Decided from the base alone, before anything the change says is believed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from smregister.appointments.mandates import Mandate
from smregister.changes.diff import diff_with_readers
from smregister.model import Approver, Authorization, Denial
from smregister.repository.changed_paths import all_changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_base import Step, list_steps, merge_commits
from smregister.review.permissions import agency_at, find_change_denials, find_path_denial, granted
from smregister.review.policy import Policy
from smregister.review.signatures import unsigned_commits


def authorize_change(
    base: CommitTree,
    head: CommitTree,
    actor: int,
    approvers: Collection[int],
    day: date,
    merged: CommitTree | None = None,
) -> Authorization:
    """Return whether a person, known by the number that the forge gave, may bring head into base on a day.

    Judged is what a merge of the two changes in base (`merged`, made here if it is not given), and each
    commit by itself, which may be brought in one by one. Who may do what is read from base: whoever is of
    the desk, or has the approval of somebody who is, may change everything.
    Raises FatalError if a tree can't be read or the two can't be merged.
    """
    policy = Policy(base, day.isoformat())
    trusted = [mandate for mandate in policy.desk if mandate.user_id in (actor, *approvers)]
    # Read anew: what a comparison has told these trees of their own paths is the proposal's word.
    whole = Step(*(CommitTree(base.git, tree.name) for tree in (base, merged or merge_commits(base, head))))
    # With the desk's word only signatures are still looked at, and whose keys count follows from what is touched.
    commits = list_steps(base, head) if policy.requires_signatures or not trusted else []
    each = [step for step in commits if _names(step) != _names(whole)]
    held = _Authority(policy, actor, [_Change(step) for step in (whole, *each)])
    refused = set() if trusted else {*held.refused()}
    if policy.requires_signatures:
        mine = [mandate for mandate in (*policy.desk, *held.mandates) if mandate.user_id == actor]
        refused |= {*unsigned_commits(base, head, mine, policy.desk, day.isoformat())}
    words = tuple(dict.fromkeys(_words(mandate, actor) for mandate in trusted or held.acting))
    able = tuple(Approver(mandate.user_id, mandate.login, mandate.post) for mandate in policy.desk)
    return Authorization(words, tuple(sorted(refused, key=str)), able)


def _names(step: Step) -> tuple[str, str]:
    return step.before.name if step.before else "", step.after.name


class _Change:
    """What one step changes anywhere in the repository."""

    def __init__(self, step: Step) -> None:
        self.before, self.after = step
        self.paths = all_changed_paths(self.before, self.after) if self.before else []

    @property
    def agencies(self) -> set[str]:
        """Name the agencies whose folders it touches."""
        return {agency for path in self.paths if (agency := agency_at(path))}


class _Authority:
    """What a person holds of the agencies that some changes touch, and what of those lies outside it."""

    def __init__(self, policy: Policy, actor: int, changes: Sequence[_Change]) -> None:
        self._policy, self._changes = policy, changes
        agencies = sorted({agency for change in changes for agency in change.agencies})
        self._known = {agency: policy.mandates_of(actor, agency) for agency in agencies}
        in_force = {agency: policy.in_force(each) for agency, each in self._known.items()}
        self._agencies = {agency for agency, each in in_force.items() if each}
        self.mandates = [mandate for each in in_force.values() for mandate in each]
        self.acting = [each[0] for each in in_force.values() if each]

    def refused(self) -> Iterator[Denial]:
        """Return what somebody who acts for these agencies may not do."""
        for change in self._changes:
            if change.before is None:
                reason = "this commit begins a history of its own, so nobody can tell what it changes"
                yield Denial(f"commit {change.after.name[:12]}", (), reason)
            else:
                yield from self._refused_paths(change)
                yield from self._refused_records(change.before, change)
                yield from self._granted(change.before, change)

    def _refused_paths(self, change: _Change) -> Iterator[Denial]:
        mine = [path for path in change.paths if agency_at(path) in self._agencies]
        yield from (self._foreign(path) for path in change.paths if path not in mine)
        files = {file.path: file for file in change.after.files_at(mine)}
        found = (find_path_denial(self._policy.reader, path, files.get(path)) for path in mine)
        yield from (refusal for refusal in found if refusal)

    def _foreign(self, path: str) -> Denial:
        agency = agency_at(path)
        if agency is None:
            return Denial(path, (), "this belongs to the desk")
        return Denial(path, (), f"this belongs to {agency}, {self._without_mandate(agency)}")

    def _without_mandate(self, agency: str) -> str:
        """Return why the person may not act for an agency."""
        if not self._known[agency]:
            return "for which you have no appointment"
        if not self._policy.exists(agency):
            return "which is closed, or whose own record is missing or faulty"
        last = max(self._known[agency], key=lambda mandate: mandate.dates.start or "")
        start, end = last.dates
        until = f"to {end}" if end else "on"
        return f"for which letter {last.letter} is not in force: it holds from {start} {until}"

    def _refused_records(self, before: CommitTree, change: _Change) -> Iterator[Denial]:
        """Return the denials of changes to records that only the desk may make."""
        paths = [path for path in change.paths if agency_at(path)]
        reader = self._policy.reader
        difference = diff_with_readers(reader, reader, paths, before, change.after)
        yield from find_change_denials(difference.changes, reader.kinds)
        for found in difference.findings:
            yield Denial(found.path, (), "this can't be read, so nobody can tell what the change does to it")

    def _granted(self, before: CommitTree, change: _Change) -> Iterator[Denial]:
        # Whoever acts for an agency does so by an appointment, so there is such a kind.
        for agency in sorted(change.agencies & self._agencies):
            kind = self._policy.reader.kinds["appointment"]
            old = self._policy.mandates_in(before, agency)
            believed = self._policy.mandates_in(before, agency, believing=True)
            untouched = [each for each in believed if kind.path_template.path(each.record) not in change.paths]
            for believing in (False, True):
                new = self._policy.mandates_in(change.after, agency, believing=believing)
                yield from granted(old, new, kind, untouched)


def _words(mandate: Mandate, actor: int) -> str:
    if mandate.agency is not None:
        return f"acting under letter {mandate.letter}, in force, for {mandate.agency}"
    return f"{'acting as' if mandate.user_id == actor else 'approved by'} a member of the desk: {mandate.post}"
