"""Result of the assessment of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from smregister.model import Record
from smregister.register.register import Register
from smregister.standards.account_facts import AccountFacts
from smregister.standards.clauses import CompiledStandard
from smregister.standards.evaluation import ClauseResult, Outcome
from smregister.standards.facts.account_context import RegisterFacts
from smregister.standards.scores import Score, score_results


class AccountScope(NamedTuple):
    """Id, agency and public properties of an account for filters and groups."""

    account: str
    agency: str
    level: str
    platform: str
    jurisdiction: str


@dataclass(frozen=True, eq=False)
class Assessment:
    """An account, the standard for it, if there is one, and the result of each clause."""

    account: Record
    standard: CompiledStandard | None
    results: Sequence[ClauseResult]
    facts: AccountFacts
    register_facts: RegisterFacts

    @cached_property
    def scope(self) -> AccountScope:
        """Return the scope of the account."""
        return scope_of(self.account, self.register_facts.public.register)

    @cached_property
    def outcomes(self) -> Sequence[Outcome]:
        """Return the outcomes of the clauses."""
        return [result.outcome for result in self.results]

    @cached_property
    def score(self) -> Score:
        """Return the score of the results."""
        return score_results(self.results)

    @property
    def has_failures(self) -> bool:
        """Check whether a clause is not met."""
        return Outcome.NOT_MET in self.outcomes

    @property
    def is_confidential(self) -> bool:
        """Check whether unpublished data decide an outcome, and with it the score."""
        return any(result.is_confidential for result in self.results)


def scope_of(account: Record, public: Register) -> AccountScope:
    """Return the scope of an account by the published records."""
    agency = public.of_kind("agency").get(account.agency or "")
    level, jurisdiction = ((agency.text(field) if agency else None) for field in ("level", "jurisdiction"))
    platform = public.of_kind("account")[account.id].text("platform")
    return AccountScope(account.id, account.agency or "", level or "", platform or "", jurisdiction or "")
