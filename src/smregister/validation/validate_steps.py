"""Validation of every way in which a proposal lands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from smregister.changes.diff import diff_paths
from smregister.model import Finding, Severity, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.changed_paths import changed_paths
from smregister.repository.merge_methods import Step
from smregister.validation.validate_change import find_change_findings, validate_change


def validate_steps(base: RegisterSnapshot, merged: RegisterSnapshot, steps: Sequence[Step]) -> ValidationResult:
    """Validate a change, and each step by the rules about changes: a forge may land its commits one by one.

    Raises FatalError if a tree can't be read at all.
    """
    result = validate_change(base, merged)
    errors = {error for step in steps for error in _find_step_errors(step, base.day)}
    known = {(finding.path, finding.rule) for finding in result.findings}
    new = {error for error in errors if (error.path, error.rule) not in known}
    return result._replace(findings=tuple(sorted([*result.findings, *new])))


def _find_step_errors(step: Step, day: date) -> Iterator[Finding]:
    if step.before and step.commit:
        before, after = RegisterSnapshot(step.before, day), RegisterSnapshot(step.after, day)
        paths = changed_paths(before.root, before.tree, after.tree)
        for finding in find_change_findings(paths, diff_paths(paths, before, after).changes, before, after):
            if finding.severity is Severity.ERROR:
                hint = f"(commit {step.commit[:12]} by itself; combine the commits with `git rebase -i`)"
                yield replace(finding, message=f"{finding.message} {hint}")
