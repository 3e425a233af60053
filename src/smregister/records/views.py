"""Typed views of accounts, agencies, appointments and standards.

A view wraps a record and parses nothing until a field is read. A field has the name that it has in the schema of its
kind, with `_` after a Python keyword. A value that is missing, or of another type in an invalid record, is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from smregister.dates import DateRange, earliest, shift_day
from smregister.model import Record

T = TypeVar("T", str, bool, dict[str, Any])
V = TypeVar("V", bound="Fields")

ALL_OF_AGENCY = "all-of-agency"
"""What an appointment says that covers every account of its agency."""


class Descriptor:
    """A field that a view reads; `key` is its name in the schema."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name.removesuffix("_")


class Field(Descriptor, Generic[T]):
    """A field with one value of a type."""

    def __init__(self, type_: type[T]) -> None:
        self.type: type[T] = type_

    def __get__(self, view: Fields, owner: type | None = None) -> T | None:
        value = view.data.get(self.key)
        return value if isinstance(value, self.type) else None


class Texts(Descriptor):
    """A field with a list of texts."""

    def __get__(self, view: Fields, owner: type | None = None) -> list[str]:
        items = view.data.get(self.key)
        return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []


class Part(Descriptor, Generic[V]):
    """A field with fields of its own."""

    def __init__(self, view: type[V]) -> None:
        self.view = view

    def __get__(self, view: Fields, owner: type | None = None) -> V:
        return self.view(_mapping(view.data.get(self.key)))


