"""Findings, changes, reviews, tables and records as JSON documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from smregister.model import (
    Authorization,
    Change,
    Denial,
    Difference,
    FieldChange,
    Finding,
    Record,
    Review,
    Severity,
    Table,
    ValidationResult,
)
from smregister.output.json_writer import document, document_lines
from smregister.pointers import format_pointer

_FINDING_MEMBERS = ("path", "line", "column", "pointer", "rule", "severity", "message")


def write_findings(result: ValidationResult) -> Iterator[str]:
    """Yield a validation result."""
    return document_lines({"findings": findings_to_plain(result.findings), "summary": summary(result)})


def findings_to_plain(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    """Return findings as plain data."""
    return ({name: getattr(finding, name) for name in _FINDING_MEMBERS} for finding in findings)


def summary(result: ValidationResult) -> dict[str, int]:
    """Count records and findings."""
    counts = {"records": result.records} | {f"{severity}s": result.count(severity) for severity in Severity}
    return counts | ({"debt": result.debt} if result.debt else {})


def write_changes(difference: Difference, before: str, after: str) -> str:
    """Return the changes between two named trees."""
    changes = [*map(change_to_plain, difference.changes)]
    return document({"from": before, "to": after, "changes": changes, "summary": difference.counts()})


def write_written(paths: Iterable[str], changes: Iterable[Change], findings: Iterable[Finding]) -> str:
    """Return what a command wrote: its files, the changes of records and the findings in them."""
    plain = {"changes": [*map(change_to_plain, changes)], "findings": [*findings_to_plain(findings)]}
    return document({"written": [*paths], **plain})


def change_to_plain(change: Change) -> dict[str, Any]:
    """Return one change as plain data."""
    record = change.record
    return {"kind": record.kind, "id": record.id, "change": str(change.type), **details_to_plain(change)}


def details_to_plain(change: Change) -> dict[str, Any]:
    """Return the fields of a change and the former id of a renamed record."""
    renamed = change.before and change.after and change.before.id != change.after.id
    before_id = {"before_id": change.before.id} if change.before and renamed else {}
    return {**before_id, "fields": [*map(_with_json_pointer, change.fields)]}


def _with_json_pointer(value: FieldChange | Denial) -> dict[str, Any]:
    return value._asdict() | {"pointer": format_pointer(value.pointer)}


def write_table(table: Table) -> Iterator[str]:
    """Yield a report: its rows by column, its summary and its notes."""
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    facts = {"report": table.name, "as_of": table.as_of, "columns": list(table.columns)}
    notes = {"notes": list(table.notes)} if table.notes else {}
    return document_lines({**facts, "rows": rows, "summary": table.summary, **notes})


def write_records(kind: str, records: Iterable[Record]) -> Iterator[str]:
    """Yield the records of a kind, each with its id and all fields."""
    return document_lines({"kind": kind, "records": ({"id": record.id, **record.data} for record in records)})


def write_search_results(kind: str | None, records: Iterable[Record]) -> Iterator[str]:
    """Yield records with their id and `record_kind`: accounts have a field `kind`."""
    rows = ({"record_kind": record.kind, "id": record.id, **record.data} for record in records)
    return document_lines({"kind": kind, "records": rows})


def write_record(record: Record) -> str:
    """Return one record."""
    return document({"kind": record.kind, "id": record.id, "path": record.path, "record": record.data})


def authorization_to_plain(authorization: Authorization) -> dict[str, Any]:
    """Return an authorization, with the approvers if the desk can approve."""
    return {
        "allowed": authorization.allowed,
        "authority": list(authorization.authority),
        "refused": [*map(_with_json_pointer, authorization.denials)],
        "approvers": [approver._asdict() for approver in authorization.approvers] if authorization.needs_desk else [],
    }


def write_review(review: Review) -> str:
    """Return a review: its parts are those of `validate`, `authorize` and `diff`."""
    return document(
        {
            "accepted": review.accepted,
            "findings": [*findings_to_plain(review.validation.findings)],
            "summary": summary(review.validation),
            "authorization": authorization_to_plain(review.authorization),
            "changes": [*map(change_to_plain, review.difference.changes)],
            "other_files": list(review.other_files),
            "texts": [change._asdict() for change in review.texts],
        }
    )
