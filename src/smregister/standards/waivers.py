"""Waivers: for whom one counts, on which days, and why one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    since, until, ended = record.text("from") or "", record.text("until") or "", record.text("ended")
    approved = record.text("approved", "date")
    if not approved or approved > day or not since <= day <= until or (ended and ended <= day):
        return None
    if length_fault(record):
        return None
    account = record.text("account") or ""
    return Waiver(
        record.id,
        record.agency or "",
        account if "/" in account or not account else f"{record.agency}/{account}",
        record.text("standard") or "",
        record.text("clause") or "",
        record.text("reason") or "",
        until,
    )


def length_fault(record: Record) -> str | None:
    """Say that a waiver lasts for more than a year, if it does (GOV-01)."""
    since, until = record.text("from") or "", record.text("until") or ""
    last = f"{int(since[:4]) + 1:04d}{since[4:]}"
    return f"it lasts until {until}, and a year is the most: {last}" if until > last else None
