"""How a register stood to its standards at the end of each month: judged as it was, by what was in force."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from smregister.changes.commits import commit_on, first_commit
from smregister.reading import read_register
from smregister.schemas import has_schemas
from smregister.standards.disclosure import Disclosure, for_whom
from smregister.standards.knowledge import Knowledge
from smregister.standards.tallies import tally
from smregister.trees import CommitTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    from smregister.git import Git
    from smregister.model import Value
    from smregister.reading import Reading
    from smregister.standards.selection import Selection


class Point(NamedTuple):
    """What the judgements of a day come to, and, in sentences, whom that is not for and what is left out.

    `commit` is empty where the register stands in no commit.
    """

    day: date
    commit: str
    counts: Mapping[str, Value]
    notes: tuple[str, ...]


def month_ends(since: date, until: date) -> Iterator[date]:
    """Give the last days of months, from that of a day on, that come before another."""
    year, month = since.year, since.month
    while (end := date(year, month, monthrange(year, month)[1])) < until:
        yield end
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def points(git: Git, since: date, until: date, zone: tzinfo, selection: Selection) -> Iterator[Point]:
    """Tell for the end of each month how the main line of HEAD stood; a month before there was a register is left out.

    Raises FatalError if that can't be told of this clone.
    """
    reading: Reading | None = None
    read = ""
    for day in month_ends(_beginning(git, since, zone), until):
        commit = commit_on(git, day, zone)
        if commit is None or not has_schemas(tree := CommitTree(git, commit.id)):
            continue
        if reading is None or commit.id != read:
            reading, read = read_register(tree, day), commit.id
        told = point(Knowledge(reading.register, day), commit.short_id, selection)
        yield told._replace(notes=(*told.notes, *gaps(reading, day)))


def point(knowledge: Knowledge, commit: str, selection: Selection) -> Point:
    """Judge a register by what is known of it."""
    judgements = [*map(Disclosure(knowledge).judge, selection.chosen(knowledge))]
    return Point(knowledge.census.day, commit, tally(judgements), for_whom(judgements))


def gaps(reading: Reading, day: date) -> tuple[str, ...]:
    """Say in a sentence, if it is so, that a register of the past is told of without some of its files."""
    unread = reading.unread
    return (f"as of {day}, files that can't be relied on are left out: {unread}",) if unread else ()


def _beginning(git: Git, since: date, zone: tzinfo) -> date:
    """Give the day with which to begin, so that nobody looks for commits in centuries without any."""
    return since if git.is_shallow else max(since, first_commit(git).at(zone).date())
