"""Validation of a change to a register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from smregister.changes.diff import diff_paths
from smregister.model import Change, Finding, Severity, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_base import merge_base
from smregister.repository.merge_methods import Step
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
    findings = sorted({*result.findings, *_find_change_findings(paths, changes, base, head)})
    elsewhere = [finding for finding in findings if finding.path not in touched]
    old = {_content(finding) for finding in validate(base).findings} if elsewhere else set()
    left = {finding for finding in elsewhere if _content(finding) in old}
    debt = sum(finding.severity is Severity.ERROR for finding in left)
    return ValidationResult(tuple(finding for finding in findings if finding not in left), result.records, debt)


def validate_steps(
    base: RegisterSnapshot, merged: RegisterSnapshot, steps: Sequence[Step], rebased: Sequence[CommitTree] = ()
) -> ValidationResult:
    """Validate a change, and each step by the rules about changes: a forge may land its commits one by one.

    `rebased` are other results than the merge, to which the steps lead. Raises FatalError if a tree can't be read at
    all.
    """
    result = validate_change(base, merged)
    errors = {error for step in steps for error in _find_step_errors(step, base.day)}
    errors.update(error for tree in rebased for error in _find_rebase_errors(base, RegisterSnapshot(tree, base.day)))
    known = {(finding.path, finding.rule) for finding in result.findings}
    new = {error for error in errors if (error.path, error.rule) not in known}
    return result._replace(findings=tuple(sorted([*result.findings, *new])))


def _find_rebase_errors(base: RegisterSnapshot, rebased: RegisterSnapshot) -> Iterator[Finding]:
    for finding in validate_change(base, rebased).findings:
        if finding.severity is Severity.ERROR:
            hint = "(after a rebase; combine the commits with `git rebase -i`)"
            yield replace(finding, message=f"{finding.message} {hint}")


def _find_step_errors(step: Step, day: date) -> Iterator[Finding]:
    if step.before and step.commit:
        before, after = RegisterSnapshot(step.before, day), RegisterSnapshot(step.after, day)
        paths = changed_paths(before.root, before.tree, after.tree)
        for finding in _find_change_findings(paths, diff_paths(paths, before, after).changes, before, after):
            if finding.severity is Severity.ERROR:
                hint = f"(commit {step.commit[:12]} by itself; combine the commits with `git rebase -i`)"
                yield replace(finding, message=f"{finding.message} {hint}")


def _fork(base: RegisterSnapshot, head: RegisterSnapshot) -> RegisterSnapshot:
    """Return the commit where head left base, without later commits of base."""
    if not isinstance(base.tree, CommitTree) or isinstance(head.tree, OverlayTree):
        return base
    tip = head.tree if isinstance(head.tree, CommitTree) else open_commit(base.root, "HEAD")
    fork = merge_base(base.tree, tip)
    return base if fork.name == base.tree.name else RegisterSnapshot(fork, base.day)


def _find_change_findings(
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
