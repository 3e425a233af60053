"""How accounts stand to the standard of the day, clause by clause, and the scores that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Table
from smregister.standards.disclosure import for_whom
from smregister.standards.groups import Group
from smregister.standards.knowledge import Place
from smregister.standards.tallies import tallies, tally
from smregister.translations import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from smregister.model import Value
    from smregister.standards.disclosure import ToldJudgement, ToldVerdict

COLUMNS = (*Place._fields, "standard", "clause", "title", "severity", "outcome", "reason", "remedy")
HEADINGS = ("Account", "Clause", "Outcome", "Severity", "Title", "Reason")
_TITLE = "Accounts and the standard"


def compliance(judgements: Sequence[ToldJudgement], day: date, language: str) -> Table:
    """Tell of every account and clause how the one stands to the other; people read of what is to be done alone.

    `percent` is the weight of what is met in a hundred of what is asked and not waived.
    """
    rows: list[tuple[Value, ...]] = []
    lines: list[tuple[Value, ...]] = []
    for each in judgements:
        verdicts = each.verdicts
        rows += _rows(each, verdicts, language)
        lines += _lines(each.place.account, verdicts, language)
    summary: dict[str, Value] = {
        **tally(judgements),
        "accounts without a standard": sum(each.standard is None for each in judgements),
        "scores": {group: {**tallies(judgements, group)} for group in Group},
    }
    told = (COLUMNS, tuple(rows), summary, HEADINGS, tuple(lines))
    return Table("compliance", _TITLE, day.isoformat(), *told, for_whom(judgements))


def scores(judgements: Sequence[ToldJudgement], day: date, group: Group) -> Table:
    """Tell how accounts stand to the standard, put together by what they have in common."""
    whole, groups = tally(judgements), tallies(judgements, group)
    rows = tuple((name or None, *counts.values()) for name, counts in groups.items())
    title = f"{_TITLE}, by {group}"
    columns = (str(group), *whole)
    headings = tuple(name.replace("-", " ").capitalize() for name in columns)
    return Table("compliance", title, day.isoformat(), columns, rows, whole, headings, rows, for_whom(judgements))


def _rows(judgement: ToldJudgement, verdicts: Iterable[ToldVerdict], language: str) -> Iterator[tuple[Value, ...]]:
    place = tuple(part or None for part in judgement.place)
    for each in verdicts:
        remedy = in_language(each.clause.remedy, language) if each.is_open else ""
        about = each.clause.named(language)
        yield (*place, judgement.standard, *about, each.outcome, each.reason or None, remedy or None)


def _lines(account: str, verdicts: Iterable[ToldVerdict], language: str) -> Iterator[tuple[Value, ...]]:
    for each in verdicts:
        if each.is_open:
            about = (each.clause.id, each.outcome, each.clause.severity, in_language(each.clause.title, language))
            yield (account, *about, each.reason or None)
