"""Standards and their clauses, read from records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smregister.model import Record, Severity, Value, resolve_pointer
from smregister.records.privacy import Redaction
from smregister.standards.account_facts import FactTypes
from smregister.standards.conditions.condition import Condition, read_condition
from smregister.standards.conditions.tokenizer import ConditionError
from smregister.text import localized

SELECTORS = {
    "platforms": "platform",
    "statuses": "status",
    "kinds": "kind",
    "levels": "level",
    "types": "agency_type",
    "jurisdictions": "jurisdiction",
}
"""Lists of `applies_to`, each with the fact it selects accounts by; a jurisdiction includes those below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One requirement for accounts; `title` is by language.

    `facts` are those that decide whether the clause applies and is met. `error` says why a condition can't be
    used; no account meets such a clause. `published` is the published part of the clause's data, and
    `published_id` its id, empty if that is private.
    """

    id: str
    title: Mapping[str, str]
    severity: Severity
    weight: int
    max_age_days: int | None
    applies_to: Mapping[str, frozenset[str]]
    applies_when: Condition | None
    condition: Condition | None
    facts: frozenset[str]
    error: str
    published: Value
    published_id: str

    def published_text(self, field: str) -> str:
        """Return a published field; empty if it is private."""
        return str(resolve_pointer(self.published, (field,)) or "")

    def published_words(self, field: str, language: str) -> str:
        """Return a published field in a language; empty if it is private."""
        return localized(resolve_pointer(self.published, (field,)), language)

    def published_cells(self, language: str) -> tuple[Value, Value, Value]:
        """Return the published id, title and severity as cells of a report."""
        title = self.published_words("title", language)
        return self.published_id or None, title or None, self.published_text("severity") or None


def severity_rank(severity: Value) -> int:
    """Return the position of a published severity.

    A private one comes last, so that the position does not reveal it.
    """
    return [*Severity, severity].index(severity)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledStandard:
    """A standard and the jurisdictions it is for; for all if it names none.

    `published` is the published part of its data.
    """

    id: str
    jurisdictions: frozenset[str]
    replaces: str
    clauses: tuple[Clause, ...]
    published: Mapping[str, Value]

    def published_title(self, language: str) -> str:
        """Return the published title in a language; the id if it is private."""
        title = resolve_pointer(self.published, ("titles", language)) or self.published.get("title")
        return str(title or self.id)


def read_standard(record: Record, types: FactTypes, redaction: Redaction | None = None) -> CompiledStandard:
    """Return the standard in a valid record; unpublished without a redaction.

    `types` are those of the facts that conditions may name.
    """
    published = redaction.remove_private(record.data) if redaction else {}
    clauses = tuple(
        _read_clause(data, types, resolve_pointer(published, ("clauses", number)))
        for number, data in enumerate(record.items("clauses"))
    )
    return CompiledStandard(
        id=record.id,
        jurisdictions=frozenset(record.texts("jurisdictions")),
        replaces=record.text("replaces") or "",
        clauses=clauses,
        published=published,
    )


def _read_clause(data: Value, types: FactTypes, published: Value) -> Clause:
    fields: dict[str, Any] = data if isinstance(data, dict) else {}
    applies_when, error = _read_condition(fields, "applies_when", types)
    condition, condition_error = _read_condition(fields, "condition", types)
    applies_to = fields.get("applies_to", {})
    selecting = frozenset(SELECTORS[name] for name in applies_to if name in SELECTORS)
    return Clause(
        id=fields["id"],
        title={language: str(words) for language, words in fields["title"].items()},
        severity=Severity(fields["severity"]),
        weight=fields["weight"],
        max_age_days=fields.get("max_age_days"),
        applies_to={name: frozenset(values) for name, values in applies_to.items()},
        applies_when=applies_when,
        condition=condition,
        facts=selecting.union(*(item.named for item in (applies_when, condition) if item)),
        error=error or condition_error,
        published=published,
        published_id=str(resolve_pointer(published, ("id",)) or ""),
    )


def _read_condition(fields: Mapping[str, Any], name: str, types: FactTypes) -> tuple[Condition | None, str]:
    """Return a condition of a clause, if it has one that can be used, and why not."""
    text = fields.get(name)
    try:
        return (read_condition(text, types) if isinstance(text, str) else None), ""
    except ConditionError as error:
        return None, f"`{name}` can't be used: {error}"
