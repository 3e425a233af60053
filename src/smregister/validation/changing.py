"""Validation of a change to a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.changes.diff import compare_at
from smregister.model import Judgement, Severity
from smregister.rule import ChangeRule
from smregister.rules import RULES
from smregister.suggestions import without_hint
from smregister.trees import SCHEMAS, CommitTree, ProposedTree, changed_paths, merge_base, open_commit
from smregister.validation.judging import validate
from smregister.validation.placing import locate
from smregister.validation.snapshot import RegisterSnapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smregister.model import Change, Finding

_CHANGE_RULES = tuple(rule for rule in RULES if isinstance(rule, ChangeRule))


def validate_change(base: RegisterSnapshot, head: RegisterSnapshot) -> Judgement:
    """Find what is wrong with the change that head made since it left base.

    Findings are those of files that the change touches, and those that it causes elsewhere. Older errors
    are debt.

    Raises FatalError if either tree can't be read at all, or the two have no history in common.
    """
    base = _fork(base, head)
    paths = changed_paths(head.root, base.tree, head.tree)
    judgement, changes = validate(head), compare_at(paths, base, head).changes
    touched = set(paths)
    findings = sorted({*judgement.findings, *_change_findings(paths, changes, base, head)})
    elsewhere = [each for each in findings if each.path not in touched]
    old = {_content(each) for each in validate(base).findings} if elsewhere else set()
    left = {each for each in elsewhere if _content(each) in old}
    debt = sum(each.severity is Severity.ERROR for each in left)
    return Judgement(tuple(each for each in findings if each not in left), judgement.records, debt)


def _fork(base: RegisterSnapshot, head: RegisterSnapshot) -> RegisterSnapshot:
    """Return the commit at which head left base: what others did there since is no part of the change."""
    if not isinstance(base.tree, CommitTree) or isinstance(head.tree, ProposedTree):
        return base
    tip = head.tree if isinstance(head.tree, CommitTree) else open_commit(base.root, "HEAD")
    fork = merge_base(base.tree, tip)
    return base if fork.name == base.tree.name else RegisterSnapshot(fork, base.day)


def _change_findings(
    paths: Sequence[str], changes: Sequence[Change], base: RegisterSnapshot, head: RegisterSnapshot
) -> list[Finding]:
    changes_schemas = any(path.startswith(f"{SCHEMAS}/") for path in paths)
    if not changes and not changes_schemas:
        return []
    after = head.shared
    before = base.shared if changes_schemas else after
    problems = [(None, rule, problem) for rule in _CHANGE_RULES for problem in rule.check(before, after, changes)]
    return [timed.finding for _, timed in locate(head.tree, problems)]


def _content(finding: Finding) -> tuple[str, str, str, str]:
    return finding.path, finding.rule, finding.pointer, without_hint(finding.message)
