"""The content of a letter, independent of its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """A fact with its label."""

    label: str
    value: str


class AccountRow(NamedTuple):
    """An account in the table of a letter."""

    platform: str
    handle: str
    address: str


class Mark(NamedTuple):
    """The record of a letter, its check code, and its public address, if any."""

    record: str
    check_code: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The texts of a letter by the names in templates; unused ones are empty."""

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
    account_columns: AccountRow
    accounts: tuple[AccountRow, ...]
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
    """The date of the letter; of a blank one, the day on which it was written (YYYY-MM-DD)."""
