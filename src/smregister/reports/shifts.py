"""Which accounts stand otherwise to clauses than before: by a standard that is tried, or since an earlier day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from smregister.model import Table, name_of
from smregister.standards.comparison import Turn
from smregister.standards.disclosure import for_whom
from smregister.standards.groups import Group
from smregister.standards.tallies import tallies, tally
from smregister.translations import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from smregister.model import Value
    from smregister.standards.comparison import Shift
    from smregister.standards.disclosure import ToldJudgement

COLUMNS = ("account", "agency", "clause", "title", "severity", "change", "before", "after", "reason", "remedy")
HEADINGS = ("Agency", "Account", "Clause", "Change", "Before", "After", "Title")

_TO_BE_MENDED = (Turn.FAILS, Turn.UNKNOWN)


def shifts(
    title: str, shifted: Sequence[Shift], judgements: tuple[Sequence[ToldJudgement], ...], day: date, language: str
) -> Table:
    """Tell, by agency, which accounts newly fail a clause, pass it, or can't be told of; `judgements` are both sides.

    Accounts that newly fail failed no clause before; those that newly pass fail none any more.
    """
    rows = tuple(_row(each, language) for each in shifted)
    lines = tuple(_line(each, language) for each in shifted)
    notes = for_whom(each for side in judgements for each in side)
    summary: dict[str, Value] = {
        **_counts(shifted),
        **_accounts(*judgements),
        "percent before": tally(judgements[0])["percent"],
        "percent after": tally(judgements[1])["percent"],
        "agencies": {**_agencies(shifted, *judgements)},
    }
    return Table("compliance", title, day.isoformat(), COLUMNS, rows, summary, HEADINGS, lines, notes)


def _row(shift: Shift, language: str) -> tuple[Value, ...]:
    clause = shift.clause
    remedy = in_language(clause.remedy, language) or None if shift.turn in _TO_BE_MENDED else None
    where = (shift.place.account, shift.place.agency)
    return (*where, *clause.named(language), shift.turn, shift.before, shift.after, shift.reason or None, remedy)


def _line(shift: Shift, language: str) -> tuple[Value, ...]:
    title = in_language(shift.clause.title, language)
    account = name_of(shift.place.account)
    return (shift.place.agency, account, shift.clause.id, shift.turn, shift.before, shift.after, title)


def _counts(shifted: Iterable[Shift]) -> dict[str, Value]:
    counts = Counter(each.turn for each in shifted)
    return {turn: counts[turn] for turn in Turn}


def _accounts(before: Iterable[ToldJudgement], after: Iterable[ToldJudgement]) -> dict[str, Value]:
    old, new = ({each.place.account for each in some if each.fails} for some in (before, after))
    return {"accounts newly fail": len(new - old), "accounts newly pass": len(old - new)}


def _agencies(
    shifted: Iterable[Shift], before: Sequence[ToldJudgement], after: Sequence[ToldJudgement]
) -> Mapping[str, Value]:
    by_agency: dict[str, list[Shift]] = {}
    for each in shifted:
        by_agency.setdefault(each.place.agency, []).append(each)
    old, new = (tallies(some, Group.agency) for some in (before, after))
    scores = (
        (agency, {"percent before": _percent(old, agency), "percent after": _percent(new, agency)})
        for agency in by_agency
    )
    return {agency: {**_counts(by_agency[agency]), **percent} for agency, percent in scores}


def _percent(scores: Mapping[str, Mapping[str, Value]], agency: str) -> Value:
    return scores[agency]["percent"] if agency in scores else None
