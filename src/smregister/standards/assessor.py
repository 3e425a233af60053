"""Assessment of accounts by the standards in force for them."""

from __future__ import annotations

from collections.abc import Iterable

from smregister.model import Record
from smregister.records.privacy import Redaction
from smregister.standards.account_facts import AccountFacts
from smregister.standards.assessment import Assessment
from smregister.standards.clauses import CompiledStandard, read_standard
from smregister.standards.evaluation import evaluate
from smregister.standards.facts import TYPES, find_facts
from smregister.standards.facts.account_context import RegisterFacts
from smregister.standards.in_force import in_force, nearest
from smregister.standards.waivers import Waiver, read_waiver


class Assessor:
    """Assessor of the accounts of a register on a day.

    `standards` replace the register's own ones in force.
    """

    def __init__(self, register_facts: RegisterFacts, standards: Iterable[CompiledStandard] | None = None) -> None:
        self.register_facts = register_facts
        register, today = register_facts.register, register_facts.today
        if standards is None:
            standards = [self._read(record) for record in in_force([*register.valid("standard")], today)]
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
        """Return an assessor with a candidate in place of what it replaces."""
        candidate = self._read(record)
        others = (standard for standard in self.standards if standard.id not in (candidate.id, candidate.replaces))
        return Assessor(self.register_facts, (*others, candidate))

    def assess(self, account: Record, facts: AccountFacts | None = None) -> Assessment:
        """Assess a valid account; `facts` may come from an earlier assessment."""
        facts = facts or find_facts(self.register_facts, account)
        standard = self.standard_of(account.agency)
        results = evaluate(standard, facts, self.waivers_of(account, standard)) if standard else ()
        return Assessment(account, standard, results, facts, self.register_facts)

    def standard_of(self, agency: str | None) -> CompiledStandard | None:
        """Return the standard for the accounts of an agency, if there is one."""
        if agency not in self._by_agency:
            jurisdictions = [record.id for record in self.register_facts.agency(agency).jurisdictions]
            self._by_agency[agency] = nearest(self.standards, lambda standard: standard.jurisdictions, jurisdictions)
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

    def _read(self, record: Record) -> CompiledStandard:
        return read_standard(record, TYPES, self._redaction("standard"))

    def _redaction(self, kind: str) -> Redaction:
        return Redaction(kind, [self.register_facts.register.kinds])
