"""Tables of the compliance report: on a day, by a candidate standard, or over time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from smregister.cli.moment import day, zone_of
from smregister.cli.paths import beginning
from smregister.cli.period import past
from smregister.cli.showing import leave, say
from smregister.errors import FatalError

if TYPE_CHECKING:
    from pathlib import Path

    from smregister.cli.moment import Moment
    from smregister.model import Record, Table
    from smregister.reading import Reading
    from smregister.standards.assessment import Assessment, Assessor
    from smregister.standards.facts import RegisterFacts
    from smregister.standards.filters import AccountFilter


@dataclass(frozen=True)
class Question:
    """The register, the accounts to assess, the language, and the candidate standard, if there is one."""

    now: Moment
    reading: Reading
    account_filter: AccountFilter
    language: str
    candidate: Record | None = None

    @cached_property
    def register_facts(self) -> RegisterFacts:
        """Return the facts of the register.

        Raises FatalError if the register has no such agency, level or platform.
        """
        from smregister.standards.facts import RegisterFacts

        register_facts = RegisterFacts(self.reading.register, self.now.day)
        self.account_filter.require_known(register_facts.public.register)
        return register_facts

    @cached_property
    def current(self) -> Assessor:
        """Return the assessor by the standards in force."""
        from smregister.standards.assessment import Assessor

        return Assessor(self.register_facts)

    def assess(self) -> list[Assessment]:
        """Assess the accounts, by the candidate standard if there is one."""
        assessor = self.current.with_candidate(self.candidate) if self.candidate else self.current
        return [*map(assessor.assess, self.account_filter.select(self.register_facts))]


def read_candidate(now: Moment, reading: Reading, file: Path) -> Record:
    """Return a candidate standard; report its findings and exit with 1 if it is invalid.

    Raises FatalError if the file can't be read.
    """
    from smregister.documents import MAXIMUM_BYTES
    from smregister.output.text import finding_line
    from smregister.trials import read_trial

    trial = read_trial(now.tree, reading.register.kinds, now.day, str(file), beginning(file, MAXIMUM_BYTES))
    for finding in trial.findings:
        say(finding_line(finding))
    if trial.findings:
        say(f"{file} can't be tried before that is put right; `smregister explain RULE` gives the reasons")
        leave(sound=False)
    return trial.record


def candidate_changes(question: Question, candidate: Record) -> Table:
    """Return the changes of outcomes by a candidate standard."""
    current, proposed = question.current, question.current.with_candidate(candidate)
    before = [*map(current.assess, question.account_filter.select(question.register_facts))]
    after = [proposed.assess(assessment.account, assessment.facts) for assessment in before]
    return _changes(question, f"What changes by `{candidate.id}`", before, after)


def changes_since(question: Question, since: str) -> Table:
    """Return the changes of outcomes since a commit or day."""
    from smregister.reading import read_register
    from smregister.standards.assessment import Assessor
    from smregister.standards.facts import RegisterFacts
    from smregister.standards.history import unread_note

    tree, day_before = past(question.now.root, since)
    title = f"What came and went since {since} ({tree.name[:10]}, {day_before})"
    reading = read_register(tree, day_before)
    earlier = RegisterFacts(reading.register, day_before)
    after = question.assess()
    before = [*map(Assessor(earlier).assess, question.account_filter.select(earlier))]
    table = _changes(question, title, before, after)
    return table._replace(notes=(*table.notes, *unread_note(reading, day_before)))


def _changes(question: Question, title: str, before: list[Assessment], after: list[Assessment]) -> Table:
    from smregister.reports.compliance_changes import compliance_changes
    from smregister.standards.comparison import compare

    changes = compare(before, after)
    if not changes:
        say("no account newly fails or passes a clause")
    return compliance_changes(title, changes, before, after, question.now.day, question.language)


def trend(question: Question, since: str) -> Table:
    """Return the scores at the end of each month since a day, and today.

    Raises FatalError if the day lies in the future, or there is no history.
    """
    from smregister.git import Git
    from smregister.reports.compliance_trend import compliance_trend
    from smregister.standards.history import monthly_scores, score_on
    from smregister.trees import CommitTree, open_tree

    now, first = question.now, day(since)
    if first > now.day:
        raise FatalError(f"{since} comes after {now.day}; name an earlier day")
    register_facts = question.register_facts
    open_tree(now.root, "HEAD")
    commit = now.tree.name[:10] if isinstance(now.tree, CommitTree) else ""
    earlier = monthly_scores(Git(now.root), first, now.day, zone_of(now.tree), question.account_filter)
    return compliance_trend([*earlier, score_on(register_facts, commit, question.account_filter)], first)
