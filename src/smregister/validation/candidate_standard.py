"""A standard tried before it is adopted: judged as a record of the register, which it is not yet."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Finding, Record, Severity
from smregister.register.snapshot import RegisterSnapshot
from smregister.validation.validate import validate

# Being tried it counts as in force whatever its days, in the place of what it replaces.
_NOT_ASKED = frozenset({"overlapping-standards"})


class Candidate(NamedTuple):
    """A standard as it was read, and what is wrong with it; it can be tried if nothing is."""

    record: Record
    findings: tuple[Finding, ...]


def read_trial(snapshot: RegisterSnapshot, file: str, content: bytes) -> Candidate:
    """Read a file, of the name that the record would have, as a standard of a register.

    Raises FatalError if the register has no standards, or none could have that name.
    """
    kind = snapshot.kinds.get("standard")
    if kind is None:
        raise FatalError("this register has no kind of record `standard`: no `schemas/standard.schema.json`")
    name = file.rpartition("/")[2].removesuffix(".yaml")
    fault = kind.path_template.name_error(name)
    if fault:
        raise FatalError(f"a standard has the name of its file: {fault}")
    path = kind.path_template.path(name)
    record, _ = snapshot.reader.read(kind, path, content)
    found = validate(snapshot.propose({path: content})).findings
    return Candidate(record, tuple(replace(each, path=file) for each in found if each.path == path and _stops(each)))


def _stops(found: Finding) -> bool:
    return found.severity is Severity.ERROR and found.rule not in _NOT_ASKED
