"""Days since posts and reviews, and reviews that are due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from smregister.appointments.agency_status import agency_statuses
from smregister.dates import Due, review_day, shift_day
from smregister.model import Record, RecordId, Table, Value
from smregister.records.views import Account
from smregister.register.register import Register
from smregister.standards.facts.account_context import RegisterFacts
from smregister.standards.facts.observations import observed_facts
from smregister.standards.in_force import standard_terms
from smregister.text import Message as _

_POSTED = ("days_since_last_post", "days_since_looked")
_REVIEWED = ("last_review", "days_since_last_review", "next_review", "days_left", "review")
COLUMNS = ("kind", "id", "agency", *_POSTED, *_REVIEWED)
HEADINGS = (
    _("Record"),
    _("Days since last post"),
    _("Days since last review"),
    _("Next review"),
    _("Days left"),
    _("Review"),
)
_SILENT_DAYS = (30, 90, 180)
# Clause LIF-01-YEAR of the baseline: a review at least once a year.
_REVIEW_INTERVAL_DAYS = 365


def freshness(register: Register, within: int) -> Table:
    """Return rows for accounts, the longest silent first, standards, guidance.

    `days_since_looked` is the age of the observation of the newest post. A review is due if at most `within` days
    are left. Without a date of its own it is due a year after the last one.
    """
    register_facts = RegisterFacts(register, register.day)
    present = (agency_status for agency_status in agency_statuses(register) if agency_status.absence is None)
    accounts = [account for agency_status in present for account in agency_status.present_accounts]
    rows = (
        *sorted((_account_row(register_facts, account, within) for account in accounts), key=_sort_key),
        *(
            (record.kind, record.id, *[None] * 5, *review_day(record.text("review_by"), register.day, within))
            for record in _documents(register)
        ),
    )
    lines = tuple((RecordId(str(row[0]), str(row[1]), f"{row[0]} {row[1]}"), row[3], *row[6:]) for row in rows)
    day, title = register.day.isoformat(), _("Posts and reviews of accounts, standards and guidance")
    return Table("freshness", title, day, COLUMNS, rows, _summary(rows), HEADINGS, lines)


def _account_row(register_facts: RegisterFacts, account: Account, within: int) -> tuple[Value, ...]:
    observation = register_facts.register.of_kind("observation").get(account.id)
    posted = (facts.get("days_since_last_post") for facts in observed_facts(observation, register_facts.days_since))
    reviewed = account.last_review.date
    yearly = shift_day(reviewed, _REVIEW_INTERVAL_DAYS) if reviewed else None
    review = review_day(account.next_review or yearly, register_facts.day, within)
    return ("account", account.id, account.agency, *posted, reviewed, register_facts.days_since(reviewed), *review)


def _documents(register: Register) -> Iterator[Record]:
    """Yield the standards that have not ended and the guidance that is not withdrawn."""
    standards, today = [*register.valid("standard")], register.day.isoformat()
    terms = standard_terms(standards)
    yield from (record for record in standards if not terms[record.id].ended_before(today))
    guidance = ((record, record.text("withdrawn")) for record in register.valid("guidance"))
    yield from (record for record, withdrawn in guidance if withdrawn is None or withdrawn > today)


def _sort_key(row: Sequence[Value]) -> tuple[int, int, str]:
    # An unknown post or review sorts after all known ones.
    silent, reviewed = (-days if isinstance(days, int) else 1 for days in (row[3], row[6]))
    return silent, reviewed, str(row[1])


def _summary(rows: Sequence[Sequence[Value]]) -> dict[str, Value]:
    accounts = [row for row in rows if row[0] == "account"]
    silent = [row[3] for row in accounts if isinstance(row[3], int)]
    due = Counter(row[-1] for row in rows)
    return {
        "accounts": len(accounts),
        **{f"silent for over {limit} days": sum(days > limit for days in silent) for limit in _SILENT_DAYS},
        "with no post known": len(accounts) - len(silent),
        **{urgency: due[urgency] for urgency in Due},
    }
