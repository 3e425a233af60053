"""Proposal to write files, with its validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from smregister.changes.diff import Difference, diff
from smregister.model import Finding, Severity, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.transaction import apply


@dataclass(frozen=True)
class Proposal:
    """Files to write over a snapshot (None removes one), and the validation of the result."""

    base: RegisterSnapshot
    head: RegisterSnapshot
    contents: Mapping[str, bytes | None]
    validation: ValidationResult

    @cached_property
    def difference(self) -> Difference:
        """Return the semantic diff, and the files that can't be compared."""
        return diff(self.base, self.head)

    @property
    def errors(self) -> list[Finding]:
        """Return the findings that prevent writing."""
        return [finding for finding in self.validation.findings if finding.severity is Severity.ERROR]

    def apply(self, command: str) -> None:
        """Write the files for a command; raise FatalError if the disk refuses."""
        assert self.validation.sound, "an invalid proposal is never written"  # noqa: S101
        apply(self.base.root, self.contents, command)