class Parts(Part[V]):
    """A field with a list of items that have fields of their own."""

    def __get__(self, view: Fields, owner: type | None = None) -> list[V]:  # type: ignore[override]
        items = view.data.get(self.key)
        return [self.view(_mapping(item)) for item in items] if isinstance(items, list) else []


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class Fields:
    """Fields of a record, or of a part of it."""

    # A frozen dataclass takes three times as long to make, and rules make one a record.
    __slots__ = ("data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data


class RecordView(Fields):
    """A record whose fields are read by name."""

    __slots__ = ("record",)

    def __init__(self, record: Record) -> None:
        self.record = record
        self.data = record.data

    @property
    def id(self) -> str:
        """Return the record's id."""
        return self.record.id

    @property
    def path(self) -> str:
        """Return the record's path."""
        return self.record.path

    @property
    def agency(self) -> str | None:
        """Return the agency in whose folder the record lies."""
        return self.record.agency


class FormerHandle(Fields):
    """A handle that an account had before."""

    __slots__ = ()
    handle = Field(str)
    from_ = Field(str)
    to = Field(str)

    @property
    def term(self) -> DateRange:
        """Return the days on which the handle was the account's."""
        return DateRange(self.from_, self.to)


class Dated(Fields):
    """Something that was done on a day."""

    __slots__ = ()
    date = Field(str)


class Account(RecordView):
    """An account of an agency."""

    __slots__ = ()
    platform = Field(str)
    handle = Field(str)
    platform_id = Field(str)
    url = Field(str)
    name = Field(str)
    brand = Field(str)
    status = Field(str)
    opened = Field(str)
    closed = Field(str)
    closed_reason = Field(str)
    replaced_by = Field(str)
    former_handles = Parts(FormerHandle)
    official_site = Field(str)
    last_review = Part(Dated)
    next_review = Field(str)

    @property
    def has_ended(self) -> bool:
        """Return whether the record is kept for the account's past only."""
        return self.status in ("closed", "transferred")

    def has_ended_by(self, day: str) -> bool:
        """Return whether the account is no longer in use on a day."""
        closed = self.closed
        return closed <= day if closed else self.has_ended

    def exists_on(self, day: str) -> bool:
        """Return whether the account is approved, opened and not ended on a day, as far as its record says."""
        return (self.opened or "") <= day and self.status != "proposed" and not self.has_ended_by(day)


class Agency(RecordView):
    """An agency of the government."""

    __slots__ = ()
    name = Field(str)
    names = Field(dict)
    type = Field(str)
    level = Field(str)
    jurisdiction = Field(str)
    parent = Field(str)
    head_post = Field(str)
    contact_email = Field(str)
    brands = Texts()
    expected_accounts = Texts()
    no_accounts_reason = Field(str)
    status = Field(str)
    opened = Field(str)
    closed = Field(str)


class Officer(Fields):
    """The officer of an appointment."""

    __slots__ = ()
    name = Field(str)
    post = Field(str)
    unit = Field(str)
    removed = Part(Dated)


class Signatory(Fields):
    """The head of the agency, who signed a letter."""

    __slots__ = ()
    post = Field(str)
    name = Field(str)


class Softcopy(Fields):
    """The file of a letter, as it came."""

    __slots__ = ()
    sha256 = Field(str)
    received = Field(str)
    channel = Field(str)


class Hardcopy(Fields):
    """The paper of a letter, as it came."""

    __slots__ = ()
    received = Field(str)


class AppointmentLetter(Fields):
    """The letter of an appointment."""

    __slots__ = ()
    number = Field(str)
    date = Field(str)
    signed_by = Part(Signatory)
    softcopy = Part(Softcopy)
    hardcopy = Part(Hardcopy)


class Acting(Fields):
    """A post that an officer fills for a time."""

    __slots__ = ()
    for_ = Field(str)
    until = Field(str)


class HandoverRecord(Fields):
    """What was done when an officer left."""

    __slots__ = ()
    date = Field(str)
    to = Field(str)


class Course(Fields):
    """A course that an officer took."""

    __slots__ = ()
    course = Field(str)
    valid_until = Field(str)


class Appointment(RecordView):
    """An officer's appointment by letter."""

    __slots__ = ()
    officer = Part(Officer)
    role = Field(str)
    accounts = Texts()
    duties = Texts()
    may_approve_posts = Field(bool)
    directive = Field(str)
    letter = Part(AppointmentLetter)
    effective_from = Field(str)
    effective_to = Field(str)
    end_reason = Field(str)
    replaces = Field(str)
    replaced_by = Field(str)
    acting = Part(Acting)
    handover = Part(HandoverRecord)
    training = Parts(Course)

    @property
    def is_for_all_accounts(self) -> bool:
        """Return whether it covers every account of its agency."""
        return self.data.get("accounts") == ALL_OF_AGENCY

    @property
    def last_day(self) -> str | None:
        """Return the last day that it names itself: of its term, or of an acting that ends sooner."""
        return earliest(self.effective_to, self.acting.until)

    @property
    def term(self) -> DateRange:
        """Return the days on which it is in force as it says itself, whatever replaces it."""
        return DateRange(self.effective_from, self.last_day)

    @property
    def replaced_id(self) -> str | None:
        """Return the id of the appointment that it replaces."""
        name = self.replaces
        return f"{self.agency}/{name}" if name and "/" not in name else name

    @property
    def replacement_day(self) -> str | None:
        """Return the day on which a replacement starts: the one after its last day, if it has one."""
        return shift_day(self.last_day, 1) if self.last_day else None


class Example(Fields):
    """An example of what a clause asks for."""

    __slots__ = ()
    expect = Field(str)


class ClauseFields(Fields):
    """A clause of a standard, as it is written."""

    __slots__ = ()
    id = Field(str)
    applies_when = Field(str)
    condition = Field(str)
    examples = Parts(Example)


class Standard(RecordView):
    """A standard that accounts are assessed by."""

    __slots__ = ()
    in_force_from = Field(str)
    in_force_to = Field(str)
    jurisdictions = Texts()
    replaces = Field(str)
    clauses = Parts(ClauseFields)

    @property
    def term(self) -> DateRange:
        """Return the days on which it is in force as it says itself, whatever replaces it."""
        return DateRange(self.in_force_from, self.in_force_to)
