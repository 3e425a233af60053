"""What is asked of accounts and a standard: at a moment, by a standard that is tried, or in history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from smregister.cli.moment import day, zone_of
from smregister.cli.period import past
from smregister.cli.showing import leave, say
from smregister.errors import FatalError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from smregister.cli.moment import Moment
    from smregister.model import Record, Table
    from smregister.reading import Reading
    from smregister.standards.disclosure import Disclosure, ToldJudgement
    from smregister.standards.selection import Selection


@dataclass(frozen=True)
class Question:
    """A moment, the register as it was read there, whose accounts are asked about, and the standard that is tried."""

    now: Moment
    reading: Reading
    selection: Selection
    language: str
    tried: Record | None = None

    @cached_property
    def disclosure(self) -> Disclosure:
        """Give the register, ready to be judged."""
        from smregister.standards.disclosure import Disclosure

        return Disclosure(self.reading.register, self.now.day, self.tried)

    def judgements(self) -> list[ToldJudgement]:
        """Judge the accounts.

        Raises FatalError if the register has nothing of the kind that is asked about.
        """
        from smregister.reading import collector_resting

        with collector_resting():
            self.selection.demand(self.disclosure.public)
            return self.selection.judged(self.disclosure)


def tried(now: Moment, reading: Reading, file: Path) -> Record:
    """Read a standard to be tried; where it is not sound, say why and end with 1.

    Raises FatalError if the file can't be read.
    """
    from smregister.output.text import finding_line
    from smregister.trials import read_trial

    trial = read_trial(now.tree, reading.register.kinds, now.day, str(file), _content(file))
    for found in trial.findings:
        say(finding_line(found))
    if trial.findings:
        say(f"{file} can't be tried before that is put right; `smregister explain RULE` gives the reasons")
        leave(sound=False)
    return trial.record


def comparison(question: Question) -> Table:
    """Tell what is different by the standard that is tried."""
    title = f"What changes by `{question.tried.id if question.tried else None}`"
    return _shifts_since(question, question.reading, question.now.day, title)


def debt(question: Question, since: str) -> Table:
    """Tell what fails, or fails no more, since a moment of the past."""
    from smregister.changes.standing import gaps
    from smregister.reading import read_register

    tree, day_before = past(question.now.root, since)
    title = f"What came and went since {since} ({tree.name[:10]}, {day_before})"
    earlier = read_register(tree, day_before)
    table = _shifts_since(question, earlier, day_before, title)
    return table._replace(notes=(*table.notes, *gaps(earlier, day_before)))


def _shifts_since(question: Question, earlier: Reading, day_before: date, title: str) -> Table:
    """Tell what is different between the accounts that are asked about and those of another register, or day."""
    from smregister.reports.shifts import shifts as report_of
    from smregister.standards.comparison import shifts
    from smregister.standards.disclosure import Disclosure

    after = question.judgements()
    before = question.selection.judged(Disclosure(earlier.register, day_before))
    shifted = shifts(before, after)
    if not shifted:
        say("no account newly fails or passes a clause")
    return report_of(title, shifted, (before, after), question.now.day, question.language)


def trend(question: Question, since: str) -> Table:
    """Tell what scores were at the end of each month since a day, and today.

    Raises FatalError if that day is still to come, or there is no history.
    """
    from smregister.changes.standing import point, points
    from smregister.git import Git
    from smregister.reports.trend import trend as report_of
    from smregister.trees import CommitTree, open_tree

    now, first = question.now, day(since)
    if first > now.day:
        message = f"{since} comes after {now.day}; name an earlier day"
        raise FatalError(message)
    question.selection.demand(question.disclosure.public)
    open_tree(now.root, "HEAD")
    commit = now.tree.name[:10] if isinstance(now.tree, CommitTree) else ""
    earlier = points(Git(now.root), first, now.day, zone_of(now.tree), question.selection)
    return report_of([*earlier, point(question.reading, now.day, commit, question.selection)], first)


def _content(file: Path) -> bytes:
    """Read a file, no further than a record may go.

    Raises FatalError if it can't be read.
    """
    from smregister.trees import READING_LIMIT

    try:
        with file.open("rb") as source:
            return source.read(READING_LIMIT + 1)
    except OSError as error:
        message = f"{file} can't be read: {error.strerror}"
        raise FatalError(message) from error
