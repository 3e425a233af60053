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
            for record in register.valid(kind.name):
                if _comes_back(register, record, name):
                    message = f"following `{name}` leads back to `{record.id}`"
                    yield Problem(record.path, tuple(name.split(".")), message)


def _chain_fields(kind: Kind) -> Iterator[str]:
    names = {"replaces", (kind.closing and kind.closing.replaced_by) or ""}
    yield from (field.name for field in kind.references() if field.name in names and field.reference == kind.name)


def _comes_back(register: Register, record: Record, name: str) -> bool:
    seen: set[str] = set()
    other = _find_next(register, record, name)
    while other is not None and other.id not in seen and other is not record:
        seen.add(other.id)
        other = _find_next(register, other, name)
    return other is record and bool(seen)


def _find_next(register: Register, record: Record, name: str) -> Record | None:
    reference = record.text(*name.split(".")) if record.valid else None
    return register.find(record.kind, reference, record.agency) if reference else None
