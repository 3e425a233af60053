"""Clauses that accounts newly fail or pass, by a candidate standard or since an earlier day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from smregister.model import Table, Value, name_of
from smregister.standards.assessment import Assessment
from smregister.standards.comparison import Direction, OutcomeChange
from smregister.standards.summary import Group, audience_note, summarize, summarize_by

COLUMNS = ("account", "agency", "clause", "title", "severity", "change", "before", "after", "reason", "remedy")
HEADINGS = ("Agency", "Account", "Clause", "Change", "Before", "After", "Title")


def compliance_changes(
    title: str,
    changes: Sequence[OutcomeChange],
    before: Sequence[Assessment],
    after: Sequence[Assessment],
    day: date,
    language: str,
) -> Table:
    """Return the changes between two assessments, with counts and scores by agency.

    Accounts that newly fail failed no clause before; those that newly pass fail none any more.
    """
    rows = tuple(_row(change, language) for change in changes)
    lines = tuple(_line(change, language) for change in changes)
    failed, fail = ({each.account.id for each in assessments if each.has_failures} for assessments in (before, after))
    summary: dict[str, Value] = {
        **_counts(changes),
        "accounts newly fail": len(fail - failed),
        "accounts newly pass": len(failed - fail),
        "percent before": summarize(before)["percent"],
        "percent after": summarize(after)["percent"],
        "agencies": _agencies(changes, before, after),
    }
    notes = audience_note((*before, *after))
    return Table("compliance", title, day.isoformat(), COLUMNS, rows, summary, HEADINGS, lines, notes)


def _row(change: OutcomeChange, language: str) -> tuple[Value, ...]:
    is_open = change.direction in (Direction.FAILS, Direction.UNKNOWN)
    remedy = change.clause.published_words("remedy", language) or None if is_open else None
    cells = (*change.clause.published_cells(language), change.direction, change.before, change.after)
    return (*change.scope[:2], *cells, change.reason or None, remedy)


def _line(change: OutcomeChange, language: str) -> tuple[Value, ...]:
    clause, account = change.clause, name_of(change.scope.account)
    cells = (change.direction, change.before, change.after, clause.published_words("title", language))
    return (change.scope.agency, account, clause.published_id, *cells)


def _counts(changes: Iterable[OutcomeChange]) -> dict[str, Value]:
    counts = Counter(change.direction for change in changes)
    return {direction: counts[direction] for direction in Direction}


def _agencies(
    changes: Iterable[OutcomeChange], before: Sequence[Assessment], after: Sequence[Assessment]
) -> dict[str, Value]:
    by_agency = defaultdict[str, list[OutcomeChange]](list)
    for change in changes:
        by_agency[change.scope.agency].append(change)
    old, new = (summarize_by(assessments, Group.agency) for assessments in (before, after))
    return {
        agency: {
            **_counts(group),
            "percent before": old.get(agency, {}).get("percent"),
            "percent after": new.get(agency, {}).get("percent"),
        }
        for agency, group in by_agency.items()
    }
