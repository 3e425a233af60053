"""Assessment of accounts by the standards in force for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from smregister.model import Record
from smregister.records.privacy import Redaction
from smregister.register.register import Register
from smregister.standards.clauses import (
    CompiledStandard,
    read_standard,
    standard_for,
    standards_in_force,
    with_candidate,
)
from smregister.standards.evaluation import ClauseResult, Outcome, evaluate
from smregister.standards.facts import AccountFacts, find_facts
from smregister.standards.facts.account_context import RegisterFacts
from smregister.standards.scores import Score, score_results
from smregister.standards.waivers import Waiver, read_waiver


class AccountScope(NamedTuple):
    """Id, agency and published properties of an account, by which accounts are filtered and grouped."""

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


class Assessor:
    """Assessor of the accounts of a register on a day.

    `standards` replace the register's own ones in force.
    """

    def __init__(self, register_facts: RegisterFacts, standards: Iterable[CompiledStandard] | None = None) -> None:
        self.register_facts = register_facts
        register, today = register_facts.register, register_facts.today
        if standards is None:
            standards = standards_in_force(register.valid("standard"), today, self._redaction("standard"))
        self.standards = tuple(standards)
        self._by_agency: dict[str | None, CompiledStandard | None] = {}
        self._replaced = {record.id: record.text("replaces") or "" for record in register.valid("standard")}
        self._replaced |= {standard.id: standard.replaces for standard in self.standards}
        self._waivers: dict[str, list[Waiver]] = {}
        redaction = self._redaction("waiver")
        for record in register.valid("waiver"):
            waiver = read_waiver(record, today, redaction)
            if waiver:
                self._waivers.setdefault(waiver.account or waiver.agency, []).append(waiver)

    def with_candidate(self, record: Record) -> Assessor:
        """Return an assessor as if a candidate standard were in force."""
        candidate = read_standard(record, self._redaction("standard"))
        return Assessor(self.register_facts, with_candidate(self.standards, candidate))

    def assess(self, account: Record, facts: AccountFacts | None = None) -> Assessment:
        """Assess a valid account; `facts` are those of an earlier assessment, found once for both."""
        facts = facts or find_facts(self.register_facts, account)
        standard = self.standard_of(account.agency)
        results = evaluate(standard, facts, self.waivers_of(account, standard)) if standard else ()
        return Assessment(account, standard, results, facts, self.register_facts)

    def standard_of(self, agency: str | None) -> CompiledStandard | None:
        """Return the standard for the accounts of an agency, if there is one."""
        if agency not in self._by_agency:
            jurisdictions = [record.id for record in self.register_facts.agency(agency).jurisdictions]
            self._by_agency[agency] = standard_for(self.standards, jurisdictions)
        return self._by_agency[agency]

    def waivers_of(self, record: Record, standard: CompiledStandard) -> list[Waiver]:
        """Return the waivers in force for an account, or for all accounts of an agency.

        A waiver from a standard that this one replaces, directly or not, counts for the same clause of this one.
        """
        replaced = [standard.id]
        while (older := self._replaced.get(replaced[-1])) and older not in replaced:
            replaced.append(older)
        targets = dict.fromkeys((record.agency or "", record.id))
        waivers = (waiver for target in targets for waiver in self._waivers.get(target, ()))
        return [waiver for waiver in waivers if waiver.standard in replaced]

    def _redaction(self, kind: str) -> Redaction:
        return Redaction(kind, [self.register_facts.register.kinds])


def scope_of(account: Record, public: Register) -> AccountScope:
    """Return the scope of an account by the published records."""
    agency = public.of_kind("agency").get(account.agency or "")
    level, jurisdiction = ((agency.text(field) if agency else None) for field in ("level", "jurisdiction"))
    platform = public.of_kind("account")[account.id].text("platform")
    return AccountScope(account.id, account.agency or "", level or "", platform or "", jurisdiction or "")
