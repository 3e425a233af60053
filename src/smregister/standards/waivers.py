"""Waivers: accounts, days and limits."""

from __future__ import annotations

from typing import NamedTuple

from smregister.dates import DateRange, day_before
from smregister.model import Record
from smregister.records.privacy import Redaction


class Waiver(NamedTuple):
    """A waiver from a clause; an empty `account` means all of an agency.

    `published_until` is the last day as far as it is published.
    """

    id: str
    agency: str
    account: str
    standard: str
    clause: str
    reason: str
    until: str
    published_until: str = ""


def read_waiver(record: Record, day: str, redaction: Redaction | None = None) -> Waiver | None:
    """Return the waiver in a valid record; None if it is not in force on a day.

    It is in force from its first day to its last or the day before it was ended, once the desk has approved it.
    A waiver for more than a year never is.
    """
    approved = record.text("approved", "date")
    if not approved or approved > day or not DateRange(record.text("from"), last_day(record)).contains(day):
        return None
    if length_error(record):
        return None
    standard, clause, reason, until = (record.text(name) or "" for name in ("standard", "clause", "reason", "until"))
    published = redaction.remove_private(record.data).get("until") if redaction else None
    published_until = published if isinstance(published, str) else ""
    return Waiver(record.id, record.agency or "", account_of(record), standard, clause, reason, until, published_until)


def account_of(record: Record) -> str:
    """Return the id of the account that a waiver is for; empty means all."""
    account = record.text("account") or ""
    return account if "/" in account or not account else f"{record.agency}/{account}"


def last_day(record: Record) -> str:
    """Return the last day of a waiver: its own, or the day before it was ended."""
    until, ended = record.text("until") or "", record.text("ended")
    return min(until, day_before(ended)) if ended else until


def length_error(record: Record) -> str | None:
    """Return a message if a waiver lasts for more than a year (GOV-01)."""
    since, until = record.text("from") or "", record.text("until") or ""
    # The year after one with a 29 February has none.
    last = f"{int(since[:4]) + 1:04d}{'-02-28' if since.endswith('-02-29') else since[4:]}"
    return f"`until` is {until}, but a waiver lasts one year at most, until {last}" if until > last else None
