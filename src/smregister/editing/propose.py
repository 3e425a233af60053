"""Proposals validated before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from smregister.editing.proposal import Proposal
from smregister.model import Finding
from smregister.register.snapshot import RegisterSnapshot
from smregister.validation.validate_change import validate_change


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


def propose(base: RegisterSnapshot, contents: Mapping[str, bytes | None]) -> Proposal:
    """Validate files as a change to a snapshot."""
    head = base.propose(contents)
    return Proposal(base, head, contents, validate_change(base, head))


def propose_rows(snapshot: RegisterSnapshot, plan_rows: Callable[[Mapping[int, str]], P]) -> tuple[P, Proposal]:
    """Plan rows and validate the plan, then plan again without the rows that fail.

    `plan_rows` takes the reason of each rejected row by its number.
    """
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
