"""What judgements tell of accounts without telling what is private: outcomes, and reasons that anybody could find."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.model import value_at
from smregister.redaction import Redaction
from smregister.register import public_register
from smregister.standards.clauses import read_standard, standards_in_force, with_tried
from smregister.standards.compliance import Assembly
from smregister.standards.facts import Census, facts_of
from smregister.standards.judging import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from smregister.model import Record, Value
    from smregister.register import Register
    from smregister.standards.clauses import Standard
    from smregister.standards.compliance import AccountJudgement
    from smregister.standards.judging import Verdict
    from smregister.standards.scores import Score

WITHHELD = "what decides this is not published"
"""What stands in the place of a reason that would tell what is private."""

_FOR_WHOM = "some of this tells where accounts are weak: it is for the desk and the agency, not for publication"
_OPEN = (Outcome.NOT_MET, Outcome.COULD_NOT_TELL)


class Place(NamedTuple):
    """Where an account belongs, as far as that is public; its own id and its agency's always are."""

    account: str
    agency: str
    level: str
    platform: str
    jurisdiction: str


class ToldClause(NamedTuple):
    """What is public of a clause; words are by language."""

    id: str
    severity: str
    title: Value
    text: Value
    remedy: Value


class ToldVerdict(NamedTuple):
    """How an account stands to a clause, and why, as far as that may be said.

    `is_confidential` says that the outcome itself rests on what is not published.
    """

    clause: ToldClause
    outcome: Outcome
    reason: str
    is_confidential: bool

    @property
    def is_open(self) -> bool:
        """Say whether something is to be done: the clause is not met, or nobody can tell."""
        return self.outcome in _OPEN


class ToldJudgement(NamedTuple):
    """How an account stands to the standard that judges it, if one does."""

    place: Place
    standard: str | None
    verdicts: Sequence[ToldVerdict]
    score: Score

    @property
    def fails(self) -> bool:
        """Say whether there is a clause that it does not meet."""
        return any(verdict.outcome is Outcome.NOT_MET for verdict in self.verdicts)

    @property
    def is_confidential(self) -> bool:
        """Say whether one of the outcomes, and with it the score, rests on what is not published."""
        return any(verdict.is_confidential for verdict in self.verdicts)


class Disclosure:
    """Accounts of a whole register judged on a day, by what is private too, which is not told.

    A reason is told where what is public leads to the same facts. `tried` is judged by as if it were in force.
    """

    def __init__(self, register: Register, day: date, tried: Record | None = None) -> None:
        self.register, self.public, self.tried = register, public_register(register), tried
        self._census = Census(self.public, day)
        standards = standards_in_force(register.sound("standard"), day.isoformat())
        self._assembly = Assembly(register, day, with_tried(standards, read_standard(tried)) if tried else standards)
        self._clauses: dict[str, Sequence[ToldClause]] = {}

    def judge(self, account: Record) -> ToldJudgement:
        """Judge a sound account."""
        judged = self._assembly.judge(account)
        if judged.standard is None:
            return ToldJudgement(self.place(account), None, (), judged.score)
        clauses, secret = self._clauses_of(judged.standard), self._secret_facts(judged)
        verdicts = [
            self._told(clause, verdict, is_confidential=not secret.isdisjoint(verdict.clause.facts))
            for clause, verdict in zip(clauses, judged.verdicts, strict=True)
        ]
        return ToldJudgement(self.place(account), judged.standard.id, verdicts, judged.score)

    def place(self, account: Record) -> Place:
        """Say where an account belongs."""
        agency, known = self.public.of_kind("agency").get(account.agency or ""), self.public.of_kind("account")
        level, jurisdiction = ((agency.text(field) if agency else None) for field in ("level", "jurisdiction"))
        platform = known[account.id].text("platform")
        return Place(account.id, account.agency or "", level or "", platform or "", jurisdiction or "")

    def standard(self, standard: str) -> Mapping[str, Value]:
        """Give what is public of a standard that somebody is judged by."""
        if self.tried and self.tried.id == standard:
            return Redaction("standard", [self.register.kinds]).public(self.tried.data)
        return self.public.of_kind("standard")[standard].data

    def _secret_facts(self, judged: AccountJudgement) -> set[str]:
        """Name the facts that nobody could find by what is public."""
        known = judged.facts.values
        public = facts_of(self._census, self.public.of_kind("account")[judged.account.id]).values
        return {name for name in known.keys() | public.keys() if known.get(name) != public.get(name)}

    def _told(self, clause: ToldClause, verdict: Verdict, *, is_confidential: bool) -> ToldVerdict:
        """Tell of a verdict; which clause is waived is never public."""
        if verdict.outcome is Outcome.WAIVED:
            waiver = self.public.of_kind("waiver").get(verdict.waiver)
            until = waiver.text("until") if waiver else None
            return ToldVerdict(clause, verdict.outcome, f"waived until {until}" if until else "waived", True)
        reason = WITHHELD if verdict.reason and is_confidential else verdict.reason
        return ToldVerdict(clause, verdict.outcome, reason, is_confidential)

    def _clauses_of(self, standard: Standard) -> Sequence[ToldClause]:
        if standard.id not in self._clauses:
            items = self.standard(standard.id).get("clauses")
            self._clauses[standard.id] = [
                _told(value_at(items, (number,)), clause.severity) for number, clause in enumerate(standard.clauses)
            ]
        return self._clauses[standard.id]


def for_whom(judgements: Iterable[ToldJudgement]) -> tuple[str, ...]:
    """Say, where judgements rest on what is not published, that they aren't for everybody."""
    return (_FOR_WHOM,) if any(each.is_confidential for each in judgements) else ()


def _told(clause: Value, severity: str) -> ToldClause:
    title, text, remedy = (value_at(clause, (name,)) for name in ("title", "text", "remedy"))
    is_public = value_at(clause, ("severity",)) is not None
    return ToldClause(str(value_at(clause, ("id",)) or ""), severity if is_public else "", title, text, remedy)
