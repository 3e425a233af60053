"""Standards and their clauses, read from records: which standard judges an account on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smregister.model import Severity, value_at
from smregister.standards.expressions import read_condition
from smregister.standards.terms import in_force, nearest
from smregister.standards.tokens import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from smregister.model import Record, Value
    from smregister.standards.expressions import Condition


FITS = {
    "platforms": "platform",
    "statuses": "status",
    "kinds": "kind",
    "levels": "level",
    "types": "agency_type",
    "jurisdictions": "jurisdiction",
}
"""By which fact an account fits each list of `applies_to`; a jurisdiction fits with all that are above it."""


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One thing that is asked of accounts; words are by language.

    `facts` are those by which it is decided whether an account meets it, and whether it is asked of it. Of a
    condition that can't be used `fault` says why; no account meets such a clause.
    """

    id: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    remedy: Mapping[str, str]
    severity: Severity
    weight: int
    source: str
    max_age_days: int | None
    applies_to: Mapping[str, frozenset[str]]
    applies_when: Condition | None
    condition: Condition | None
    facts: frozenset[str]
    fault: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """A standard, and whose accounts it judges: anybody's where none is named."""

    id: str
    title: str
    titles: Mapping[str, str]
    version: str
    jurisdictions: frozenset[str]
    replaces: str
    clauses: tuple[Clause, ...]


def read_standard(record: Record) -> Standard:
    """Read a sound record."""
    return Standard(
        id=record.id,
        title=record.text("title") or record.id,
        titles=_words(record.value("titles")),
        version=record.text("version") or "",
        jurisdictions=frozenset(record.texts("jurisdictions")),
        replaces=record.text("replaces") or "",
        clauses=tuple(_clause(each) for each in record.items("clauses")),
    )


def standards_in_force(records: Iterable[Record], day: str) -> list[Standard]:
    """Read those of some sound records that are in force on a day, neither over nor replaced, the newest last."""
    return [*map(read_standard, in_force([*records], day))]


def with_tried(standards: Iterable[Standard], tried: Standard) -> list[Standard]:
    """Give standards as if one more were in force: it takes the place of its older self and of what it replaces."""
    return [*(each for each in standards if each.id not in (tried.id, tried.replaces)), tried]


def standard_for(standards: Sequence[Standard], places: Sequence[str]) -> Standard | None:
    """Give the one of some standards in force that judges the accounts of an agency, by the places it lies in."""
    return nearest(standards, lambda each: each.jurisdictions, places)


def _clause(data: Value) -> Clause:
    conditions: dict[str, Condition | None] = {}
    fault = ""
    for name in ("applies_when", "condition"):
        text = value_at(data, (name,))
        try:
            conditions[name] = read_condition(text) if isinstance(text, str) else None
        except ExpressionError as error:
            conditions[name], fault = None, fault or f"`{name}` can't be used: {error}"
    of: dict[str, Any] = data if isinstance(data, dict) else {}
    return Clause(
        id=of["id"],
        title=_words(of["title"]),
        text=_words(of["text"]),
        remedy=_words(of["remedy"]),
        severity=Severity(of["severity"]),
        weight=of["weight"],
        source=of.get("source", ""),
        max_age_days=of.get("max_age_days"),
        applies_to={name: frozenset(values) for name, values in of.get("applies_to", {}).items()},
        applies_when=conditions["applies_when"],
        condition=conditions["condition"],
        facts=_facts(of.get("applies_to", {}), conditions.values()),
        fault=fault,
    )


def _facts(applies_to: Iterable[str], conditions: Iterable[Condition | None]) -> frozenset[str]:
    named = [each.named for each in conditions if each]
    return frozenset(FITS[name] for name in applies_to if name in FITS).union(*named)


def _words(value: Value) -> dict[str, str]:
    return {language: str(words) for language, words in value.items()} if isinstance(value, dict) else {}
