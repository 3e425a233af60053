"""Guidance by topic with its reviews, and changed rules of platforms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from smregister.dates import Due, ReviewDay, parse_day, review_day
from smregister.model import Record, RecordId, Table, Value
from smregister.register.register import Register
from smregister.text import Message as _
from smregister.text import localized

_REVIEW = ("review_by", "days_left", "review")
COLUMNS = ("guidance", "topic", "type", "title", "audience", "published", "source", *_REVIEW)
HEADINGS = (_("Guidance"), _("Topic"), _("Type"), _("Title"), _("Review by"), _("Days left"), _("Review"))
CHANGES_COLUMNS = ("platform", "date", "days", "what", "source")
CHANGES_HEADINGS = (_("Platform"), _("Date"), _("What changed"), _("Source"))


def guidance(register: Register, within: int, topic: str | None, language: str, *, due_only: bool) -> Table:
    """Return the guidance in effect by topic, with due reviews."""
    reviews = [
        (record, review)
        for record in guidance_in_effect(register)
        if topic in (None, record.text("topic"))
        and (review := review_day(record.text("review_by"), register.day, within))
        and not (due_only and review.due in (Due.LATER, Due.UNDATED))
    ]
    rows = tuple(_row(record, review, language) for record, review in reviews)
    counts = Counter(review.due for _, review in reviews)
    topics = Counter(record.text("topic") or "" for record, _ in reviews)
    summary: dict[str, Value] = {
        "guidance": len(rows),
        **{urgency: counts[urgency] for urgency in Due},
        "topics": dict(sorted(topics.items())),
    }
    lines = tuple((RecordId("guidance", str(row[0])), *row[1:4], *row[-3:]) for row in rows)
    return Table("guidance", _("Guidance"), str(register.day), COLUMNS, rows, summary, HEADINGS, lines)


def guidance_in_effect(register: Register) -> Sequence[Record]:
    """Return the guidance published and not withdrawn on the register's day, by topic."""
    today = register.day.isoformat()
    records = [
        record
        for record in register.valid("guidance")
        if (record.text("published") or "") <= today
        and ((withdrawn := record.text("withdrawn")) is None or today < withdrawn)
    ]
    return sorted(records, key=lambda record: (record.text("topic") or "", record.id))


def platform_changes(register: Register) -> Table:
    """Return changes of platforms' rules, newest first, with `days` since then."""
    rows = tuple(
        (platform.id, *_change(item, register))
        for platform in register.valid("platform")
        for item in platform.items("changes")
    )
    newest_first = tuple(sorted(sorted(rows), key=lambda row: str(row[1]), reverse=True))
    future = sum(isinstance(row[2], int) and row[2] < 0 for row in rows)
    summary: dict[str, Value] = {"rule changes": len(rows), "still to come": future}
    lines = tuple(
        (RecordId("platform", str(platform)), day, what, source) for platform, day, _, what, source in newest_first
    )
    title = _("Changes of the rules of platforms")
    return Table("guidance", title, str(register.day), CHANGES_COLUMNS, newest_first, summary, CHANGES_HEADINGS, lines)


def _row(record: Record, review: ReviewDay, language: str) -> tuple[Value, ...]:
    title, audience = localized(record.value("title"), language), ", ".join(record.texts("audience"))
    topic, type_, published, source = (record.text(name) for name in ("topic", "type", "published", "source"))
    return (record.id, topic, type_, title or None, audience or None, published, source, *review)


def _change(item: Value, register: Register) -> tuple[Value, ...]:
    fields = item if isinstance(item, dict) else {}
    day, what, source = (str(fields.get(name) or "") for name in ("date", "what", "source"))
    date = parse_day(day)
    return (day or None, (register.day - date).days if date else None, what or None, source or None)
