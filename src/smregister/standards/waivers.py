"""Waivers: for whom one counts, on which days, and why one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.dates import DateRange, day_before

if TYPE_CHECKING:
    from smregister.model import Record


class Waiver(NamedTuple):
    """A permission not to keep to a clause, for one account or, where `account` is empty, for all of an agency."""

    id: str
    agency: str
    account: str
    standard: str
    clause: str
    reason: str
    until: str


def read_waiver(record: Record, day: str) -> Waiver | None:
    """Read a sound record; None where it counts for nothing on a day.

    It counts if the desk has approved it, between its days, until it was ended, and only if it is for a year at most.
    """
    approved = record.text("approved", "date")
    if not approved or approved > day or not DateRange(record.text("from"), last_day(record)).contains(day):
        return None
    if length_fault(record):
        return None
    return Waiver(
        record.id,
        record.agency or "",
        account_of(record),
        record.text("standard") or "",
        record.text("clause") or "",
        record.text("reason") or "",
        record.text("until") or "",
    )


def account_of(record: Record) -> str:
    """Give the id of the account that a waiver is for; empty where it is for all of its agency."""
    account = record.text("account") or ""
    return account if "/" in account or not account else f"{record.agency}/{account}"


def last_day(record: Record) -> str:
    """Give the last day of a waiver, its own or the one before it was ended."""
    until, ended = record.text("until") or "", record.text("ended")
    return min(until, day_before(ended)) if ended else until


def length_fault(record: Record) -> str | None:
    """Say that a waiver lasts for more than a year, if it does (GOV-01)."""
    since, until = record.text("from") or "", record.text("until") or ""
    # The year after one with a 29 February has none.
    last = f"{int(since[:4]) + 1:04d}{'-02-28' if since.endswith('-02-29') else since[4:]}"
    return f"it lasts until {until}, and a year is the most: {last}" if until > last else None
