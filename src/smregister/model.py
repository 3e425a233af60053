"""Frozen values: records, findings, changes and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from smregister.pointers import format_pointer

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value] | None"
"""A value of the plain profile of YAML that records use."""

Pointer: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the root of a document; `()` is the root."""


class Position(NamedTuple):
    """Line and column in a text file; both count from 1, columns in characters."""

    line: int
    column: int


START = Position(1, 1)


class Severity(StrEnum):
    """Severity of a finding: only an error makes the data invalid."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """The position in the order from worst to least."""
        return _SEVERITY_RANKS[self]


_SEVERITY_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of a register.

    `explanation` has two paragraphs or more: what was found, then why it matters and what to do.
    """

    name: str
    severity: Severity
    explanation: str


class Document(NamedTuple):
    """Plain data, and the position of each pointer; of a member, that of its key."""

    data: dict[str, Value]
    positions: Mapping[Pointer, Position]

    def position(self, pointer: Pointer) -> Position:
        """Return the position of a pointer, or of its nearest parent that exists."""
        while pointer and pointer not in self.positions:
            pointer = pointer[:-1]
        return self.positions.get(pointer, START)


@dataclass(frozen=True, slots=True)
class Record:
    """The record in one file of the register.

    `valid` is true if its schema found no error. Rules check valid records only.
    """

    kind: str
    id: str
    path: str
    data: Mapping[str, Value]
    valid: bool = True

    @property
    def agency(self) -> str | None:
        """Return the agency in whose folder the record lies; None for the desk."""
        return agency_of(self.kind, self.id)

    @property
    def name(self) -> str:
        """Return the last part of the id: the name within its folder."""
        return name_of(self.id)

    def value(self, *pointer: str | int) -> Value:
        """Return the value at a pointer; None if there is none."""
        return self.data.get(pointer[0]) if len(pointer) == 1 else resolve_pointer(self.data, pointer)  # type: ignore[arg-type]

    def text(self, *pointer: str | int) -> str | None:
        """Return the text at a pointer; None if there is none."""
        value = self.value(*pointer)
        return value if isinstance(value, str) else None

    def items(self, *pointer: str | int) -> list[Value]:
        """Return the list at a pointer; empty if there is none."""
        value = self.value(*pointer)
        return value if isinstance(value, list) else []

    def texts(self, *pointer: str | int) -> list[str]:
        """Return the texts in the list at a pointer."""
        return [item for item in self.items(*pointer) if isinstance(item, str)]


def agency_of(kind: str, record_id: str) -> str | None:
    """Return the agency in whose folder a record lies, from its id; None: the desk."""
    agency, slash, _ = record_id.partition("/")
    return agency if slash or kind == "agency" else None


def name_of(record_id: str) -> str:
    """Return the last part of an id."""
    return record_id.rpartition("/")[2]


class Problem(NamedTuple):
    """What a rule finds: a record, the pointer that it is about, and the message.

    A problem that depends on the date holds from `since` on and before `until`.
    """

    path: str
    pointer: Pointer
    message: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A problem with its position, in the order in which findings are shown."""

    path: str
    line: int
    column: int
    rule: str
    pointer: str = field(compare=False)
    severity: Severity = field(compare=False)
    message: str


def create_finding(rule: Rule, path: str, position: Position, pointer: Pointer, message: str) -> Finding:
    """Create the finding of a rule at a position."""
    return Finding(path, position.line, position.column, rule.name, format_pointer(pointer), rule.severity, message)


PlainFinding: TypeAlias = tuple[str, int, int, str, str, str, str, str, str]


class TimedFinding(NamedTuple):
    """A finding that holds from `since` on and before `until`; empty for open."""

    finding: Finding
    since: str = ""
    until: str = ""

    def holds(self, day: str) -> bool:
        """Return whether the finding holds on a day."""
        return self.since <= day and (not self.until or day < self.until)

    def to_plain(self) -> PlainFinding:
        """Return the finding as plain values, for the cache or another process."""
        path, line, column = self.finding.path, self.finding.line, self.finding.column
        rule, pointer, severity = self.finding.rule, self.finding.pointer, str(self.finding.severity)
        return path, line, column, rule, pointer, severity, self.finding.message, self.since, self.until

    @classmethod
    def from_plain(cls, plain: PlainFinding) -> TimedFinding:
        """Create a finding from what `to_plain` returned."""
        path, line, column, rule, pointer, severity, message, since, until = plain
        return cls(Finding(path, line, column, rule, pointer, Severity(severity), message), since, until)


class ValidationResult(NamedTuple):
    """The findings, in order, and the number of validated records.

    `debt` counts the errors that a change leaves as they were; only with a base.
    """

    findings: tuple[Finding, ...]
    records: int
    debt: int = 0

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

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
    """What a change does to a record."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


