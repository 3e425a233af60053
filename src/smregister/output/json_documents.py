"""Answers as JSON documents, the form that scripts rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Any

from smregister.changes.diff import Difference
from smregister.changes.log import LogEntry
from smregister.editing.forms.intake_result import IntakeResult
from smregister.editing.imports.planner import ImportPlan
from smregister.editing.lists.plan import Rejection
from smregister.letters.verify import RegisteredLetter
from smregister.model import Change, Finding, Record, Severity, Table, ValidationResult
from smregister.output.json_writer import document, document_lines
from smregister.pointers import format_pointer
from smregister.register.official import OfficialAnswer
from smregister.review.authorization import Authorization
from smregister.review.review_file import Review


def findings_document(judgement: ValidationResult) -> Iterator[str]:
    """Write a judgement."""
    return document_lines({"findings": findings_data(judgement.findings), "summary": summary(judgement)})


def findings_data(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    """Return findings as plain data."""
    return (
        {
            "path": found.path,
            "line": found.line,
            "column": found.column,
            "pointer": found.pointer,
            "rule": found.rule,
            "severity": str(found.severity),
            "message": found.message,
        }
        for found in findings
    )


def summary(judgement: ValidationResult) -> dict[str, int]:
    """Count records and findings."""
    counts = {
        "records": judgement.records,
        "errors": judgement.count(Severity.ERROR),
        "warnings": judgement.count(Severity.WARNING),
        "notes": judgement.count(Severity.NOTE),
    }
    return counts | ({"debt": judgement.debt} if judgement.debt else {})


def changes_document(difference: Difference, before: str, after: str) -> str:
    """Write what changed between two moments."""
    return document(
        {
            "from": before,
            "to": after,
            "changes": [change_data(change) for change in difference.changes],
            "summary": difference.counts(),
        }
    )


def change_data(change: Change) -> dict[str, Any]:
    """Return one change as plain data."""
    data: dict[str, Any] = {"kind": change.record.kind, "id": change.record.id, "change": str(change.type)}
    return data | _details(change)


def _details(change: Change) -> dict[str, Any]:
    renamed = change.before and change.after and change.before.id != change.after.id
    before_id = {"before_id": change.before.id} if change.before and renamed else {}
    fields = [
        {"pointer": format_pointer(field.pointer), "before": field.before, "after": field.after}
        for field in change.fields
    ]
    return {**before_id, "fields": fields}


def history_document(kind: str, record_id: str, entries: Iterable[LogEntry], zone: tzinfo) -> str:
    """Write a record's history, the newest first."""
    rows = [
        {
            "commit": entry.commit.id,
            "date": str(entry.commit.at(zone).date()),
            "author": entry.commit.author,
            "request": entry.request,
            "subject": entry.commit.subject,
            "change": entry.happening,
            **_details(entry.change),
        }
        for entry in entries
    ]
    return document({"kind": kind, "id": record_id, "entries": rows})


def table_document(table: Table) -> Iterator[str]:
    """Write a report: each row with its columns' names, and what all come to."""
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    facts = {"report": table.name, "as_of": table.as_of, "columns": list(table.columns)}
    notes = {"notes": list(table.notes)} if table.notes else {}
    return document_lines({**facts, "rows": rows, "summary": table.summary, **notes})


def records_document(kind: str, records: Iterable[Record]) -> Iterator[str]:
    """Write the records of a kind, each with its id and all its fields."""
    return document_lines({"kind": kind, "records": ({"id": record.id, **record.data} for record in records)})


def found_document(kind: str | None, records: Iterable[Record]) -> Iterator[str]:
    """Write records of several kinds, each with its `record_kind` (accounts have a field `kind`) and id."""
    rows = ({"record_kind": record.kind, "id": record.id, **record.data} for record in records)
    return document_lines({"kind": kind, "records": rows})


def record_document(record: Record) -> str:
    """Write one record."""
    facts = {"kind": record.kind, "id": record.id, "path": record.path, "record": record.data}
    return document(facts)


def authorization_document(given: Authorization) -> str:
    """Write whether somebody may make a change."""
    return document(authorization_data(given))


def authorization_data(given: Authorization) -> dict[str, Any]:
    """Return whether somebody may make a change, and who of the desk could approve what needs that, as plain data."""
    desk = [{"user_id": mandate.user_id, "login": mandate.login, "post": mandate.post} for mandate in given.desk]
    return {
        "allowed": given.allowed,
        "authority": list(given.authority),
        "refused": refused_list(given),
        "approvers": desk if given.needs_desk else [],
    }


def review_document(review: Review) -> str:
    """Write a review: each of its parts as the command of its own answers it."""
    return document(
        {
            "accepted": review.accepted,
            "findings": [*findings_data(review.validation.findings)],
            "summary": summary(review.validation),
            "authorization": authorization_data(review.authorization),
            "changes": [change_data(change) for change in review.difference.changes],
            "other_files": list(review.other_files),
        }
    )


def refused_list(given: Authorization) -> list[dict[str, str]]:
    """Return what of a change is refused as plain data."""
    return [
        {
            "path": refusal.path,
            "pointer": format_pointer(refusal.pointer),
            "reason": refusal.reason,
            "needs": refusal.needs,
        }
        for refusal in given.denials
    ]


def verdict_document(verdict: OfficialAnswer) -> str:
    """Write whether an account is official."""
    return document(
        {
            "verdict": str(verdict.standing),
            "account": verdict.account,
            "reason": verdict.reason,
            "like": list(verdict.like),
        }
    )


def letter_document(digest: str, as_of: str, letters: Iterable[RegisteredLetter]) -> str:
    """Write which appointments have a file as their letter."""
    appointments = [
        {
            "appointment": each.appointment,
            "number": each.number,
            "date": each.date,
            "state": str(each.state),
            "effective_from": each.dates.start,
            "until": each.dates.end,
        }
        for each in letters
    ]
    registered = bool(appointments)
    return document({"sha256": digest, "as_of": as_of, "registered": registered, "appointments": appointments})


def import_document(plan: ImportPlan, difference: Difference) -> str:
    """Write what an import does: read = imported + merged + refused."""
    changes = [change_data(change) for change in difference.changes]
    left_out = [
        {"line": left.line, "id": left.record, "field": left.field, "value": left.value} for left in plan.omitted
    ]
    return document(
        {
            "read": plan.read,
            "imported": plan.imported,
            "merged": plan.merged,
            "refused": rejections_list(plan.rejections),
            "changes": {
                "added": [{"kind": each["kind"], "id": each["id"]} for each in changes if each["change"] == "added"],
                "changed": [each for each in changes if each["change"] != "added"],
                "missing": plan.missing,
                "left_out": left_out,
            },
        }
    )


def intake_document(taken: IntakeResult, changes: Iterable[Change]) -> str:
    """Write what became of a text that was taken in; `accepted` is all that was read, or nothing."""
    refused = [{"line": each.line, "field": each.label, "reason": each.reason} for each in taken.rejections]
    return document(
        {
            "form": taken.form.name if taken.form else None,
            "read": taken.read,
            "accepted": taken.accepted,
            "refused": refused,
            "changes": [change_data(change) for change in changes],
        }
    )


def rejections_list(rejections: Iterable[Rejection]) -> list[dict[str, Any]]:
    """Return the refused rows with line, reason and what stands in them."""
    return [
        {"line": each.line, "reason": each.reason, "row": dict(each.row.data) if each.row else {}}
        for each in rejections
    ]
