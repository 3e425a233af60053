"""Cycles of replacements."""

from collections.abc import Iterator

from smregister.model import Problem, Record, Severity
from smregister.records.kinds import Kind
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def replacement_cycle(register: Register) -> Problems:
    """Records replace each other in a circle.

    A chain of letters must have a first one, and a chain of closed accounts must end at one in use. Correct `replaces`
    or `replaced_by` in the wrong record.
    """
    for kind in register.kinds.values():
        for name in _chain_fields(kind):
            cycles = _find_cycles(register, kind, name)
            for record in register.valid(kind.name):
                if record.id in cycles:
                    message = f"following `{name}` leads back to `{record.id}`"
                    yield Problem(record.path, tuple(name.split(".")), message)


def _chain_fields(kind: Kind) -> Iterator[str]:
    names = {"replaces", (kind.closing and kind.closing.replaced_by) or ""}
    yield from (field.name for field in kind.references() if field.name in names and field.reference == kind.name)


def _find_cycles(register: Register, kind: Kind, name: str) -> set[str]:
    """Return the ids of the records in cycles; each record is passed once."""
    cycles: set[str] = set()
    passed: set[str] = set()
    for first in register.valid(kind.name):
        chain: dict[str, None] = {}
        record: Record | None = first
        while record is not None and record.id not in passed:
            passed.add(record.id)
            chain[record.id] = None
            record = _find_next(register, record, name)
        if record is not None and record.id in chain:
            ids = [*chain][[*chain].index(record.id) :]
            # A record that refers to itself is reported as such.
            cycles.update(ids if len(ids) > 1 else ())
    return cycles


def _find_next(register: Register, record: Record, name: str) -> Record | None:
    reference = record.text(*name.split(".")) if record.valid else None
    return register.find(record.kind, reference, record.agency) if reference else None
