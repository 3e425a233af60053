"""Which accounts have no officer, which have one, and who is in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from smregister.appointments.agency_status import AgencyStatus, situations
from smregister.appointments.mandates import Term
from smregister.model import Table, Value
from smregister.records.views import Account
from smregister.register.register import Register

COLUMNS = ("account", "officers", "agency", "level", "platform", "appointments", "posts", "until")
HEADINGS = ("Account", "Officers", "Posts", "Until")
_COUNTED = ("without officer", "with one officer", "with several officers")


def appointments(register: Register) -> Table:
    """Tell of each account there is on the register's day who runs it, those with the fewest officers first.

    `until` is the day on which the last of the appointments ends; there is none where one is open-ended.
    """
    read_paths = situations(register)
    rows = sorted((row for each in read_paths for row in _rows(each)), key=lambda row: (row[1], row[0]))
    in_force = sum(len(each.present_terms) for each in read_paths)
    summary = {**_counts(rows), "appointments in force": in_force, "levels": _levels(rows)}
    lines = tuple((account, officers, posts, until) for account, officers, *_, posts, until in rows)
    day, title = register.day.isoformat(), "Accounts and their officers"
    return Table("appointments", title, day, COLUMNS, tuple(rows), summary, HEADINGS, lines)


def _rows(situation: AgencyStatus) -> Iterator[tuple[Value, ...]]:
    if situation.absence is None:
        for account in situation.present_accounts:
            yield _row(situation, account, situation.officers_of(account))


def _row(situation: AgencyStatus, account: Account, officers: Sequence[Term]) -> tuple[Value, ...]:
    posts = [term.appointment.officer.post or "" for term in officers]
    ends = [term.end or "" for term in officers]
    return (
        account.id,
        len(officers),
        situation.agency.id,
        situation.agency.level,
        account.platform,
        ", ".join(term.record.id for term in officers) or None,
        ", ".join(posts) or None,
        max(ends) if ends and all(ends) else None,
    )


def _levels(rows: Iterable[tuple[Value, ...]]) -> dict[str, Value]:
    groups: dict[str, list[tuple[Value, ...]]] = {}
    for row in rows:
        groups.setdefault(str(row[3]), []).append(row)
    return {level: {**_counts(some)} for level, some in sorted(groups.items())}


def _counts(rows: Iterable[tuple[Value, ...]]) -> Mapping[str, Value]:
    counts = Counter(_COUNTED[min(officers, 2)] for _, officers, *_ in rows if isinstance(officers, int))
    return {counted: counts[counted] for counted in _COUNTED}
