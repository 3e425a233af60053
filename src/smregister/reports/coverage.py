"""Which agencies have no account, or not those they ought to have; and which platforms are used at which level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from smregister.appointments.agency_status import AgencyStatus, situations
from smregister.model import Table, Value
from smregister.register.register import Register

COLUMNS = ("agency", "gap", "missing", "name", "type", "level", "accounts")
HEADINGS = ("Agency", "Gap", "Missing", "Accounts")
LEVELS = ("national", "state", "district", "subdistrict", "village", "mission")
_NO_ACCOUNT, _NOT_ALL = "no-account", "expected-account"


def coverage(register: Register) -> Table:
    """Return which agencies have no account and no reason given, and which lack an account that they are to have.

    The summary counts the accounts of each platform by level.
    """
    there = _there(register)
    rows = tuple(_row(each, gap, missing) for each in there for gap, missing in [_gap(each)] if gap)
    counts = Counter(row[1] for row in rows)
    summary: dict[str, Value] = {
        "agencies": len(there),
        "without account or reason": counts[_NO_ACCOUNT],
        "without account, for a reason": sum(_is_excused(each) for each in there),
        "lacking an expected account": counts[_NOT_ALL],
        "platforms": {platform: dict(levels) for platform, levels in _platforms(there).items()},
    }
    lines = tuple((agency, gap, missing, accounts) for agency, gap, missing, *_, accounts in rows)
    day, title = register.day.isoformat(), "Agencies without accounts"
    return Table("coverage", title, day, COLUMNS, rows, summary, HEADINGS, lines)


def platforms_by_level(register: Register) -> Table:
    """Count the accounts of each platform at each level of government."""
    platforms = _platforms(_there(register))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (platform, *(levels[level] for level in LEVELS), levels.total()) for platform, levels in platforms.items()
    )
    totals = sum(platforms.values(), Counter[str]())
    summary: dict[str, Value] = {"accounts": totals.total(), "levels": {level: totals[level] for level in LEVELS}}
    columns = ("platform", *LEVELS, "all")
    day, title = register.day.isoformat(), "Platforms by level of government"
    return Table("coverage", title, day, columns, rows, summary, tuple(map(str.capitalize, columns)), rows)


def _there(register: Register) -> list[AgencyStatus]:
    return [each for each in situations(register) if each.absence is None]


def _gap(situation: AgencyStatus) -> tuple[str, Sequence[str]]:
    """Name what an agency lacks, if anything, and the platforms on which it ought to have an account."""
    if _is_excused(situation):
        return "", ()
    used = {account.platform for account in situation.present_accounts}
    missing = [name for name in situation.agency.expected_accounts if name not in used]
    return (_NOT_ALL if missing else "") if used else _NO_ACCOUNT, missing


def _is_excused(situation: AgencyStatus) -> bool:
    return not situation.present_accounts and bool(situation.agency.no_accounts_reason)


def _row(situation: AgencyStatus, gap: str, missing: Sequence[str]) -> tuple[Value, ...]:
    agency = situation.agency
    about = (agency.name, agency.type, agency.level)
    return (situation.agency.id, gap, ", ".join(missing) or None, *about, len(situation.present_accounts))


def _platforms(there: Sequence[AgencyStatus]) -> dict[str, Counter[str]]:
    """Count accounts by platform and level, platforms in order of their names."""
    found: dict[str, Counter[str]] = {}
    for situation in there:
        for account in situation.present_accounts:
            levels = found.setdefault(account.platform or "", Counter())
            levels[situation.agency.level or ""] += 1
    return dict(sorted(found.items()))
