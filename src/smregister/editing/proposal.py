"""Proposals, validated before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from smregister.changes.diff import diff
from smregister.model import Difference, Finding, Severity, ValidationResult
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.transaction import apply
from smregister.validation.validate_change import validate_change


@dataclass(frozen=True)
class Proposal:
    """Files to write over a snapshot (None removes), and their validation."""

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
        assert self.validation.is_valid, "an invalid proposal is never written"  # noqa: S101
        apply(self.base.root, self.contents, command, self.base.tree)


class RowPlan(Protocol):
    """The files that rows add or change."""

    @property
    def contents(self) -> Mapping[str, bytes | None]:
        """Return the new content of each file by its path."""

    @property
    def failures(self) -> Mapping[int, str]:
        """Return why rows failed before validation, by the row's number."""

    def find_failures(self, errors: Sequence[Finding]) -> Mapping[int, str]:
        """Return why rows failed validation, by the row's number."""


P = TypeVar("P", bound=RowPlan)


def propose(
    base: RegisterSnapshot, contents: Mapping[str, bytes | None], committed: Mapping[str, bytes | None] | None = None
) -> Proposal:
    """Validate files as a change to a snapshot.

    `committed` has other contents than the snapshot's, since which the rules about changes hold.
    """
    head = base.propose(contents)
    validation = validate_change(base.propose(committed) if committed else base, head)
    findings = _without_reverse(validation.findings, find_new_ids(base, contents))
    return Proposal(base, head, contents, validation._replace(findings=findings))


def find_new_ids(base: RegisterSnapshot, contents: Mapping[str, bytes | None]) -> dict[str, str]:
    """Return the path and the id of each record that only the change adds."""
    added = {path for path, content in contents.items() if content is not None}
    added -= {file.path for file in base.tree.files_at(added)}
    templates = [kind.path_template for kind in base.kinds.values()]
    return {path: record_id for path in added for template in templates if (record_id := template.id_at(path))}


def _without_reverse(findings: Sequence[Finding], new_ids: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return findings without those of older records that a new record has, too, by the same rule.

    They would name a record that is not written.
    """
    rules = {finding.rule for finding in findings if finding.path in new_ids}
    names = [f"`{record_id}`" for record_id in new_ids.values()]
    return tuple(
        finding
        for finding in findings
        if finding.path in new_ids or finding.rule not in rules or not any(name in finding.message for name in names)
    )


def propose_rows(snapshot: RegisterSnapshot, plan_rows: Callable[[Mapping[int, str]], P]) -> tuple[P, Proposal]:
    """Plan rows and validate the plan until no more rows are rejected."""
    rejected: dict[int, str] = {}
    while True:
        plan = plan_rows(rejected)
        failures = plan.failures
        if not failures:
            proposal = propose(snapshot, plan.contents)
            failures = plan.find_failures(proposal.errors)
            if not failures:
                return plan, proposal
        rejected |= failures
