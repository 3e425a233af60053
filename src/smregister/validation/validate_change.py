"""Validation of a change to a register."""

from __future__ import annotations

from collections.abc import Sequence

from smregister.changes.diff import diff_paths
from smregister.model import Change, Finding, Severity, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_base import merge_base
from smregister.repository.open import open_commit
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import SCHEMAS
from smregister.text import without_hint
from smregister.validation.locate import locate
from smregister.validation.rules import load_rules
from smregister.validation.validate import validate


def validate_change(base: RegisterSnapshot, head: RegisterSnapshot) -> ValidationResult:
    """Validate the change that head made since it left base.

    Findings are those of files that the change touches, and those that it causes elsewhere. Older errors
    are debt.

    Raises FatalError if either tree can't be read at all, or the two have no history in common.
    """
    base = _fork(base, head)
    paths = changed_paths(head.root, base.tree, head.tree)
    result, changes = validate(head), diff_paths(paths, base, head).changes
    touched = set(paths)
    findings = sorted({*result.findings, *find_change_findings(paths, changes, base, head)})
    elsewhere = [finding for finding in findings if finding.path not in touched]
    old = {_content(finding) for finding in validate(base).findings} if elsewhere else set()
    left = {finding for finding in elsewhere if _content(finding) in old}
    debt = sum(finding.severity is Severity.ERROR for finding in left)
    return ValidationResult(tuple(finding for finding in findings if finding not in left), result.records, debt)


def _fork(base: RegisterSnapshot, head: RegisterSnapshot) -> RegisterSnapshot:
    """Return the commit where head left base, without later commits of base."""
    if not isinstance(base.tree, CommitTree) or isinstance(head.tree, OverlayTree):
        return base
    tip = head.tree if isinstance(head.tree, CommitTree) else open_commit(base.root, "HEAD")
    fork = merge_base(base.tree, tip)
    return base if fork.name == base.tree.name else RegisterSnapshot(fork, base.day)


def find_change_findings(
    paths: Sequence[str], changes: Sequence[Change], base: RegisterSnapshot, head: RegisterSnapshot
) -> list[Finding]:
    """Return the findings of the rules about changes alone."""
    changes_schemas = any(path.startswith(f"{SCHEMAS}/") for path in paths)
    if not changes and not changes_schemas:
        return []
    after = head.shared
    before = base.shared if changes_schemas else after
    rules = load_rules().change_rules
    problems = [(None, rule, problem) for rule in rules for problem in rule.check(before, after, changes)]
    return [timed.finding for _, timed in locate(head.tree, problems)]


def _content(finding: Finding) -> tuple[str, str, str, str]:
    return finding.path, finding.rule, finding.pointer, without_hint(finding.message)
