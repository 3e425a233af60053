"""Every account of a register judged by the standard that is in force for it on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.standards.clauses import standard_for, standards_in_force
from smregister.standards.judging import judge
from smregister.standards.scores import score_of
from smregister.standards.waivers import Waiver, read_waiver

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smregister.model import Record
    from smregister.standards.clauses import Standard
    from smregister.standards.facts import AccountFacts, Census
    from smregister.standards.judging import Verdict
    from smregister.standards.scores import Score


class AccountJudgement(NamedTuple):
    """An account, what is known of it, the standard that judges it, if one does, and the verdicts, clause by clause."""

    account: Record
    facts: AccountFacts
    standard: Standard | None
    verdicts: Sequence[Verdict]

    @property
    def score(self) -> Score:
        """Give what the verdicts come to."""
        return score_of(self.verdicts)


class Assembly:
    """What accounts of a census are judged by on its day, made ready once.

    `standards` takes the place of the register's own that are in force, to try one (`with_tried`).
    """

    def __init__(self, census: Census, standards: Iterable[Standard] | None = None) -> None:
        self.census, register, today = census, census.register, census.today
        own = standards_in_force(register.sound("standard"), today) if standards is None else standards
        self.standards = tuple(own)
        self._chosen: dict[str | None, Standard | None] = {}
        self._replaced = {each.id: each.text("replaces") or "" for each in register.sound("standard")}
        self._replaced |= {each.id: each.replaces for each in self.standards}
        self._waivers: dict[str, list[Waiver]] = {}
        for record in register.sound("waiver"):
            waiver = read_waiver(record, today)
            if waiver:
                self._waivers.setdefault(waiver.account or waiver.agency, []).append(waiver)

    def judge(self, account: Record, facts: AccountFacts) -> AccountJudgement:
        """Judge a sound account by its facts."""
        standard = self.standard_of(account.agency)
        if standard is None:
            return AccountJudgement(account, facts, None, ())
        return AccountJudgement(account, facts, standard, judge(standard, facts, self.waivers(account, standard)))

    def standard_of(self, agency: str | None) -> Standard | None:
        """Give the standard that judges the accounts of an agency; None where none does."""
        if agency not in self._chosen:
            places = [place.id for place in self.census.around(agency).jurisdictions]
            self._chosen[agency] = standard_for(self.standards, places)
        return self._chosen[agency]

    def waivers(self, whom: Record, standard: Standard) -> list[Waiver]:
        """Give the waivers that count for an account, or for all of an agency's.

        Those of what the standard replaces, near or far, excuse from the same clauses of it.
        """
        line = [standard.id]
        while (older := self._replaced.get(line[-1])) and older not in line:
            line.append(older)
        found = (self._waivers.get(each, ()) for each in dict.fromkeys((whom.agency or "", whom.id)))
        return [each._replace(standard=standard.id) for some in found for each in some if each.standard in line]
