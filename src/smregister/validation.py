"""The whole judgement: read, run the rules, place the problems, sort, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister import documents
from smregister.changes.diff import compare
from smregister.model import START, Document, Finding, Judgement, Severity, finding
from smregister.progress import step_by_step
from smregister.register import read_register
from smregister.rule import ChangeRule, RegisterRule
from smregister.rules import RULES
from smregister.trees import Mode, changed_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from smregister.model import Change, Problem, Rule
    from smregister.register import Register
    from smregister.trees import Tree


def validate(tree: Tree, day: date) -> Judgement:
    """Find every fault of a tree as of a day.

    Raises FatalError if the tree can't be read at all.
    """
    findings, records = _findings(tree, day, [])
    return Judgement(findings, records)


def validate_change(root: Path, base: Tree, head: Tree, day: date) -> Judgement:
    """Find what a change from base to head does wrong.

    Findings are those of files that the change touches, and those that came to be elsewhere because
    of it. Older faults it leaves alone are debt.

    Raises FatalError if either tree can't be read at all.
    """
    touched = set(changed_paths(root, base, head))
    found, records = _findings(head, day, compare(root, base, head).changes)
    elsewhere = [fault for fault in found if fault.path not in touched]
    old = {_content(fault) for fault in validate(base, day).findings} if elsewhere else set()
    left = {fault for fault in elsewhere if _content(fault) in old}
    debt = sum(fault.severity is Severity.ERROR for fault in left)
    return Judgement(tuple(fault for fault in found if fault not in left), records, debt)


def _findings(tree: Tree, day: date, changes: list[Change]) -> tuple[tuple[Finding, ...], int]:
    register, findings = read_register(tree, day)
    problems = [
        (rule, problem) for rule in step_by_step("checking", RULES) for problem in _problems(rule, register, changes)
    ]
    return tuple(sorted({*findings, *_placed(tree, problems)})), sum(1 for _ in register.all())


def _problems(rule: RegisterRule | ChangeRule, register: Register, changes: list[Change]) -> Iterator[Problem]:
    return rule.check(register, changes) if isinstance(rule, ChangeRule) else rule.check(register)


def _placed(tree: Tree, problems: Sequence[tuple[Rule, Problem]]) -> Iterator[Finding]:
    """Give problems their lines and columns, by reading the few files they are about once more."""
    places = _documents(tree, {problem.path for _, problem in problems})
    for rule, problem in problems:
        document = places.get(problem.path)
        position = document.position(problem.pointer) if document else START
        yield finding(rule, problem.path, position, problem.pointer, problem.message)


def _documents(tree: Tree, paths: set[str]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for file in tree.at(sorted(paths)):
        if file.mode in (Mode.PLAIN, Mode.EXECUTABLE):
            document = documents.parse(file.path, file.read())
            if isinstance(document, Document):
                found[file.path] = document
    return found


def _content(fault: Finding) -> tuple[str, str, str, str]:
    return fault.path, fault.rule, fault.pointer, fault.message
