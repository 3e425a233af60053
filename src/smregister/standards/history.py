"""Scores of a register at the end of each month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, tzinfo
from typing import NamedTuple

from smregister.model import Value
from smregister.records.schema.kind_loader import has_schemas
from smregister.register.loader import Reading, read_register
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import first_commit, last_commit_before
from smregister.repository.git import Git
from smregister.standards.assessor import Assessor
from smregister.standards.facts.account_context import RegisterFacts
from smregister.standards.filters import AccountFilter
from smregister.standards.summary import audience_note, summarize
from smregister.text import Message as _


class MonthlyScore(NamedTuple):
    """Summary of the assessments on a day, with notes on readers and files.

    `commit` is empty if the register is not committed.
    """

    day: date
    commit: str
    counts: Mapping[str, Value]
    notes: tuple[str, ...]


def month_ends(since: date, until: date) -> Iterator[date]:
    """Yield the last days of months, from that of `since`, before `until`."""
    year, month = since.year, since.month
    while (end := date(year, month, monthrange(year, month)[1])) < until:
        yield end
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def monthly_scores(
    git: Git, since: date, until: date, zone: tzinfo, account_filter: AccountFilter
) -> Iterator[MonthlyScore]:
    """Yield the score of the main line at the end of each month, from the first.

    Each day is assessed by the standards in force on it. Raises FatalError if this clone has no history.
    """
    reading: Reading | None = None
    read_commit = ""
    # No month before the first commit is searched.
    first = since if git.is_shallow else max(since, first_commit(git).at(zone).date())
    for day in month_ends(first, until):
        commit = last_commit_before(git, day, zone)
        if commit is None or not has_schemas(tree := CommitTree(git, commit.id)):
            continue
        if reading is None or commit.id != read_commit:
            reading, read_commit = read_register(tree, day), commit.id
        score = score_on(RegisterFacts(reading.register, day), commit.short_id, account_filter)
        yield score._replace(notes=(*score.notes, *unread_files_note(reading, day)))


def score_on(register_facts: RegisterFacts, commit: str, account_filter: AccountFilter) -> MonthlyScore:
    """Return the score of a register on its day."""
    assessments = [*map(Assessor(register_facts).assess, account_filter.select(register_facts))]
    return MonthlyScore(register_facts.day, commit, summarize(assessments), audience_note(assessments))


def unread_files_note(reading: Reading, day: date) -> tuple[str, ...]:
    """Return a note if files of a register of the past are invalid and left out."""
    unread = reading.unread
    return (_("as of {day}, invalid files are left out: {number}", day=day, number=unread),) if unread else ()
