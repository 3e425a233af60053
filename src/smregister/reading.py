"""Records put together to a register: all that a tree holds, or what was read of some parts of it."""

from __future__ import annotations

import gc
import marshal
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from smregister.memory import Memory
from smregister.model import Finding, Record
from smregister.parallel import using_executor
from smregister.records import PartReading, RecordReader
from smregister.register import Register
from smregister.rows import finding_of, row_of
from smregister.schemas import Kinds, load_kinds
from smregister.trees import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from smregister.trees import Part, Tree


class Reading(NamedTuple):
    """A register, and the faults met in reading it."""

    register: Register
    findings: list[Finding]

    @property
    def unread(self) -> int:
        """Count the files that nothing could be taken from: faulty records, and schemas."""
        schemas = {found.path for found in self.findings if found.path.startswith(f"{SCHEMAS}/")}
        return len(schemas) + sum(not record.sound for record in self.register.all())


def read_register(tree: Tree, day: date) -> Reading:
    """Read every record of a tree; `day` is what "today" means.

    Raises FatalError if the tree can't be read at all.
    """
    kinds, schema_faults = load_kinds(tree)
    memory = Memory(tree)
    readings = read_parts(memory, RecordReader(kinds), memory.parts.register)
    memory.save()
    register = register_of(kinds, readings, day, strays_count=not schema_faults)
    return Reading(register, [*schema_faults, *(found for reading in readings for found in reading.findings)])


def read_parts(memory: Memory, reader: RecordReader, parts: Sequence[Part]) -> list[PartReading]:
    """Read all that lies in some parts of a tree, or remember it."""
    schemas = memory.parts.schemas.id
    purpose = None if schemas is None else ("records", schemas)
    with collector_resting(), using_executor(None):
        contents = memory.of_each(purpose, parts, lambda part: _dumped(reader.read_part(memory.tree, part)))
        return [_loaded(content) for _, content in contents]


def register_of(
    kinds: Kinds,
    readings: Iterable[PartReading],
    day: date,
    *,
    strays_count: bool = True,
    setting: Register | None = None,
) -> Register:
    """Put what was read in parts of a tree together.

    Where a schema is missing strays don't count: every record of its kind would seem to be one.
    """
    records: dict[str, dict[str, Record]] = {name: {} for name in kinds}
    strays: list[str] = []
    for reading in readings:
        strays += reading.strays
        for record in reading.records:
            records[record.kind][record.id] = record
    return Register(kinds, records, day, tuple(strays) if strays_count else (), setting)


@contextmanager
def collector_resting() -> Iterator[None]:
    """Keep the garbage collector from walking through records that are all kept anyway."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _dumped(reading: PartReading) -> bytes:
    records = [(each.kind, each.id, each.path, dict(each.data), each.sound) for each in reading.records]
    return marshal.dumps((records, reading.strays, [*map(row_of, reading.findings)]))


def _loaded(content: bytes) -> PartReading:
    """Load what this program wrote: the cache gives nothing else."""
    records, strays, rows = marshal.loads(content)  # noqa: S302
    return PartReading([Record(*each) for each in records], strays, [*map(finding_of, rows)])
