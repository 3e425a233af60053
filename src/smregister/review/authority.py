"""Authority of a user over the changes of a proposal, by mandates of the base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smregister.appointments.mandates import Mandate
from smregister.changes.diff import diff_with_readers
from smregister.model import Denial, Difference
from smregister.repository.changed_paths import all_changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_methods import Step
from smregister.repository.tree import Tree, agency_at
from smregister.review.handle_denials import find_handle_denials
from smregister.review.official_denials import find_official_denials
from smregister.review.permissions import Permissions, find_mandate_changes
from smregister.review.policy import Policy


class StepChange:
    """The paths that one step changes anywhere in the repository."""

    def __init__(self, step: Step, paths: Sequence[str] | None = None) -> None:
        self.before, self.after = step.before, step.after
        self.paths = all_changed_paths(self.before, self.after) if self.before and paths is None else paths or ()
        self.agencies = {agency for path in self.paths if (agency := agency_at(path))}


class Authority:
    """A user's mandates for changed agencies, and the changes outside them."""

    def __init__(self, policy: Policy, actor: int, changes: Sequence[StepChange]) -> None:
        self._policy, self._changes = policy, changes
        agencies = sorted({agency for change in changes for agency in change.agencies})
        self._all_mandates = {agency: policy.mandates_of(actor, agency) for agency in agencies}
        in_force = {agency: policy.in_force(mandates) for agency, mandates in self._all_mandates.items()}
        self._agencies = {agency for agency, mandates in in_force.items() if mandates}
        self.mandates = [mandate for mandates in in_force.values() for mandate in mandates]
        self.acting = [mandates[0] for mandates in in_force.values() if mandates]
        self._permissions = Permissions(self.mandates, policy.reader, policy)

    def find_denials(self) -> Iterator[Denial]:
        """Yield the changes outside the user's mandates."""
        for change in self._changes:
            if change.before is None:
                reason = "this commit has no parent, so its changes are unknown"
                yield Denial(f"commit {change.after.name[:12]}", (), reason)
            else:
                foreign = [self._deny_foreign(path) for path in change.paths if agency_at(path) not in self._agencies]
                trees = change.before, change.after
                yield from find_denials_between(self._policy, self._permissions, change.paths, trees, foreign)
                yield from self._find_mandate_changes(change.before, change)

    def _deny_foreign(self, path: str) -> Denial:
        agency = agency_at(path)
        if agency is None:
            return Denial(path, (), "this belongs to the desk")
        return Denial(path, (), f"this belongs to {agency}, {self._explain_no_mandate(agency)}")

    def _explain_no_mandate(self, agency: str) -> str:
        if not self._all_mandates[agency]:
            return "for which the author has no appointment"
        if not self._policy.is_active(agency):
            return "which is closed, or whose own record is missing or invalid"
        last = max(self._all_mandates[agency], key=lambda mandate: mandate.dates.start or "")
        start, end = last.dates
        until = f"to {end}" if end else "onward"
        return f"for which letter {last.letter} is not in force: its dates are {start} {until}"

    def _find_mandate_changes(self, before: CommitTree, change: StepChange) -> Iterator[Denial]:
        # A mandate comes from an appointment, so the kind exists if there are agencies here.
        for agency in sorted(change.agencies & self._agencies):
            if not any(path.startswith(self._policy.letters_folder(agency)) for path in change.paths):
                continue
            old, new = (self._policy.mandates_in(tree, agency) for tree in (before, change.after))
            yield from find_mandate_changes(old, new, self._policy.reader.kinds["appointment"])


def describe_authority(mandate: Mandate, actor: int) -> str:
    """Return in words by which letter or post a user acts."""
    if mandate.agency is not None:
        return f"acting under letter {mandate.letter}, in force, for {mandate.agency}"
    return f"{'acting as' if mandate.user_id == actor else 'approved by'} a member of the desk: {mandate.post}"


def find_denials_between(
    policy: Policy, permissions: Permissions, paths: Sequence[str], trees: tuple[Tree, Tree], foreign: Sequence[Denial]
) -> Iterator[Denial]:
    """Yield what permissions do not allow at some paths between two trees.

    `foreign` are the denials of whole paths that are none of an agency's own; a denied path has one denial.
    """
    others = {denial.path for denial in foreign}
    own = [path for path in paths if path not in others]
    files = {file.path: file for file in trees[1].files_at(own)}
    denials = [*foreign, *filter(None, (permissions.find_path_denial(path, files.get(path)) for path in own))]
    yield from denials
    denied = {denial.path for denial in denials}
    in_agencies = [path for path in paths if agency_at(path)]
    found = _find_record_denials(policy, permissions, in_agencies, trees)
    yield from (denial for denial in found if denial.path not in denied)


def _find_record_denials(
    policy: Policy, permissions: Permissions, paths: Sequence[str], trees: tuple[Tree, Tree]
) -> Iterator[Denial]:
    difference = diff_with_readers(policy.reader, policy.reader, paths, *trees)
    found = [*permissions.find_change_denials(difference.changes)]
    found += find_handle_denials(policy, difference.changes, found)
    yield from (*found, *find_official_denials(policy, difference.changes, found))
    unread = {finding.path for finding in difference.findings}
    texts = [path for path in paths if path not in unread]
    yield from permissions.find_text_denials(texts, difference.changes, *trees)
    for finding in difference.findings:
        yield Denial(finding.path, (), "this can't be read, so its change is unknown")
    yield from _find_unknown_changes(policy, difference, paths, trees)


def _find_unknown_changes(
    policy: Policy, difference: Difference, paths: Sequence[str], trees: tuple[Tree, Tree]
) -> Iterator[Denial]:
    """Yield the records that came or went without being part of the comparison."""
    records = (record for part in difference.changes for record in (part.before, part.after) if record)
    compared = {*(record.path for record in records), *(finding.path for finding in difference.findings)}
    left = [path for path in paths if path not in compared and policy.reader.kind_at(path)]
    sides = [{file.path for file in tree.files_at(left)} for tree in trees]
    # A record in both, equal but for its layout and comments, has no change.
    unknown = (path for path in left if not all(path in side for side in sides))
    yield from (Denial(path, (), "its change is unknown") for path in unknown)
