"""Audit of the main line: was each landed change allowed by the policy of its parent?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from smregister.appointments.mandates import Mandate
from smregister.errors import FatalError
from smregister.repository.cache import Cache, Name, Plain
from smregister.repository.changed_paths import LandedChange, changes_on_main_line
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit
from smregister.repository.merge_methods import Step
from smregister.repository.signers import key_fingerprint, signing_keys
from smregister.review.authority import Authority, StepChange, describe_authority
from smregister.review.identities import Identity
from smregister.review.main_line import MainLine, has_register_elsewhere
from smregister.review.policy import Policy
from smregister.review.signatures import find_unsigned_commits


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
    """Audits commits of one main line; results are cached by commit."""

    def __init__(self, line: MainLine, cache: Cache, identities: Mapping[str, Identity]) -> None:
        self.line, self._cache, self._identities = line, cache, identities
        self._policy: Policy | None = None
        self._policy_at = ""
        self._keys: dict[str, str | None] = {}

    def audit(self, commits: Sequence[Commit]) -> list[AuditEntry]:
        """Return an entry for each of some commits of the line, given from the oldest on."""
        names = {commit: self._name(commit) for commit in commits}
        stored = self._cache.get([*names.values()])
        missing = [commit for commit, name in names.items() if name not in stored]
        new = {names[entry.commit]: entry for entry in self._compute(missing)}
        self._cache.put({name: _to_plain(entry) for name, entry in new.items()})
        return [new.get(name) or _to_entry(commit, name[1], stored[name]) for commit, name in names.items()]

    def audit_known(self, commits: Sequence[Commit]) -> list[AuditEntry]:
        """Return the entries of those of some commits of the line whose authors are known."""
        self._read_keys(commit for commit in commits if commit.id not in self._identities)
        known = [commit for commit in commits if commit.id in self._identities or self._keys[commit.id]]
        return [entry for entry in self.audit(known) if entry.result is not AuditResult.UNKNOWN_AUTHOR]

    def _name(self, commit: Commit) -> Name:
        """Return all that an entry depends on."""
        return ("audit", self.line.days[commit.id], commit.id, repr(self._identities.get(commit.id)))

    def _compute(self, commits: Sequence[Commit]) -> Iterator[AuditEntry]:
        self._read_keys(commits)
        for change in changes_on_main_line(self.line.git, commits):
            day = self.line.days[change.commit.id]
            policy = self._policy_of(change.before, day) if change.before else None
            identity = self._identities.get(change.commit.id, Identity(None))
            unclear = self._explain_without_desk(change, policy)
            if unclear or not policy or not change.before:
                yield AuditEntry(change.commit, day, identity, *(unclear or _NO_POLICY))
            else:
                yield _ChangeAudit(policy, change, day, identity, self._keys[change.commit.id]).entry()
            self._advance(policy, change, day)

    def _read_keys(self, commits: Iterable[Commit]) -> None:
        """Read which keys signed some commits, each once."""
        new = [commit.id for commit in commits if commit.id not in self._keys]
        self._keys |= dict.fromkeys(new) | signing_keys(self.line.git, new)

    def _explain_without_desk(self, change: LandedChange, policy: Policy | None) -> _Outcome | None:
        """Return what is to be said of a change if no desk could allow it; None if one could."""
        if change.commit.id in self.line.foreign_merges:
            return AuditResult.NOT_ALLOWED, (), ("this merges a register with a desk of its own into another history",)
        if change.before is None:
            return AuditResult.ALLOWED, ("the first commit",), ()
        if change.before.name in self.line.founded:
            return None if policy and policy.has_desk else _NO_POLICY
        if policy is None and has_register_elsewhere(change.before):
            return AuditResult.NOT_ALLOWED, (), ("the register was in another folder before, so its desk is unknown",)
        return AuditResult.ALLOWED, ("the register had no desk yet",), ()

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


_Outcome = tuple[AuditResult, tuple[str, ...], tuple[str, ...]]
_NO_POLICY: _Outcome = (
    AuditResult.NOT_ALLOWED,
    (),
    ("the register before this change does not say who the desk is",),
)

_NO_USER = 0


class _ChangeAudit:
    """One landed change, the policy before it, and who made it: by the forge, or by the key that signed it."""

    def __init__(self, policy: Policy, change: LandedChange, day: str, identity: Identity, key: str | None) -> None:
        self._policy, self._change, self._day = policy, change, day
        self._signer = _find_signer(policy.all_mandates(), key, day) if key else None
        self._identity = _add_signer(identity, self._signer)
        self._step = StepChange(Step(change.before, change.after), change.paths)

    def entry(self) -> AuditEntry:
        """Return the entry of the change."""
        commit, author = self._change.commit, self._identity.author or _NO_USER
        people = (author, *self._identity.approvers)
        trusted = [mandate for mandate in self._policy.desk if mandate.user_id in people]
        if author == _NO_USER and not trusted:
            return AuditEntry(commit, self._day, self._identity, AuditResult.UNKNOWN_AUTHOR)
        authority = Authority(self._policy, author, [self._step])
        denials = set() if trusted else {*authority.find_denials()}
        own = [mandate for mandate in (*self._policy.desk, *authority.mandates) if mandate.user_id == author]
        reasons = [f"{denial.path}: {denial.reason}" for denial in sorted(denials, key=str)]
        reasons += self._find_missing_signatures(own) if self._policy.requires_signatures else []
        letters = dict.fromkeys(describe_authority(mandate, author) for mandate in trusted or authority.acting)
        result = AuditResult.NOT_ALLOWED if reasons else AuditResult.ALLOWED
        return AuditEntry(commit, self._day, self._identity, result, tuple(letters), tuple(reasons))

    def _find_missing_signatures(self, own: Sequence[Mandate]) -> list[str]:
        """Return the commits that lack a required signature; a forge's squash of a pull request can't have one."""
        git, before, commit = self._change.after.git, self._change.before, self._change.commit
        if before and len(commit.parents) > 1:
            heads = (CommitTree(git, parent) for parent in commit.parents[1:])
            unsigned = (
                denial
                for head in heads
                for denial in find_unsigned_commits(before, head, own, self._policy.desk, self._day)
            )
            return [f"{denial.path}: {denial.reason}" for denial in unsigned]
        is_signed = self._signer is not None or self._identity.request is not None
        return [] if is_signed else ["this commit is not signed with a registered key"]


def _find_signer(mandates: Sequence[Mandate], fingerprint: str, day: str) -> int | None:
    """Return the user whose key, in force on a day, has a fingerprint; None if it is of several."""
    users = {
        mandate.user_id
        for mandate in mandates
        if any(key_fingerprint(key) == fingerprint for key in mandate.keys_on(day))
    }
    return users.pop() if len(users) == 1 else None


def _add_signer(identity: Identity, signer: int | None) -> Identity:
    """Return an identity with the signer: the author if none is known, else one who approved."""
    if signer is None or signer == identity.author:
        return identity
    if identity.author is None:
        return identity._replace(author=signer)
    return identity._replace(approvers=(*identity.approvers, signer))


def _to_plain(entry: AuditEntry) -> Plain:
    author, approvers, request, _landed_at = entry.identity
    return (author, approvers, request, entry.result.value, entry.authority, entry.reasons)


def _to_entry(commit: Commit, day: str, plain: Plain) -> AuditEntry:
    author, approvers, request, result, authority, reasons = plain
    return AuditEntry(commit, day, Identity(author, approvers, request), AuditResult(result), authority, reasons)