class Change(NamedTuple):
    """The change of one record; a renamed one has the same content under another id."""

    type: ChangeType
    before: Record | None
    after: Record | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def record(self) -> Record:
        """Return the record after the change, or before it if it was removed."""
        record = self.after or self.before
        assert record is not None, "a change has at least one side"  # noqa: S101
        return record


class Difference(NamedTuple):
    """The changes between two trees, and the findings of the files that can't be read."""

    changes: list[Change]
    findings: list[Finding]

    @property
    def paths(self) -> set[str]:
        """Return the paths of the changed records on both sides."""
        return {record.path for change in self.changes for record in (change.before, change.after) if record}

    def counts(self) -> dict[str, int]:
        """Count the changes by type."""
        return {str(type_): sum(change.type is type_ for change in self.changes) for type_ in ChangeType}


class TextChange(NamedTuple):
    """Lines for people that a file loses and gets: comments of a record, or a text beside records."""

    path: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


class Denial(NamedTuple):
    """A path or field that the author may not change, why, and who approves."""

    path: str
    pointer: Pointer
    reason: str
    needs: str = "desk"


class Approver(NamedTuple):
    """A member of the desk who can approve a change."""

    user_id: int
    login: str
    post: str


@dataclass(frozen=True, slots=True)
class Authorization:
    """The authority of a change, what it does not cover, and who can approve."""

    authority: tuple[str, ...]
    denials: tuple[Denial, ...]
    approvers: tuple[Approver, ...]

    @property
    def allowed(self) -> bool:
        """Return whether the whole change may be made."""
        return not self.denials

    @property
    def needs_desk(self) -> bool:
        """Return whether an approval of the desk would allow more."""
        return any(denial.needs == "desk" for denial in self.denials)


@dataclass(frozen=True, slots=True)
class Review:
    """The findings, authorization and changes of a proposal, all public.

    `other_files` are the changed files that are not records, `texts` what no program reads: comments, README.md.
    """

    validation: ValidationResult
    authorization: Authorization
    difference: Difference
    other_files: tuple[str, ...] = ()
    texts: tuple[TextChange, ...] = ()

    @property
    def accepted(self) -> bool:
        """Return whether the proposal may be merged."""
        return self.validation.is_valid and self.authorization.allowed


class Code(str):
    """A text that people copy as it is: an id, a command or the name of a field."""

    __slots__ = ()


class Command(Code):
    """A command for a terminal; a page leaves it out."""

    __slots__ = ()


class RecordId(Code):
    """The id of a record with its kind; a page shows the record's name instead."""

    __slots__ = ("id", "kind")
    id: str
    kind: str

    def __new__(cls, kind: str, record_id: str, text: str = "") -> RecordId:
        """Create the id with the text for people, by default the id itself."""
        self = super().__new__(cls, text or record_id)
        self.kind, self.id = kind, record_id
        return self


class Label(NamedTuple):
    """The name of a record for people, its public address, its platform and its agency."""

    name: str
    url: str = ""
    platform: str = ""
    agency: str = ""


class Source(NamedTuple):
    """The register behind a table: its name, its custodian, labels by kind and id, and the language to read it in."""

    register: str = ""
    custodian: str = ""
    labels: Mapping[tuple[str, str], Label] = {}
    language: str = "en"


class Chart(NamedTuple):
    """Labeled values in order of time, None or at most `highest`."""

    title: str
    points: tuple[tuple[str, int | None], ...]
    highest: int
    value_axis: str
    point_axis: str


class Table(NamedTuple):
    """The result of a report: named columns, rows, a day and a summary.

    Programs rely on `columns` and `rows`. People read `headings` and `lines`, the same in fewer columns, the worst
    first. `notes` are sentences on how to read the rows; `chart` holds what a picture shows better. `measures` are
    the titles of what accounts are measured by, and `overview` is a short table to read first.
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
    measures: tuple[str, ...] = ()
    overview: Table | None = None
    source: Source = Source()


def resolve_pointer(data: object, pointer: tuple[str | int, ...]) -> Value:
    """Return the value at a pointer in plain data; None if there is none."""
    for step in pointer:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and (text := str(step)).isascii() and text.isdigit() and int(text) < len(data):
            data = data[int(text)]
        else:
            return None
    return data  # type: ignore[return-value]
