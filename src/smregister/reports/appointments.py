"""Accounts with the number of their officers and the appointments in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from smregister.appointments.agency_status import AgencyStatus, Term, agency_statuses
from smregister.model import RecordId, Table, Value
from smregister.records.views import Account
from smregister.register.register import Register
from smregister.text import Message as _

COLUMNS = ("account", "officers", "agency", "level", "platform", "appointments", "posts", "until")
HEADINGS = (_("Account"), _("Officers"), _("Posts"), _("In force to"))
_COUNTED = ("without officer", "with one officer", "with several officers")


def appointments(register: Register) -> Table:
    """Return a row for each account with its officers, the fewest first.

    `until` is the day on which the last of the appointments ends; None if one is open-ended.
    """
    statuses = agency_statuses(register)
    rows = sorted(
        (
            _row(agency_status, account, agency_status.officers_of(account))
            for agency_status in statuses
            if agency_status.absence is None
            for account in agency_status.present_accounts
        ),
        key=lambda row: (row[1], row[0]),
    )
    in_force = sum(len(agency_status.present_terms) for agency_status in statuses)
    by_level = groupby(sorted(rows, key=_level), key=_level)
    levels: dict[str, Value] = {level: {**_counts(group)} for level, group in by_level}
    summary = {**_counts(rows), "appointments in force": in_force, "levels": levels}
    lines = tuple(
        (RecordId("account", str(account)), officers, posts, until) for account, officers, *_, posts, until in rows
    )
    day, title = register.day.isoformat(), _("Accounts and their officers")
    return Table("appointments", title, day, COLUMNS, tuple(rows), summary, HEADINGS, lines)


def _row(agency_status: AgencyStatus, account: Account, officers: Sequence[Term]) -> tuple[Value, ...]:
    posts = [term.appointment.officer.post or "" for term in officers]
    ends = [term.dates.end or "" for term in officers]
    return (
        account.id,
        len(officers),
        agency_status.agency.id,
        agency_status.agency.level,
        account.platform,
        ", ".join(term.appointment.id for term in officers) or None,
        ", ".join(posts) or None,
        max(ends) if ends and all(ends) else None,
    )


def _level(row: Sequence[Value]) -> str:
    return str(row[3])


def _counts(rows: Iterable[tuple[Value, ...]]) -> Mapping[str, Value]:
    counts = Counter(_COUNTED[min(officers, 2)] for _, officers, *_ in rows if isinstance(officers, int))
    return {label: counts[label] for label in _COUNTED}
