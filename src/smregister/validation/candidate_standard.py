"""Candidate standards, validated and assessed before they are adopted."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Finding, Record, Severity
from smregister.register.snapshot import RegisterSnapshot
from smregister.validation.validate import validate

# A candidate counts as in force on any day, in place of the standards that it replaces.
_IGNORED_RULES = frozenset({"overlapping-standards"})


class Candidate(NamedTuple):
    """A standard and its errors; it can be assessed if it has none."""

    record: Record
    findings: tuple[Finding, ...]


def read_candidate(snapshot: RegisterSnapshot, file: str, content: bytes) -> Candidate:
    """Read a file with the name of the future record as a standard.

    Raises FatalError if the register has no standards, or the name is not valid.
    """
    kind = snapshot.kinds.get("standard")
    if kind is None:
        raise FatalError("this register has no kind `standard`: `schemas/standard.schema.json` is missing")
    name = file.rpartition("/")[2].removesuffix(".yaml")
    if error := kind.path_template.name_error(name):
        raise FatalError(f"the name of the file is the name of the standard: {error}")
    path = kind.path_template.path(name)
    record, _ = snapshot.reader.read(kind, path, content)
    findings = validate(snapshot.propose({path: content})).findings
    errors = (finding for finding in findings if finding.path == path and finding.severity is Severity.ERROR)
    return Candidate(record, tuple(replace(error, path=file) for error in errors if error.rule not in _IGNORED_RULES))
