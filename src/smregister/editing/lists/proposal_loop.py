"""Proposals from rows and forms, without the rows that fail validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from smregister.editing.proposal import Proposal, propose
from smregister.model import Finding, Severity
from smregister.register.snapshot import RegisterSnapshot


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


def propose_rows(snapshot: RegisterSnapshot, plan_rows: Callable[[Mapping[int, str]], P]) -> tuple[P, Proposal]:
    """Plan rows and validate the plan, then plan again without the rows that fail.

    `plan_rows` takes the reason of each rejected row by its number.
    """
    rejected: dict[int, str] = {}
    while True:
        plan = plan_rows(rejected)
        failures = plan.failures
        if not failures:
            proposal, errors = propose_contents(snapshot, plan.contents)
            failures = plan.find_failures(errors)
            if not failures:
                return plan, proposal
        rejected |= failures


def propose_contents(
    snapshot: RegisterSnapshot, contents: Mapping[str, bytes | None]
) -> tuple[Proposal, list[Finding]]:
    """Validate files as a change to a snapshot; return the proposal and its errors."""
    proposal = propose(snapshot, contents)
    return proposal, [finding for finding in proposal.validation.findings if finding.severity is Severity.ERROR]
