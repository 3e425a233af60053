"""What a change to a register does wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.changes.diff import compare_at
from smregister.model import Judgement, Severity
from smregister.rule import ChangeRule
from smregister.rules import RULES
from smregister.suggestions import without_hint
from smregister.trees import SCHEMAS, CommitTree, ProposedTree, changed_paths, merge_base, open_commit
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
    """Find what a change does wrong that head made since it left base.

    Findings are those of files that the change touches, and those that came to be elsewhere because
    of it. Older faults it leaves alone are debt.

    Raises FatalError if either tree can't be read at all, or the two have no history in common.
    """
    base = _left(base, head)
    paths = changed_paths(root, base, head)
    judgement, changes = validate(head, day), compare_at(paths, base, head).changes
    touched = set(paths)
    found = sorted({*judgement.findings, *_faults_of_changes(paths, changes, base, head, day)})
    elsewhere = [fault for fault in found if fault.path not in touched]
    old = {_content(fault) for fault in validate(base, day).findings} if elsewhere else set()
    left = {fault for fault in elsewhere if _content(fault) in old}
    debt = sum(fault.severity is Severity.ERROR for fault in left)
    return Judgement(tuple(fault for fault in found if fault not in left), judgement.records, debt)


def _left(base: Tree, head: Tree) -> Tree:
    """Give the commit at which head left base: what others did there since is no part of the change."""
    if not isinstance(base, CommitTree) or isinstance(head, ProposedTree):
        return base
    return merge_base(base, head if isinstance(head, CommitTree) else open_commit(base.git.folder, "HEAD"))


def _faults_of_changes(
    paths: Sequence[str], changes: Sequence[Change], base: Tree, head: Tree, day: date
) -> list[Finding]:
    changes_schemas = any(path.startswith(f"{SCHEMAS}/") for path in paths)
    if not changes and not changes_schemas:
        return []
    after = Setting(head, day).register
    before = Setting(base, day).register if changes_schemas else after
    problems = [(None, rule, problem) for rule in _CHANGE_RULES for problem in rule.check(before, after, changes)]
    return [told.finding for _, told in placed(head, problems)]


def _content(fault: Finding) -> tuple[str, str, str, str]:
    return fault.path, fault.rule, fault.pointer, without_hint(fault.message)
