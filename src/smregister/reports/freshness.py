"""How long ago somebody posted and looked, and what is to be looked at again: accounts, standards, guidance."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from smregister.appointments.situations import situations
from smregister.dates import Due, review_day, shift_day
from smregister.model import Table
from smregister.standards.facts import Census
from smregister.standards.facts.observable import observed_facts
from smregister.standards.terms import standard_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from smregister.model import Record, Value
    from smregister.register import Register
    from smregister.views import Account

_POSTED = ("days_since_last_post", "days_since_looked")
_REVIEWED = ("last_review", "days_since_last_review", "next_review", "days_left", "review")
COLUMNS = ("kind", "id", "agency", *_POSTED, *_REVIEWED)
HEADINGS = ("Record", "Days since last post", "Days since last review", "Next review", "Days left", "Review")
_SILENT = (30, 90, 180)
# Clause LIF-01-YEAR of the baseline: looked at once a year at least.
_LONGEST_BETWEEN_REVIEWS = 365
# In the place of what nobody has looked at: after all that is known.
_UNKNOWN = -1


def freshness(register: Register, within: int) -> Table:
    """Tell of each account there is how long it has been silent, the longest first, and when it is to be reviewed.

    `days_since_looked` is how old the observation is that tells of the newest post. A review is due where no more
    than `within` days are left, of an account that names no day for it a year after the last one. Standards and
    guidance come last.
    """
    census = Census(register, register.day)
    accounts = [account for each in situations(register) if each.absence is None for account in each.present_accounts]
    documents = [*_standards(register), *_guidance(register)]
    rows = (
        *sorted((_account(census, each, within) for each in accounts), key=_order),
        *(_document(each, register.day, within) for each in documents),
    )
    lines = tuple((f"{row[0]} {row[1]}", row[3], *row[6:]) for row in rows)
    day, title = register.day.isoformat(), "How fresh accounts, standards and guidance are"
    return Table("freshness", title, day, COLUMNS, rows, _summary(rows), HEADINGS, lines)


def _account(census: Census, account: Account, within: int) -> tuple[Value, ...]:
    values, ages = observed_facts(census, census.register.of_kind("observation").get(account.id))
    fact = "days_since_last_post"
    looked = account.last_review.date
    yearly = shift_day(looked, _LONGEST_BETWEEN_REVIEWS) if looked else None
    review = review_day(account.next_review or yearly, census.day, within)
    posted = (values.get(fact), ages.get(fact))
    return ("account", account.id, account.agency, *posted, looked, census.days_since(looked), *review)


def _standards(register: Register) -> Iterator[Record]:
    """Give the standards that are in force, or are going to be."""
    day, records = register.day.isoformat(), [*register.sound("standard")]
    terms = standard_terms(records)
    return (each for each in records if not terms[each.id].ended_before(day))


def _guidance(register: Register) -> Iterator[Record]:
    day = register.day.isoformat()
    return (each for each in register.sound("guidance") if not _is_withdrawn(each, day))


def _is_withdrawn(guidance: Record, day: str) -> bool:
    withdrawn = guidance.text("withdrawn")
    return withdrawn is not None and withdrawn <= day


def _document(record: Record, today: date, within: int) -> tuple[Value, ...]:
    return (record.kind, record.id, *[None] * 5, *review_day(record.text("review_by"), today, within))


def _order(row: Sequence[Value]) -> tuple[int, int, str]:
    silent, reviewed = (-days if isinstance(days, int) else -_UNKNOWN for days in (row[3], row[6]))
    return silent, reviewed, str(row[1])


def _summary(rows: Sequence[Sequence[Value]]) -> dict[str, Value]:
    accounts = [row for row in rows if row[0] == "account"]
    silent = [row[3] for row in accounts if isinstance(row[3], int)]
    due = Counter(row[-1] for row in rows)
    return {
        "accounts": len(accounts),
        **{f"silent for over {days} days": sum(each > days for each in silent) for days in _SILENT},
        "with no post known": len(accounts) - len(silent),
        **{each: due[each] for each in Due},
    }
