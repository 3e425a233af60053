"""May this person make this change? Decided from the base alone, before anything the change says is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.changes.diff import compare_by
from smregister.changes.policy import Policy
from smregister.changes.rights import Refusal, agency_at, granted, refused_changes, refused_path
from smregister.changes.signatures import unsigned_commits
from smregister.trees import every_changed_path, merge_base

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from smregister.mandates import Mandate
    from smregister.trees import CommitTree


@dataclass(frozen=True, slots=True)
class Authorisation:
    """The answer: by which authority, what of the change lies outside it, and who of the desk could approve that."""

    authority: tuple[str, ...]
    refused: tuple[Refusal, ...]
    desk: tuple[Mandate, ...]

    @property
    def allowed(self) -> bool:
        """Say whether the whole change may be made."""
        return not self.refused


def authorise(base: CommitTree, head: CommitTree, actor: int, approvers: Collection[int], day: date) -> Authorisation:
    """Say whether a person, known by the number that the forge gave, may make the change from base to head on a day.

    The change is what head did since it left base; who may do what is read from base. Whoever is of the
    desk, or has the approval of somebody who is, may change everything.
    Raises FatalError if a tree can't be read, or no change can be seen between them.
    """
    return _Case(Policy(base, day.isoformat()), base, head, actor).answer(approvers, day.isoformat())


class _Case:
    """One person's change, held against what the base says of that person."""

    def __init__(self, policy: Policy, base: CommitTree, head: CommitTree, actor: int) -> None:
        self._policy, self._base, self._head, self._actor = policy, base, head, actor
        self._fork = merge_base(base, head)
        self._paths = every_changed_path(self._fork, head)
        agencies = sorted({agency for agency in map(agency_at, self._paths) if agency})
        self._mandates = {agency: policy.mandates_of(actor, agency) for agency in agencies}

    def answer(self, approvers: Collection[int], day: str) -> Authorisation:
        desk = self._policy.desk
        trusted = [mandate for mandate in desk if mandate.user_id in (self._actor, *approvers)]
        held = [
            mandate for each in self._mandates.values() for mandate in each[:1] if self._policy.is_in_force(mandate)
        ]
        refused = set() if trusted else {*self._refused({str(mandate.agency) for mandate in held})}
        if self._policy.wants_signatures:
            mine = [mandate for mandate in (*desk, *held) if mandate.user_id == self._actor]
            refused |= {*unsigned_commits(self._base, self._head, mine, desk, day)} if mine else set()
        words = tuple(_words(mandate, self._actor) for mandate in trusted or held)
        return Authorisation(words, tuple(sorted(refused, key=str)), desk)

    def _refused(self, agencies: Collection[str]) -> Iterator[Refusal]:
        """Give what of the change somebody who acts for some agencies may not do."""
        mine = [path for path in self._paths if agency_at(path) in agencies]
        yield from (self._foreign(path) for path in self._paths if path not in mine)
        files = {file.path: file for file in self._head.at(mine)}
        found = (refused_path(self._policy.reader, path, files.get(path)) for path in mine)
        yield from (refusal for refusal in found if refusal)
        yield from self._refused_records()
        yield from self._granted(agencies)

    def _foreign(self, path: str) -> Refusal:
        agency = agency_at(path)
        if agency is None:
            return Refusal(path, (), "this belongs to the desk")
        return Refusal(path, (), f"this belongs to {agency}, {_without_mandate(self._mandates[agency])}")

    def _refused_records(self) -> Iterator[Refusal]:
        """Give what the desk alone may do to records, whosever they are: whether they moved is seen only among all."""
        kinds = self._policy.reader.kinds
        paths = [path for path in self._paths if agency_at(path)]
        difference = compare_by(kinds, kinds, paths, self._fork, self._head)
        yield from refused_changes(difference.changes, kinds)
        for found in difference.findings:
            yield Refusal(found.path, (), "this can't be read, so nobody can tell what the change does to it")

    def _granted(self, agencies: Collection[str]) -> Iterator[Refusal]:
        appointment = self._policy.reader.kinds["appointment"]
        for agency in sorted(agencies):
            before = self._policy.mandates_in(self._fork, agency)
            after = self._policy.mandates_in(self._head, agency, believing=True)
            yield from granted(before, after, appointment)


def _words(mandate: Mandate, actor: int) -> str:
    if mandate.agency is not None:
        return f"acting under letter {mandate.letter}, in force, for {mandate.agency}"
    return f"{'acting as' if mandate.user_id == actor else 'approved by'} a member of the desk: {mandate.post}"


def _without_mandate(mandates: Sequence[Mandate]) -> str:
    """Say why a person may not act for an agency, by the mandates that are not in force."""
    if not mandates:
        return "for which you have no appointment"
    last = max(mandates, key=lambda mandate: mandate.since)
    return f"for which letter {last.letter} is not in force: it holds from {last.since} to {last.until or 'its end'}"
