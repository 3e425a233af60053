"""Descriptions of clauses by their codes."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.model import Value, resolve_pointer
from smregister.records.yaml import parse_data
from smregister.repository.tree import REGISTRY, Mode, Tree
from smregister.text import escape_hidden, localized

_LANGUAGE = "en"
_LABELS = {
    "Severity": "severity",
    "Weight": "weight",
    "Applies when": "applies_when",
    "Condition": "condition",
    "Longest age of an observation in days": "max_age_days",
    "Source": "source",
}


def describe_clauses(tree: Tree, code: str) -> Iterator[str]:
    """Yield a description of each clause with a code, in upper or lower case."""
    for standard, data, clause in _clauses(tree):
        if str(resolve_pointer(clause, ("id",))).casefold() == code.casefold():
            yield "\n".join(map(escape_hidden, _lines(standard, data, clause)))


def clause_codes(tree: Tree) -> Iterator[str]:
    """Yield the codes of all clauses."""
    return (str(resolve_pointer(clause, ("id",))) for _, _, clause in _clauses(tree))


def list_clauses(tree: Tree) -> Iterator[tuple[str, str, str, str]]:
    """Yield each clause: its standard, code, title and severity."""
    for standard, _, clause in _clauses(tree):
        code, severity = (str(resolve_pointer(clause, (name,))) for name in ("id", "severity"))
        yield standard, code, localized(resolve_pointer(clause, ("title",)), _LANGUAGE), severity


def _clauses(tree: Tree) -> Iterator[tuple[str, object, Value]]:
    """Yield the name and the data of each standard with the data of each clause."""
    folder = f"{REGISTRY}/standards"
    for file in tree.files(folder):
        data = parse_data(file.path, file.read()) if file.mode is Mode.PLAIN else []
        clauses = resolve_pointer(data, ("clauses",)) if isinstance(data, dict) else None
        name = file.path.removeprefix(f"{folder}/").removesuffix(".yaml")
        yield from ((name, data, clause) for clause in (clauses if isinstance(clauses, list) else ()))


def _lines(standard: str, data: object, clause: Value) -> Iterator[str]:
    title, text, remedy = (
        localized(resolve_pointer(clause, (name,)), _LANGUAGE) for name in ("title", "text", "remedy")
    )
    yield from (f"{resolve_pointer(clause, ('id',))}: {title}", "", text, f"What to do: {remedy}", "")
    first, last = (resolve_pointer(data, (name,)) for name in ("in_force_from", "in_force_to"))
    end = "" if last is None else f" to {last}"
    yield f"Clause of the standard {standard}, in force from {first}{end}."
    for label, name in _LABELS.items():
        if resolve_pointer(clause, (name,)) is not None:
            yield f"{label}: {resolve_pointer(clause, (name,))}"
