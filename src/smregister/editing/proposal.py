"""Changes that are judged before anything is written: nothing unsound reaches the disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from smregister.changes.diff import diff
from smregister.model import Difference, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.transaction import apply
from smregister.validation.validate_change import validate_change


@dataclass(frozen=True)
class Proposal:
    """Files to be written (or, without content, removed) over a snapshot, and what is wrong with that."""

    base: RegisterSnapshot
    head: RegisterSnapshot
    contents: Mapping[str, bytes | None]
    validation: ValidationResult

    @cached_property
    def difference(self) -> Difference:
        """Return what changes, by meaning, and the files that can't be compared."""
        return diff(self.base, self.head)

    def apply(self, command: str) -> None:
        """Write the files, for a command.

        Raises FatalError if the proposal is invalid or the disk refuses.
        """
        assert self.validation.is_valid, "an unsound proposal is never written"  # noqa: S101
        apply(self.base.root, self.contents, command)


def propose(base: RegisterSnapshot, contents: Mapping[str, bytes | None]) -> Proposal:
    """Validate files as a change to a snapshot: what they hold, and what that does to the rest."""
    head = base.propose(contents)
    return Proposal(base, head, contents, validate_change(base, head))
