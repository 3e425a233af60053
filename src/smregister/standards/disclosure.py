"""What judgements tell of accounts without telling what is private: outcomes, and reasons that anybody could find."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.model import value_at
from smregister.redaction import Redaction
from smregister.standards.clauses import read_standard, standards_in_force, with_tried
from smregister.standards.compliance import Assembly
from smregister.standards.judging import OPEN_OUTCOMES, Outcome
from smregister.translations import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from smregister.model import Record, Value
    from smregister.standards.clauses import Standard
    from smregister.standards.compliance import AccountJudgement
    from smregister.standards.judging import Verdict
    from smregister.standards.knowledge import Knowledge, KnownAccount

WITHHELD = "what decides this is not published"
"""What stands in the place of a reason that would tell what is private."""

_FOR_WHOM = "some of this tells where accounts are weak: it is for the desk and the agency, not for publication"


class ToldClause(NamedTuple):
    """What is public of a clause; words are by language."""

    id: str
    severity: str
    title: Value
    text: Value
    remedy: Value

    def named(self, language: str) -> tuple[Value, Value, Value]:
        """Give code, title in a language and severity, as rows of reports have them; None for what is not public."""
        return self.id or None, in_language(self.title, language) or None, self.severity or None


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
        """Say whether something is to be done."""
        return self.outcome in OPEN_OUTCOMES


class ToldJudgement:
    """How an account stands to the standard that judges it, if one does; what may be said of why is found on asking."""

    def __init__(self, disclosure: Disclosure, account: KnownAccount, judged: AccountJudgement) -> None:
        self.place = account.place
        self.standard = judged.standard.id if judged.standard else None
        self.score = judged.score
        self.outcomes = [verdict.outcome for verdict in judged.verdicts]
        self._disclosure, self._account, self._judged = disclosure, account, judged

    @property
    def verdicts(self) -> Sequence[ToldVerdict]:
        """Say it, clause by clause; it is not kept, since there is much of it in a large register."""
        return self._disclosure.verdicts(self._account, self._judged)

    @property
    def outcomes_by_clause(self) -> Mapping[str, Outcome]:
        """Give the outcomes by the codes of clauses."""
        clauses = self._disclosure.clauses(self._judged.standard)
        return {clause.id: outcome for clause, outcome in zip(clauses, self.outcomes, strict=True)}

    @property
    def fails(self) -> bool:
        """Say whether there is a clause that it does not meet."""
        return Outcome.NOT_MET in self.outcomes

    @property
    def is_confidential(self) -> bool:
        """Say whether one of the outcomes, and with it the score, rests on what is not published."""
        return any(_rests_on_secrets(self._account, verdict) for verdict in self._judged.verdicts)


class Disclosure:
    """Accounts judged by what is private too, which is not told.

    A reason is told where what is public leads to the same facts. `tried` is judged by as if it were in force.
    """

    def __init__(self, knowledge: Knowledge, tried: Record | None = None) -> None:
        self.register, self.public, self.tried = knowledge.register, knowledge.public, tried
        standards = standards_in_force(self.register.sound("standard"), knowledge.census.today)
        if tried:
            standards = with_tried(standards, read_standard(tried))
        self._assembly = Assembly(knowledge.census, standards)
        self._clauses: dict[str, Sequence[ToldClause]] = {}

    def judge(self, account: KnownAccount) -> ToldJudgement:
        """Judge an account."""
        return ToldJudgement(self, account, self._assembly.judge(account.record, account.facts))

    def verdicts(self, account: KnownAccount, judged: AccountJudgement) -> Sequence[ToldVerdict]:
        """Say what may be told of the judgement of an account."""
        return [
            self._told(clause, verdict, is_confidential=_rests_on_secrets(account, verdict))
            for clause, verdict in zip(self.clauses(judged.standard), judged.verdicts, strict=True)
        ]

    def clauses(self, standard: Standard | None) -> Sequence[ToldClause]:
        """Give what is public of the clauses of a standard that somebody is judged by; none where nothing judges."""
        if standard is None:
            return ()
        if standard.id not in self._clauses:
            items = self.standard(standard.id).get("clauses")
            self._clauses[standard.id] = [
                _public_clause(value_at(items, (number,)), clause.severity)
                for number, clause in enumerate(standard.clauses)
            ]
        return self._clauses[standard.id]

    def standard(self, standard: str) -> Mapping[str, Value]:
        """Give what is public of a standard that somebody is judged by."""
        if self.tried and self.tried.id == standard:
            return Redaction("standard", [self.register.kinds]).public(self.tried.data)
        return self.public.of_kind("standard")[standard].data

    def _told(self, clause: ToldClause, verdict: Verdict, *, is_confidential: bool) -> ToldVerdict:
        """Tell of a verdict."""
        if verdict.outcome is Outcome.WAIVED:
            waiver = self.public.of_kind("waiver").get(verdict.waiver)
            until = waiver.text("until") if waiver else None
            return ToldVerdict(clause, verdict.outcome, f"waived until {until}" if until else "waived", is_confidential)
        reason = WITHHELD if verdict.reason and is_confidential else verdict.reason
        return ToldVerdict(clause, verdict.outcome, reason, is_confidential)


def _rests_on_secrets(account: KnownAccount, verdict: Verdict) -> bool:
    """Say whether an outcome rests on what is not published; which clause is waived never is."""
    return verdict.outcome is Outcome.WAIVED or not account.secret_facts.isdisjoint(verdict.clause.facts)


def for_whom(judgements: Iterable[ToldJudgement]) -> tuple[str, ...]:
    """Say, where judgements rest on what is not published, that they aren't for everybody."""
    return (_FOR_WHOM,) if any(each.is_confidential for each in judgements) else ()


def _public_clause(clause: Value, severity: str) -> ToldClause:
    title, text, remedy = (value_at(clause, (name,)) for name in ("title", "text", "remedy"))
    is_public = value_at(clause, ("severity",)) is not None
    return ToldClause(str(value_at(clause, ("id",)) or ""), severity if is_public else "", title, text, remedy)
