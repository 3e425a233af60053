"""Validation of trees in tests, each in a snapshot of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.validation import changing, judging
from smregister.validation.snapshot import RegisterSnapshot

if TYPE_CHECKING:
    from datetime import date

    from smregister.model import Judgement
    from smregister.trees import Tree


def validate(tree: Tree, day: date) -> Judgement:
    """Validate a tree as of a day."""
    return judging.validate(RegisterSnapshot(tree, day))


def validate_change(base: Tree, head: Tree, day: date) -> Judgement:
    """Validate the change from a tree to another as of a day."""
    return changing.validate_change(RegisterSnapshot(base, day), RegisterSnapshot(head, day))
