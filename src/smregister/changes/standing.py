"""How a register stood to its standards at the end of each month: judged as it was, by what was in force."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from smregister.changes.commits import commit_on
from smregister.reading import read_register
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
    """What the judgements of a day come to, and whom that is not for, in sentences.

    `commit` is empty where the register stands in no commit.
    """

    day: date
    commit: str
    counts: Mapping[str, Value]
    notes: tuple[str, ...]


def month_ends(since: date, until: date) -> Iterator[date]:
    """Give the last days of months, from that of a day on, that come before another."""
    year, month = since.year, since.month
    while (end := _month_end(year, month)) < until:
        yield end
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def points(git: Git, since: date, until: date, zone: tzinfo, selection: Selection) -> Iterator[Point]:
    """Tell for the end of each month how the main line of HEAD stood; a month before its first commit is left out.

    Raises FatalError if that can't be told of this clone.
    """
    reading: Reading | None = None
    read = ""
    for day in month_ends(since, until):
        commit = commit_on(git, day, zone)
        if commit is None:
            continue
        if reading is None or commit.id != read:
            reading, read = read_register(CommitTree(git, commit.id), day), commit.id
        yield point(Knowledge(reading.register, day), commit.short_id, selection)


def point(knowledge: Knowledge, commit: str, selection: Selection) -> Point:
    """Judge a register by what is known of it."""
    judgements = [*map(Disclosure(knowledge).judge, selection.chosen(knowledge))]
    return Point(knowledge.census.day, commit, tally(judgements), for_whom(judgements))


def _month_end(year: int, month: int) -> date:
    following = date(year, month, 28) + timedelta(days=4)
    return following - timedelta(days=following.day)
