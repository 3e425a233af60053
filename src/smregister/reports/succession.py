"""Action items of agencies, each with the command that drafts its letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from smregister.appointments.action_items import ActionItem, ActionType
from smregister.dates import parse_day
from smregister.model import Command, RecordId, Table, Value
from smregister.text import Message as _
from smregister.text import ngettext

COLUMNS = ("agency", "matter", "day", "days_left", "appointment", "post", "directive", "course", "accounts", "command")
HEADINGS = (_("Agency"), _("Action"), _("Date"), _("Concerns"), _("Command"))


def succession(items: Sequence[ActionItem], day: date, within: int) -> Table:
    """Return the action items, the most urgent first.

    `day` is when something ends or ended, and of a directive its deadline; `days_left` are days of the calendar.
    """
    in_order = sorted(items, key=lambda item: (item.day, item.agency.id, item.type))
    rows, lines = tuple(_row(item, day) for item in in_order), tuple(map(_line, in_order))
    counts = Counter(item.type for item in items)
    agencies = len({item.agency.id for item in items})
    summary: dict[str, Value] = {"agencies": agencies, **{type_: counts[type_] for type_ in ActionType}}
    title = ngettext("Successors needed within {number} day", "Successors needed within {number} days", within)
    return Table("succession", title, day.isoformat(), COLUMNS, rows, summary, HEADINGS, lines)


def _line(item: ActionItem) -> tuple[Value, ...]:
    post = item.appointment.officer.post if item.appointment else None
    directive = RecordId("directive", item.directive.id) if item.directive else None
    accounts: list[Value] = [RecordId("account", account.id, account.record.name) for account in item.accounts]
    subject: list[Value] = [*filter(None, (post, item.course, directive)), *accounts]
    command = item.command()
    return (
        RecordId("agency", item.agency.id),
        item.type,
        item.day or None,
        subject,
        Command(command) if command else None,
    )


def _row(item: ActionItem, day: date) -> tuple[Value, ...]:
    end = parse_day(item.day) if item.day else None
    return (
        item.agency.id,
        item.type,
        item.day or None,
        (end - day).days if end else None,
        item.appointment.id if item.appointment else None,
        item.appointment.officer.post if item.appointment else None,
        item.directive.id if item.directive else None,
        item.course or None,
        ", ".join(account.id for account in item.accounts) or None,
        item.command() or None,
    )
