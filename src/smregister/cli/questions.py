"""What is asked of accounts and a standard: at a moment, by a standard that is tried, or in history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from smregister.cli.console import leave, say
from smregister.cli.context import day, zone_of
from smregister.cli.paths import beginning
from smregister.cli.period import past
from smregister.errors import FatalError

if TYPE_CHECKING:
    from pathlib import Path

    from smregister.cli.context import Moment
    from smregister.model import Record, Table
    from smregister.reading import Reading
    from smregister.standards.disclosure import Disclosure, ToldJudgement
    from smregister.standards.knowledge import Knowledge
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
    def knowledge(self) -> Knowledge:
        """Give what is known of the accounts.

        Raises FatalError if the register has nothing of the kind that is asked about.
        """
        from smregister.standards.knowledge import Knowledge

        knowledge = Knowledge(self.reading.register, self.now.day)
        self.selection.demand(knowledge.public)
        return knowledge

    @cached_property
    def disclosure(self) -> Disclosure:
        """Give who judges them."""
        from smregister.standards.disclosure import Disclosure

        return Disclosure(self.knowledge, self.tried)

    def judgements(self) -> list[ToldJudgement]:
        """Judge the accounts."""
        return [*map(self.disclosure.judge, self.selection.chosen(self.knowledge))]


def tried(now: Moment, reading: Reading, file: Path) -> Record:
    """Read a standard to be tried; where it is not sound, say why and end with 1.

    Raises FatalError if the file can't be read.
    """
    from smregister.documents import MAXIMUM_BYTES
    from smregister.output.text import finding_line
    from smregister.trials import read_trial

    trial = read_trial(now.tree, reading.register.kinds, now.day, str(file), beginning(file, MAXIMUM_BYTES))
    for found in trial.findings:
        say(finding_line(found))
    if trial.findings:
        say(f"{file} can't be tried before that is put right; `smregister explain RULE` gives the reasons")
        leave(sound=False)
    return trial.record


def comparison(question: Question) -> Table:
    """Tell what is different by the standard that is tried."""
    from smregister.standards.disclosure import Disclosure

    own, tried = Disclosure(question.knowledge), question.disclosure
    # Of each account what is known is found once for both.
    both = [(own.judge(each), tried.judge(each)) for each in question.selection.chosen(question.knowledge)]
    title = f"What changes by `{question.tried.id if question.tried else None}`"
    return _shifts(question, title, [before for before, _ in both], [after for _, after in both])


def debt(question: Question, since: str) -> Table:
    """Tell what fails, or fails no more, since a moment of the past."""
    from smregister.changes.standing import gaps
    from smregister.reading import read_register
    from smregister.standards.disclosure import Disclosure
    from smregister.standards.knowledge import Knowledge

    tree, day_before = past(question.now.root, since)
    title = f"What came and went since {since} ({tree.name[:10]}, {day_before})"
    reading = read_register(tree, day_before)
    earlier = Knowledge(reading.register, day_before)
    after = question.judgements()
    before = [*map(Disclosure(earlier).judge, question.selection.chosen(earlier))]
    table = _shifts(question, title, before, after)
    return table._replace(notes=(*table.notes, *gaps(reading, day_before)))


def _shifts(question: Question, title: str, before: list[ToldJudgement], after: list[ToldJudgement]) -> Table:
    """Tell what is different between two judgements."""
    from smregister.reports.shifts import shifts as report_of
    from smregister.standards.comparison import shifts

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
    knowledge = question.knowledge
    open_tree(now.root, "HEAD")
    commit = now.tree.name[:10] if isinstance(now.tree, CommitTree) else ""
    earlier = points(Git(now.root), first, now.day, zone_of(now.tree), question.selection)
    return report_of([*earlier, point(knowledge, commit, question.selection)], first)
