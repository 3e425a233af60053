"""What a change to a register does wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.changes.diff import compare_at
from smregister.model import Judgement, Severity
from smregister.rule import ChangeRule
from smregister.rules import RULES
from smregister.trees import changed_paths
from smregister.validation.judging import validate
from smregister.validation.placing import placed
from smregister.validation.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from smregister.model import Change, Finding
    from smregister.trees import Tree

_CHANGE_RULES = tuple(rule for rule in RULES if isinstance(rule, ChangeRule))


def validate_change(root: Path, base: Tree, head: Tree, day: date) -> Judgement:
    """Find what a change from base to head does wrong.

    Findings are those of files that the change touches, and those that came to be elsewhere because
    of it. Older faults it leaves alone are debt.

    Raises FatalError if either tree can't be read at all.
    """
    paths = changed_paths(root, base, head)
    judgement, changes = validate(head, day), compare_at(paths, base, head).changes
    touched = set(paths)
    found = sorted({*judgement.findings, *_faults_of_changes(changes, head, day)})
    elsewhere = [fault for fault in found if fault.path not in touched]
    old = {_content(fault) for fault in validate(base, day).findings} if elsewhere else set()
    left = {fault for fault in elsewhere if _content(fault) in old}
    debt = sum(fault.severity is Severity.ERROR for fault in left)
    return Judgement(tuple(fault for fault in found if fault not in left), judgement.records, debt)


def _faults_of_changes(changes: Sequence[Change], head: Tree, day: date) -> list[Finding]:
    if not changes:
        return []
    register = Setting(head, day).register
    problems = [(None, rule, problem) for rule in _CHANGE_RULES for problem in rule.check(register, changes)]
    return [told.finding for _, told in placed(head, problems)]


def _content(fault: Finding) -> tuple[str, str, str, str]:
    return fault.path, fault.rule, fault.pointer, fault.message
