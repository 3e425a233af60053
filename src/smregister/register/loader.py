"""Records put together to a register: all that a tree holds, or what was read of some parts of it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from smregister.model import Finding, Record, TimedFinding
from smregister.parallel import using_executor
from smregister.records.kinds import Kinds
from smregister.records.reader import ReadResult, RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.register import Register
from smregister.repository.cache import pack, unpack
from smregister.repository.fingerprints import Partition
from smregister.repository.memo import PartitionMemo
from smregister.repository.tree import SCHEMAS, Tree


class Reading(NamedTuple):
    """A register, and the faults met in reading it."""

    register: Register
    findings: list[Finding]

    @property
    def unread(self) -> int:
        """Count the files that nothing could be taken from: faulty records, and schemas."""
        schemas = {found.path for found in self.findings if found.path.startswith(f"{SCHEMAS}/")}
        return len(schemas) + sum(not record.valid for record in self.register.all())


def read_register(tree: Tree, day: date) -> Reading:
    """Read every record of a tree; `day` is what "today" means.

    Raises FatalError if the tree can't be read at all.
    """
    kinds, schema_findings = load_kinds(tree)
    return read_all(PartitionMemo(tree), RecordReader(kinds), schema_findings, day)


def read_all(memo: PartitionMemo, reader: RecordReader, schema_findings: Sequence[Finding], day: date) -> Reading:
    """Read every record of the tree of a memo, by the kinds of the reader."""
    readings = read_parts(memo, reader, memo.partitions.register)
    memo.save()
    register = register_of(reader.kinds, readings, day, has_all_kinds=not schema_findings)
    return Reading(register, [*schema_findings, *(found for reading in readings for found in reading.findings)])


def read_parts(memo: PartitionMemo, reader: RecordReader, parts: Sequence[Partition]) -> list[ReadResult]:
    """Read the records in some partitions, or load those that the memo has."""
    schemas = memo.partitions.schemas.fingerprint
    purposes = [("records", schemas)] if schemas else []
    with gc_paused(), using_executor(None):
        contents = memo.compute(purposes, parts, lambda part: _packed(reader.read_part(memo.tree, part)))
        return [_unpacked(content) for _, content in contents]


def register_of(
    kinds: Kinds,
    readings: Iterable[ReadResult],
    day: date,
    *,
    has_all_kinds: bool = True,
    setting: Register | None = None,
) -> Register:
    """Put what was read in parts of a tree together.

    Where a schema is missing misplaced files don't count: every record of its kind would seem to be one.
    """
    records: dict[str, dict[str, Record]] = {name: {} for name in kinds}
    misplaced_paths: list[str] = []
    for reading in readings:
        misplaced_paths += reading.misplaced_paths
        for record in reading.records:
            records[record.kind][record.id] = record
    return Register(kinds, records, day, tuple(misplaced_paths) if has_all_kinds else (), setting)


@contextmanager
def gc_paused() -> Iterator[None]:
    """Keep the garbage collector from walking through records that are all kept anyway."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _packed(reading: ReadResult) -> bytes:
    records = [(each.kind, each.id, each.path, dict(each.data), each.valid) for each in reading.records]
    return pack((records, reading.misplaced_paths, [TimedFinding(found).to_plain() for found in reading.findings]))


def _unpacked(content: bytes) -> ReadResult:
    records, misplaced_paths, rows = unpack(content)
    findings = [TimedFinding.from_plain(row).finding for row in rows]
    return ReadResult([Record(*each) for each in records], misplaced_paths, findings)
