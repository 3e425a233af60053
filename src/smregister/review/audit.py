"""Audit of the main line: was each landed change allowed by the policy of its parent?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Denial
from smregister.repository.cache import Cache, Name, Plain
from smregister.repository.changed_paths import LandedChange, changes_on_main_line
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit, list_commits
from smregister.repository.git import Git
from smregister.repository.merge_methods import Step
from smregister.repository.signers import key_fingerprint, signing_keys
from smregister.repository.tree import REGISTER
from smregister.review.authority import Authority, StepChange, describe_authority
from smregister.review.identities import Identity
from smregister.review.policy import Policy


class AuditResult(StrEnum):
    """Whether a landed change was allowed."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "not allowed"
    UNKNOWN_AUTHOR = "unknown author"


class AuditEntry(NamedTuple):
    """A landed change: who made and approved it, on which day, by which letters, and why it was not allowed."""

    commit: Commit
    day: str
    identity: Identity
    result: AuditResult
    authority: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


class Auditor:
    """Audits commits of one main line; results are cached by commit.

    `day` is the last day that counts: a commit that claims a later one landed on it. `zone` is the register's.
    """

    def __init__(self, git: Git, cache: Cache, identities: Mapping[str, Identity], day: str, zone: tzinfo) -> None:
        self._git, self._cache, self._identities = git, cache, identities
        self._today, self._zone = day, zone
        self._policy: Policy | None = None
        self._policy_at = ""
        self._founded: bool | None = None

    def audit(self, commits: Sequence[Commit]) -> list[AuditEntry]:
        """Return an entry for each commit of a main line, given from the oldest on.

        The committer's time counts, which a pusher may choose, but never a day before that of an earlier commit.
        """
        days = accumulate((min(str(commit.at(self._zone).date()), self._today) for commit in commits), max)
        names = {commit: self._name(commit, day) for commit, day in zip(commits, days, strict=True)}
        stored = self._cache.get([*names.values()])
        missing = [commit for commit, name in names.items() if name not in stored]
        new = {names[entry.commit]: _to_plain(entry) for entry in self._compute(missing, names)}
        self._cache.put(new)
        return [_to_entry(commit, name[1], (stored | new)[name]) for commit, name in names.items()]

    def audit_known(self, commits: Sequence[Commit]) -> list[AuditEntry]:
        """Return the entries of those commits of a main line whose authors are known."""
        signed = signing_keys(self._git, [commit.id for commit in commits if commit.id not in self._identities])
        known = [commit for commit in commits if commit.id in self._identities or commit.id in signed]
        return [entry for entry in self.audit(known) if entry.result is not AuditResult.UNKNOWN_AUTHOR]

    def _name(self, commit: Commit, day: str) -> Name:
        """Return all that an entry depends on."""
        return ("audit", day, commit.id, repr(self._identities.get(commit.id)))

    def _compute(self, commits: Sequence[Commit], names: Mapping[Commit, Name]) -> Iterator[AuditEntry]:
        keys = signing_keys(self._git, [commit.id for commit in commits])
        for change in changes_on_main_line(self._git, commits):
            day, key = names[change.commit][1], keys.get(change.commit.id)
            policy = self._policy_of(change.before, day) if change.before else None
            yield self._audit_change(change, policy, day, key)
            self._advance(policy, change, day)

    def _audit_change(self, change: LandedChange, policy: Policy | None, day: str, key: str | None) -> AuditEntry:
        identity = self._identities.get(change.commit.id, Identity(None))
        if change.before is None:
            return AuditEntry(change.commit, day, identity, AuditResult.ALLOWED, ("the first commit",))
        had_desk = self._had_desk(change.before, policy)
        if policy is None or not policy.has_desk:
            if had_desk:
                reasons = ("the register before this change does not say who the desk is",)
                return AuditEntry(change.commit, day, identity, AuditResult.NOT_ALLOWED, (), reasons)
            return AuditEntry(change.commit, day, identity, AuditResult.ALLOWED, ("the register had no desk yet",))
        step = StepChange(Step(change.before, change.after), change.paths)
        return _judge(policy, step, change.commit, day, _add_signer(identity, policy, step, key, day))

    def _policy_of(self, before: CommitTree, day: str) -> Policy | None:
        """Return the policy of a tree on a day; None if it is unreadable."""
        try:
            if self._policy and self._policy_at == before.name:
                return self._policy.advance(before, day, ())
            return Policy(before, day)
        except FatalError:
            return None

    def _advance(self, policy: Policy | None, change: LandedChange, day: str) -> None:
        """Make the policy that of the change's result, without reading what stayed the same."""
        try:
            self._policy = policy and policy.advance(change.after, day, change.paths)
        except FatalError:
            self._policy = None
        self._policy_at = change.after.name

    def _had_desk(self, before: CommitTree, policy: Policy | None) -> bool:
        """Return whether the register ever had a desk, up to the tree of a policy."""
        if policy and policy.has_desk:
            self._founded = True
        elif self._founded is None:
            earlier = list_commits(self._git, "--first-parent", before.name, "--", REGISTER)
            policies = (self._policy_of(CommitTree(self._git, commit.id), self._today) for commit in earlier)
            self._founded = any(other.has_desk for other in policies if other)
        return bool(self._founded)


def _add_signer(identity: Identity, policy: Policy, step: StepChange, key: str | None, day: str) -> Identity:
    """Return an identity with the signer: the author if none is known, else one who approved."""
    signer = _find_signer(policy, step, key, day) if key else None
    if signer is None or signer == identity.author:
        return identity
    if identity.author is None:
        return identity._replace(author=signer)
    return identity._replace(approvers=(*identity.approvers, signer))


def _find_signer(policy: Policy, step: StepChange, fingerprint: str, day: str) -> int | None:
    """Return the user whose key in force has a fingerprint: of the desk, else of an agency that the step changes."""
    officers = (mandate for agency in sorted(step.agencies) for mandate in policy.mandates_at(agency))
    for mandate in (*policy.desk, *policy.in_force(officers)):
        for key in mandate.keys:
            if key.dates.contains(day) and key_fingerprint(key.key) == fingerprint:
                return mandate.user_id
    return None


def _judge(policy: Policy, step: StepChange, commit: Commit, day: str, identity: Identity) -> AuditEntry:
    if identity.author is None:
        return AuditEntry(commit, day, identity, AuditResult.UNKNOWN_AUTHOR)
    author = identity.author
    trusted = [mandate for mandate in policy.desk if mandate.user_id in (author, *identity.approvers)]
    authority = Authority(policy, author, [step])
    reasons = () if trusted else tuple(_describe(denial) for denial in sorted({*authority.find_denials()}, key=str))
    letters = dict.fromkeys(describe_authority(mandate, author) for mandate in trusted or authority.acting)
    result = AuditResult.NOT_ALLOWED if reasons else AuditResult.ALLOWED
    return AuditEntry(commit, day, identity, result, tuple(letters), reasons)


def _describe(denial: Denial) -> str:
    return f"{denial.path}: {denial.reason}"


def _to_plain(entry: AuditEntry) -> Plain:
    return (*entry.identity, entry.result.value, entry.authority, entry.reasons)


def _to_entry(commit: Commit, day: str, plain: Plain) -> AuditEntry:
    author, approvers, request, result, authority, reasons = plain
    return AuditEntry(commit, day, Identity(author, approvers, request), AuditResult(result), authority, reasons)
