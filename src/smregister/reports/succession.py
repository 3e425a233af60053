"""Whose term, acting or training ends soon, which agencies owe something, and what makes the letter for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from smregister.appointments.action_items import ActionItem, ActionType
from smregister.dates import parse_day
from smregister.model import Table, Value

COLUMNS = ("agency", "matter", "day", "days_left", "appointment", "post", "directive", "course", "accounts", "command")
HEADINGS = ("Agency", "Matter", "Day", "About", "Command")


def succession(concerns: Sequence[ActionItem], day: date, within: int) -> Table:
    """Return what is to be done for the officers of accounts, the most urgent first; what is owed comes before all.

    `day` is when something ends or ended, and of a directive its deadline; `days_left` are days of the calendar.
    """
    in_order = sorted(concerns, key=lambda each: (each.day, each.agency.id, each.matter))
    rows, lines = tuple(_row(each, day) for each in in_order), tuple(map(_line, in_order))
    counts = Counter(each.matter for each in concerns)
    agencies = len({each.agency.id for each in concerns})
    summary: dict[str, Value] = {"agencies": agencies, **{matter: counts[matter] for matter in ActionType}}
    title = f"Officers to be followed within {within} days, and what agencies owe"
    return Table("succession", title, day.isoformat(), COLUMNS, rows, summary, HEADINGS, lines)


def _line(concern: ActionItem) -> tuple[Value, ...]:
    post = concern.appointment.officer.post if concern.appointment else None
    directive = concern.directive.id if concern.directive else None
    accounts = ", ".join(account.record.name for account in concern.accounts)
    about = ": ".join(filter(None, (post, concern.course, directive, accounts)))
    return (concern.agency.id, concern.matter, concern.day or None, about, concern.command() or None)


def _row(concern: ActionItem, day: date) -> tuple[Value, ...]:
    end = parse_day(concern.day) if concern.day else None
    return (
        concern.agency.id,
        concern.matter,
        concern.day or None,
        (end - day).days if end else None,
        concern.appointment.id if concern.appointment else None,
        concern.appointment.officer.post if concern.appointment else None,
        concern.directive.id if concern.directive else None,
        concern.course or None,
        ", ".join(account.id for account in concern.accounts) or None,
        concern.command() or None,
    )
