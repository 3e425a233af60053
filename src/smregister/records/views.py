"""Typed views of accounts, agencies, appointments and standards.

A property has the name of its field in the schema, with `_` after a Python keyword. A value that is missing, or of
another type in an invalid record, is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from smregister.dates import DateRange, earliest, shift_day
from smregister.model import Record

T = TypeVar("T", str, bool, dict[str, Any])
V = TypeVar("V", bound="Fields")

ALL_OF_AGENCY = "all-of-agency"
"""The value of `accounts` in an appointment for every account of its agency."""


ENDED = ("closed", "transferred")
"""The status of an account that is no longer in use."""


class Descriptor:
    """A field of a view; `key` is its name in the schema."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name.removesuffix("_")


class ValueField(Descriptor, Generic[T]):
    """A field with one value."""

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

    # A frozen dataclass takes three times as long to create, and rules create one a record.
    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data


class RecordView(Fields):
    """A record whose fields are read by name."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.id, self.path, self.data = record.id, record.path, record.data

    @property
    def agency(self) -> str | None:
        """Return the agency in whose folder the record lies."""
        return self.record.agency


class FormerHandle(Fields):
    """A handle that an account had before."""

    handle = ValueField(str)
    from_ = ValueField(str)
    to = ValueField(str)

    @property
    def term(self) -> DateRange:
        """Return the days on which the handle was the account's."""
        return DateRange(self.from_, self.to)


class Dated(Fields):
    """An act with its date."""

    date = ValueField(str)


class Account(RecordView):
    """An account of an agency."""

    platform = ValueField(str)
    handle = ValueField(str)
    platform_id = ValueField(str)
    url = ValueField(str)
    name = ValueField(str)
    brand = ValueField(str)
    status = ValueField(str)
    opened = ValueField(str)
    closed = ValueField(str)
    closed_reason = ValueField(str)
    replaced_by = ValueField(str)
    former_handles = Parts(FormerHandle)
    official_site = ValueField(str)
    last_review = Part(Dated)
    next_review = ValueField(str)

    @property
    def has_ended(self) -> bool:
        """Return whether the account is closed or transferred."""
        return self.status in ENDED

    def has_ended_by(self, day: str) -> bool:
        """Return whether the account is no longer in use on a day, by its last day if that is known.

        For a record as of a former day; `ended-in-future` finds a last day that contradicts the status.
        """
        closed = self.closed
        return closed <= day if closed else self.has_ended

    def exists_on(self, day: str) -> bool:
        """Return whether the account is approved, opened and not ended on a day."""
        return (self.opened or "") <= day and self.status != "proposed" and not self.has_ended_by(day)


class Agency(RecordView):
    """An agency of the government."""

    name = ValueField(str)
    names = ValueField(dict)
    type = ValueField(str)
    level = ValueField(str)
    jurisdiction = ValueField(str)
    parent = ValueField(str)
    head_post = ValueField(str)
    contact_email = ValueField(str)
    brands = Texts()
    expected_accounts = Texts()
    no_accounts_reason = ValueField(str)
    status = ValueField(str)
    opened = ValueField(str)
    closed = ValueField(str)


class Officer(Fields):
    """The officer of an appointment."""

    name = ValueField(str)
    post = ValueField(str)
    unit = ValueField(str)
    removed = Part(Dated)


class Signatory(Fields):
    """The head of the agency, who signed a letter."""

    post = ValueField(str)
    name = ValueField(str)


class Softcopy(Fields):
    """The received file of a letter."""

    sha256 = ValueField(str)
    received = ValueField(str)
    channel = ValueField(str)


class Hardcopy(Fields):
    """The received paper of a letter."""

    received = ValueField(str)


class AppointmentLetter(Fields):
    """The letter of an appointment."""

    number = ValueField(str)
    date = ValueField(str)
    signed_by = Part(Signatory)
    softcopy = Part(Softcopy)
    hardcopy = Part(Hardcopy)


class Acting(Fields):
    """The term of an acting officer."""

    for_ = ValueField(str)
    until = ValueField(str)


class HandoverRecord(Fields):
    """The handover of an officer who left."""

    date = ValueField(str)
    to = ValueField(str)
    days = ValueField(dict)

    def day_of(self, step: str) -> str | None:
        """Return the day of a step that was done."""
        day = (self.days or {}).get(step)
        return day if isinstance(day, str) else self.date


class Course(Fields):
    """A course that an officer took."""

    course = ValueField(str)
    valid_until = ValueField(str)


class Appointment(RecordView):
    """An officer's appointment by letter."""

    officer = Part(Officer)
    role = ValueField(str)
    accounts = Texts()
    duties = Texts()
    may_approve_posts = ValueField(bool)
    directive = ValueField(str)
    letter = Part(AppointmentLetter)
    effective_from = ValueField(str)
    effective_to = ValueField(str)
    end_reason = ValueField(str)
    replaces = ValueField(str)
    replaced_by = ValueField(str)
    acting = Part(Acting)
    handover = Part(HandoverRecord)
    training = Parts(Course)

    @property
    def is_for_all_accounts(self) -> bool:
        """Return whether it covers every account of its agency."""
        return self.data.get("accounts") == ALL_OF_AGENCY

    @property
    def last_day(self) -> str | None:
        """Return the last day of its term, or of an acting that ends sooner."""
        return earliest(self.effective_to, self.acting.until)

    @property
    def term(self) -> DateRange:
        """Return the days on which it is in force, without regard to what replaces it."""
        return DateRange(self.effective_from, self.last_day)

    @property
    def replaced_id(self) -> str | None:
        """Return the id of the appointment that it replaces, if it is of the same agency."""
        agency, _, name = (self.replaces or "").rpartition("/")
        return f"{self.agency}/{name}" if name and agency in ("", self.agency) else None

    @property
    def replacement_day(self) -> str | None:
        """Return the day on which a replacement starts, if the last day is known."""
        return shift_day(self.last_day, 1) if self.last_day else None


class DeskMember(Fields):
    """A member of the desk, present or past."""

    name = ValueField(str)
    post = ValueField(str)
    forge = ValueField(dict)


class RoleEntry(Fields):
    """A role of officers and its rights."""

    role = ValueField(str)
    rights = Texts()


class RegisterDetails(RecordView):
    """The register's own record."""

    name = ValueField(str)
    names = ValueField(dict)
    custodian = ValueField(str)
    desk = Parts(DeskMember)
    roles = Parts(RoleEntry)


class Example(Fields):
    """An example of a clause."""

    expect = ValueField(str)


class ClauseFields(Fields):
    """A clause of a standard."""

    id = ValueField(str)
    applies_when = ValueField(str)
    condition = ValueField(str)
    examples = Parts(Example)


class Standard(RecordView):
    """A standard that accounts are assessed by."""

    in_force_from = ValueField(str)
    in_force_to = ValueField(str)
    jurisdictions = Texts()
    replaces = ValueField(str)
    clauses = Parts(ClauseFields)

    @property
    def term(self) -> DateRange:
        """Return the days on which it is in force, without regard to what replaces it."""
        return DateRange(self.in_force_from, self.in_force_to)
