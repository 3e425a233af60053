"""Validation of trees in tests, each in a snapshot of its own."""

from __future__ import annotations

from datetime import date

from smregister.model import ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.tree import Tree
from smregister.validation import validate as register_validation
from smregister.validation import validate_change as change_validation


def validate(tree: Tree, day: date) -> ValidationResult:
    """Validate a tree as of a day."""
    return register_validation.validate(RegisterSnapshot(tree, day))


def validate_change(base: Tree, head: Tree, day: date) -> ValidationResult:
    """Validate the change from a tree to another as of a day."""
    return change_validation.validate_change(RegisterSnapshot(base, day), RegisterSnapshot(head, day))
