"""The values everything else is made of: frozen, without behaviour that reads or writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from smregister.pointers import format_pointer

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value] | None"
"""What a record can hold: the plain profile of YAML, nothing else."""

Pointer: TypeAlias = tuple[str | int, ...]
"""A route of keys and list positions from the root of a document; `()` is the root."""


class Position(NamedTuple):
    """A place in a text file; line and column count from 1, columns in characters."""

    line: int
    column: int


START = Position(1, 1)


class Severity(StrEnum):
    """How much a finding weighs: only an error makes the data wrong."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that can be wrong with a register.

    `explanation` has two paragraphs or more: what was found, then why it matters and what to do.
    """

    name: str
    severity: Severity
    explanation: str


class Document(NamedTuple):
    """Plain data, and for every route of keys the place where it stands in the file.

    The place of a member of a mapping is that of its key.
    """

    data: dict[str, Value]
    positions: Mapping[Pointer, Position]

    def position(self, pointer: Pointer) -> Position:
        """Return the place of a route, or of the nearest thing above it that exists."""
        while pointer and pointer not in self.positions:
            pointer = pointer[:-1]
        return self.positions.get(pointer, START)


@dataclass(frozen=True, slots=True)
class Record:
    """One file of the register, read.

    `valid` is true if its schema found no error. Rules check valid records only.
    """

    kind: str
    id: str
    path: str
    data: Mapping[str, Value]
    valid: bool = True

    @property
    def agency(self) -> str | None:
        """Name the agency in whose folder the record lies; none for the desk's own records."""
        return agency_of(self.kind, self.id)

    @property
    def name(self) -> str:
        """Return the last part of the id: the name within the agency or the desk's folder."""
        return name_of(self.id)

    def value(self, *route: str | int) -> Value:
        """Follow a route of keys; None where it leads nowhere."""
        return self.data.get(route[0]) if len(route) == 1 else resolve_pointer(self.data, route)  # type: ignore[arg-type]

    def text(self, *route: str | int) -> str | None:
        """Follow a route of keys to a text; None where there is none."""
        found = self.value(*route)
        return found if isinstance(found, str) else None

    def items(self, *route: str | int) -> list[Value]:
        """Follow a route of keys to a list; empty where there is none."""
        found = self.value(*route)
        return found if isinstance(found, list) else []

    def texts(self, *route: str | int) -> list[str]:
        """Follow a route of keys to a list and keep the texts in it."""
        return [item for item in self.items(*route) if isinstance(item, str)]


def agency_of(kind: str, record_id: str) -> str | None:
    """Name the agency in whose folder the record with an id lies; none for the desk's own records."""
    agency, slash, _ = record_id.partition("/")
    return agency if slash or kind == "agency" else None


def name_of(record_id: str) -> str:
    """Return the last part of an id."""
    return record_id.rpartition("/")[2]


class Problem(NamedTuple):
    """What a rule found: a record, the route of keys it is about, and the message.

    A problem that time brings or cures has days: it is one from `since` on, and no more from `until` on.
    """

    path: str
    pointer: Pointer
    message: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault with its place, in the order in which findings are shown."""

    path: str
    line: int
    column: int
    rule: str
    pointer: str = field(compare=False)
    severity: Severity = field(compare=False)
    message: str


PlainFinding: TypeAlias = tuple[str, int, int, str, str, str, str, str, str]


class TimedFinding(NamedTuple):
    """A finding, and the days on which it holds: from `since` on, and before `until`; empty for open."""

    finding: Finding
    since: str = ""
    until: str = ""

    def holds(self, day: str) -> bool:
        """Check whether the finding holds on a day."""
        return self.since <= day and (not self.until or day < self.until)

    def to_plain(self) -> PlainFinding:
        """Return the finding as plain values, for the cache or another process."""
        path, line, column = self.finding.path, self.finding.line, self.finding.column
        rule, pointer, severity = self.finding.rule, self.finding.pointer, str(self.finding.severity)
        return path, line, column, rule, pointer, severity, self.finding.message, self.since, self.until

    @classmethod
    def from_plain(cls, plain: PlainFinding) -> TimedFinding:
        """Read what `to_plain` returned."""
        path, line, column, rule, pointer, severity, message, since, until = plain
        return cls(Finding(path, line, column, rule, pointer, Severity(severity), message), since, until)


class ValidationResult(NamedTuple):
    """The findings, in order, and how many records were judged.

    `debt` counts the errors that a change leaves as they were; only with a base.
    """

    findings: tuple[Finding, ...]
    records: int
    debt: int = 0

    def count(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(found.severity is severity for found in self.findings)

    @property
    def is_valid(self) -> bool:
        """Return whether there is no error."""
        return not self.count(Severity.ERROR)


class FieldChange(NamedTuple):
    """One field before and after; None where it was or is absent."""

    pointer: Pointer
    before: Value
    after: Value


class ChangeType(StrEnum):
    """What happened to a record between two moments."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


class Change(NamedTuple):
    """What happened to one record; a renamed one has the same content under another id."""

    type: ChangeType
    before: Record | None
    after: Record | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def record(self) -> Record:
        """Return the record as it is now, or as it was if it is no more."""
        record = self.after or self.before
        assert record is not None, "a change has at least one side"  # noqa: S101
        return record


class Chart(NamedTuple):
    """Values in the order of time, each with its label; None where there is none, and none above `highest`."""

    title: str
    points: tuple[tuple[str, int | None], ...]
    highest: int


class Table(NamedTuple):
    """What a report tells: rows of values in named columns, true on a day, with what they come to.

    Programs rely on `columns` and `rows`; people read `headings` and `lines`, which tell the same in fewer columns.
    `notes` are sentences that whoever reads the rows should know; `chart` shows what a picture shows better.
    """

    name: str
    title: str
    as_of: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    summary: Mapping[str, Value]
    headings: tuple[str, ...]
    lines: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    chart: Chart | None = None


def resolve_pointer(data: object, route: tuple[str | int, ...]) -> Value:
    """Follow a route of keys and positions through plain data; None where it leads nowhere."""
    for step in route:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and _is_position(step, data):
            data = data[int(step)]
        else:
            return None
    return data  # type: ignore[return-value]


def _is_position(step: str | int, items: list[Value]) -> bool:
    return (isinstance(step, int) or (step.isascii() and step.isdigit())) and int(step) < len(items)


def finding(rule: Rule, path: str, position: Position, pointer: Pointer, message: str) -> Finding:
    """Make the finding of a rule at a place."""
    return Finding(path, position.line, position.column, rule.name, format_pointer(pointer), rule.severity, message)
