"""Agencies without the accounts they should have, and platforms by level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from smregister.appointments.agency_status import AgencyStatus, agency_statuses
from smregister.model import RecordId, Table, Value
from smregister.register.register import Register
from smregister.text import Message as _

COLUMNS = ("agency", "gap", "missing", "name", "type", "level", "accounts")
HEADINGS = (_("Agency"), _("Gap"), _("Missing"), _("Accounts"))
LEVELS = ("national", "state", "district", "subdistrict", "village", "mission")
_MATRIX_HEADINGS = (
    _("Platform"),
    *(_("National"), _("State"), _("District"), _("Subdistrict"), _("Village"), _("Mission")),
    _("All"),
)
_NO_ACCOUNT, _NOT_ALL = "no-account", "expected-account"


def coverage(register: Register) -> Table:
    """Return agencies without an expected account or a reason for none."""
    present = _present(register)
    gaps = [(status, gap, missing) for status in present for gap, missing in [_gap(status)] if gap]
    rows = tuple(_row(*gap) for gap in gaps)
    counts = Counter(row[1] for row in rows)
    summary: dict[str, Value] = {
        "agencies": len(present),
        "without account or reason": counts[_NO_ACCOUNT],
        "without account, for a reason": sum(map(_is_excused, present)),
        "lacking an expected account": counts[_NOT_ALL],
        "platforms": {platform: dict(levels) for platform, levels in _platforms(present).items()},
    }
    lines = tuple(_line(*gap) for gap in sorted(gaps, key=lambda gap: gap[1] != _NO_ACCOUNT))
    day, title = register.day.isoformat(), _("Agencies without accounts")
    return Table("coverage", title, day, COLUMNS, rows, summary, HEADINGS, lines)


def platforms_by_level(register: Register) -> Table:
    """Return the number of accounts of each platform at each level of government."""
    platforms = _platforms(_present(register))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (platform, *(levels[level] for level in LEVELS), levels.total()) for platform, levels in platforms.items()
    )
    totals = sum(platforms.values(), Counter[str]())
    summary: dict[str, Value] = {"accounts": totals.total(), "levels": {level: totals[level] for level in LEVELS}}
    columns = ("platform", *LEVELS, "all")
    day, title = register.day.isoformat(), _("Platforms by level of government")
    lines = tuple((RecordId("platform", str(platform)), *counts) for platform, *counts in rows)
    return Table("coverage", title, day, columns, rows, summary, _MATRIX_HEADINGS, lines)


def _present(register: Register) -> list[AgencyStatus]:
    return [agency_status for agency_status in agency_statuses(register) if agency_status.absence is None]


def _gap(agency_status: AgencyStatus) -> tuple[str, Sequence[str]]:
    """Return the gap of an agency, if any, and its expected platforms."""
    if _is_excused(agency_status):
        return "", ()
    used = {account.platform for account in agency_status.present_accounts}
    missing = [platform for platform in agency_status.agency.expected_accounts if platform not in used]
    return (_NOT_ALL if missing else "") if used else _NO_ACCOUNT, missing


def _is_excused(agency_status: AgencyStatus) -> bool:
    return not agency_status.present_accounts and bool(agency_status.agency.no_accounts_reason)


def _row(agency_status: AgencyStatus, gap: str, missing: Sequence[str]) -> tuple[Value, ...]:
    agency, accounts = agency_status.agency, len(agency_status.present_accounts)
    return (agency.id, gap, ", ".join(missing) or None, agency.name, agency.type, agency.level, accounts)


def _line(agency_status: AgencyStatus, gap: str, missing: Sequence[str]) -> tuple[Value, ...]:
    platforms: list[Value] = [RecordId("platform", platform) for platform in missing]
    return (RecordId("agency", agency_status.agency.id), gap, platforms, len(agency_status.present_accounts))


def _platforms(present: Sequence[AgencyStatus]) -> dict[str, Counter[str]]:
    """Count accounts by platform, in order of name, and level."""
    platforms: dict[str, Counter[str]] = {}
    for agency_status in present:
        for account in agency_status.present_accounts:
            levels = platforms.setdefault(account.platform or "", Counter())
            levels[agency_status.agency.level or ""] += 1
    return dict(sorted(platforms.items()))
