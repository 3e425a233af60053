"""What stands in a letter, as a value that every format writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """A fact with its label."""

    label: str
    value: str


class Account(NamedTuple):
    """An account as a letter lists it."""

    platform: str
    handle: str
    address: str


class Mark(NamedTuple):
    """How the register knows a letter: its record, a short code, and the public address with both, if there is one."""

    record: str
    fingerprint: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """All that stands in a letter, in the order in which it stands there; what does not apply is empty."""

    language: str
    locale: str
    title: str
    above: tuple[str, ...]
    agency: str
    contact: str
    reference: tuple[Line, ...]
    basis: str
    opening: str
    officer: tuple[Line, ...]
    role: str
    acting: str
    replacement: str
    duties_heading: str
    duties: tuple[str, ...]
    approval: str
    accounts_heading: str
    account_columns: Account
    accounts: tuple[Account, ...]
    term: str
    closing: str
    place_and_date: str
    signatory_post: str
    signatory_name: str
    copies_heading: str
    copies: tuple[str, ...]
    mark_heading: str
    mark: tuple[Line, ...]
    address: str
    code_description: str
    page: str
    day: str
    """The letter's date, or of a blank one the day on which it was drawn up, as year-month-day."""
