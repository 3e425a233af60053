"""Outcomes of clauses, scores of groups and months, and changes of outcomes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from smregister.model import Chart, Code, RecordId, Table, Value, name_of
from smregister.standards.assessment import AccountScope, Assessment
from smregister.standards.clauses import severity_rank
from smregister.standards.comparison import Direction, OutcomeChange
from smregister.standards.evaluation import OPEN_OUTCOMES, Outcome
from smregister.standards.explanation import explain_result
from smregister.standards.history import MonthlyScore
from smregister.standards.summary import Group, audience_note, standards_of, summarize, summarize_by
from smregister.text import Message as _
from smregister.text import Percent

COLUMNS = (*AccountScope._fields, "standard", "clause", "title", "severity", "outcome", "reason", "remedy")
HEADINGS = (_("Account"), _("Requirement"), _("Outcome"), _("Severity"), _("Title"), _("Reason"))
CHANGES_COLUMNS = ("account", "agency", "clause", "title", "severity", "change", "before", "after", "reason", "remedy")
CHANGES_HEADINGS = (_("Agency"), _("Account"), _("Requirement"), _("Change"), _("Before"), _("After"), _("Title"))
_TITLE = _("Compliance with the standard")
_TITLES_BY_GROUP = {
    Group.account: _("Compliance with the standard, by account"),
    Group.agency: _("Compliance with the standard, by agency"),
    Group.level: _("Compliance with the standard, by level"),
    Group.platform: _("Compliance with the standard, by platform"),
    Group.jurisdiction: _("Compliance with the standard, by jurisdiction"),
}
_COLUMN_TITLES = {
    "account": _("Account"),
    "accounts": _("Accounts"),
    "agency": _("Agency"),
    "commit": _("Commit"),
    "could-not-tell": _("Could not be checked"),
    "day": _("Day"),
    "jurisdiction": _("Jurisdiction"),
    "level": _("Level"),
    "met": _("Met"),
    "month": _("Month"),
    "not-applicable": _("Not applicable"),
    "not-met": _("Not met"),
    "percent": _("Score"),
    "platform": _("Platform"),
    "waived": _("Waived"),
}


def compliance(assessments: Sequence[Assessment], day: date, language: str) -> Table:
    """Return a row for each account and clause, and a line for each that needs action.

    The reason of a row names facts by their keys, that of a line explains it in words.
    `percent` is the weight of the clauses met in percent of those required and not waived.
    """
    cells_of = cache(lambda clause: clause.published_cells(language))
    remedy_of = cache(lambda clause: clause.published_words("remedy", language) or None)
    rows: list[tuple[Value, ...]] = []
    lines: list[tuple[Value, ...]] = []
    for assessment in assessments:
        scope = tuple(part or None for part in assessment.scope)
        standard = assessment.standard.id if assessment.standard else None
        for result in assessment.results:
            code, title, severity = cells = cells_of(result.clause)
            outcome, reason = result.outcome, result.public_reason or None
            remedy = remedy_of(result.clause) if result.is_open else None
            rows.append((*scope, standard, *cells, outcome, reason, remedy))
            if result.is_open:
                account = RecordId("account", assessment.account.id)
                words = explain_result(result, language) or None
                lines.append((account, Code(code or ""), outcome, severity or "", title or "", words))
    summary: dict[str, Value] = {
        **summarize(assessments),
        "accounts without a standard": sum(assessment.standard is None for assessment in assessments),
        "scores": {group: {**summarize_by(assessments, group)} for group in Group},
    }
    is_of_one = len({assessment.scope.agency for assessment in assessments}) == 1
    overview = scores(assessments, day, Group.account if is_of_one else Group.agency, language)
    worst_first = sorted(lines, key=lambda line: (severity_rank(line[3]), str(line[0]), line[2] != Outcome.NOT_MET))
    return overview._replace(
        title=_TITLE,
        columns=COLUMNS,
        rows=tuple(rows),
        summary=summary,
        headings=HEADINGS,
        lines=tuple(worst_first),
        overview=overview,
    )


def scores(assessments: Sequence[Assessment], day: date, group: Group, language: str) -> Table:
    """Return the outcomes and the score of each group of accounts.

    People don't read how many accounts each account is.
    """
    total, groups = summarize(assessments), summarize_by(assessments, group)
    rows = tuple((name or None, *counts.values()) for name, counts in groups.items())
    title, columns = _TITLES_BY_GROUP[group], (str(group), *total)
    notes = (*audience_note(assessments), *_unchecked_note(total))
    first = columns.index("met") if group is Group.account else 1
    lines = tuple((_group_name(group, row[0]), *_cells(row[first:])) for row in sorted(rows, key=_worst_first))
    headings = _headings((columns[0], *columns[first:]))
    table = Table("compliance", title, day.isoformat(), columns, rows, total, headings, lines, notes)
    titles = (standard.published_title(language) for standard in standards_of(assessments))
    return table._replace(measures=tuple(titles))


def _cells(counts: Sequence[Value]) -> tuple[Value, ...]:
    """Return counts for people, the last of which is a score."""
    *others, percent = counts
    return (*others, Percent(percent) if isinstance(percent, int) else percent)


def _unchecked_note(total: Mapping[str, Value]) -> tuple[str, ...]:
    """Return a note if most of what counts could not be checked."""
    met, failed, unchecked = (total[outcome] for outcome in (Outcome.MET, *OPEN_OUTCOMES))
    counted = sum(count for count in (met, failed, unchecked) if isinstance(count, int))
    if not isinstance(unchecked, int) or 2 * unchecked <= counted:
        return ()
    return (
        _("{number} of {total} results could not be checked, and count as not met", number=unchecked, total=counted),
    )


def _group_name(group: Group, name: Value) -> Value:
    return RecordId(group, str(name)) if name and group is not Group.level else name


def _worst_first(row: Sequence[Value]) -> tuple[bool, int, str]:
    """Return the key that sorts groups by score, those without one last."""
    percent = row[-1]
    return (percent is None, percent if isinstance(percent, int) else 0, str(row[0] or ""))


def compliance_trend(monthly: Sequence[MonthlyScore], since: date) -> Table:
    """Return a row and a point of the chart for each month; the last is today."""
    last = monthly[-1]
    columns = ("month", "day", "commit", *last.counts)
    rows = tuple(
        (f"{score.day:%Y-%m}", str(score.day), score.commit or None, *score.counts.values()) for score in monthly
    )
    summary: dict[str, Value] = {"months": len(monthly), **last.counts}
    percents = [(str(score.day), score.counts["percent"]) for score in monthly]
    points = tuple((day, percent if isinstance(percent, int) else None) for day, percent in percents)
    chart = Chart(_("Score, month by month"), points, 100, _("Score in percent"), _("Day"))
    title = _("Compliance with the standard since {day}", day=since)
    notes = tuple(dict.fromkeys(note for score in monthly for note in score.notes))
    lines = tuple((*row[:3], *_cells(row[3:])) for row in rows)
    return Table("compliance", title, str(last.day), columns, rows, summary, _headings(columns), lines, notes, chart)


def _headings(columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(_COLUMN_TITLES[column] for column in columns)


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
    rows = tuple(_change_row(change, language) for change in changes)
    lines = tuple(_change_line(change, language) for change in sorted(changes, key=_urgency))
    failed, fail = ({item.account.id for item in items if item.has_failures} for items in (before, after))
    summary: dict[str, Value] = {
        **_counts(changes),
        "accounts newly fail": len(fail - failed),
        "accounts newly pass": len(failed - fail),
        "percent before": summarize(before)["percent"],
        "percent after": summarize(after)["percent"],
        "agencies": _agencies(changes, before, after),
    }
    notes = audience_note((*before, *after))
    return Table("compliance", title, day.isoformat(), CHANGES_COLUMNS, rows, summary, CHANGES_HEADINGS, lines, notes)


def _change_row(change: OutcomeChange, language: str) -> tuple[Value, ...]:
    is_open = change.direction in (Direction.FAILS, Direction.UNKNOWN)
    remedy = change.clause.published_words("remedy", language) or None if is_open else None
    cells = (*change.clause.published_cells(language), change.direction, change.before, change.after)
    return (*change.scope[:2], *cells, change.reason or None, remedy)


def _change_line(change: OutcomeChange, language: str) -> tuple[Value, ...]:
    clause, scope = change.clause, change.scope
    cells = (change.direction, change.before, change.after, clause.published_words("title", language))
    account = RecordId("account", scope.account, name_of(scope.account))
    return (RecordId("agency", scope.agency), account, Code(clause.published_id), *cells)


def _urgency(change: OutcomeChange) -> tuple[int, int, str]:
    severity = severity_rank(change.clause.published_text("severity"))
    return [*Direction].index(change.direction), severity, change.scope.account


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
