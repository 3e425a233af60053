"""Loading of a register: its kinds and records, partition by partition."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Finding, Record, TimedFinding
from smregister.parallel import using_executor
from smregister.records.kinds import Kinds
from smregister.records.reader import ReadResult, RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.platforms import Platforms
from smregister.register.register import Register
from smregister.repository.cache import pack, unpack
from smregister.repository.fingerprints import Partition, Partitions, checkout_of, list_files
from smregister.repository.memo import PartitionMemo
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import REGISTRY, SCHEMAS, Tree

# The kinds whose records determine how others are read. If one of them changes, everything is read again.
_SHARED_KINDS = ("platform", "jurisdiction")


class Reading(NamedTuple):
    """A register, and the errors in its files."""

    register: Register
    findings: list[Finding]

    @property
    def unread(self) -> int:
        """Count the invalid records and schemas."""
        schemas = {finding.path for finding in self.findings if finding.path.startswith(f"{SCHEMAS}/")}
        return len(schemas) + sum(not record.valid for record in self.register.all())


class RegisterLoader:
    """Loads the register in a tree as of a day, or partitions of it, each fact once.

    `base` loads the tree below a proposal: what the proposal does not touch is taken over from it. A process that
    gets the `parts` to read does not ask git.

    Its properties raise FatalError if the tree can't be read at all.
    """

    def __init__(
        self, tree: Tree, day: date, *, base: RegisterLoader | None = None, parts: Partitions | None = None
    ) -> None:
        self.tree, self.day = tree, day
        self._parts, self._proposed_over = parts, base

    @property
    def root(self) -> Path:
        """Return the checkout of the tree."""
        root = checkout_of(self.tree)
        assert root is not None, "only a register that is not written yet has none"  # noqa: S101
        return root

    def read_text(self, path: str) -> str:
        """Return the text at a path, empty without a file.

        Raises FatalError if it is not UTF-8.
        """
        content = next((file.read() for file in self.tree.files_at([path])), b"")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise FatalError(f"{path} is not UTF-8; `smregister validate {path}` shows where") from error

    @cached_property
    def memo(self) -> PartitionMemo:
        """Return the memo of the tree's partitions."""
        base = self._proposed_over
        return PartitionMemo(self.tree, base.memo if base else None, self._parts)

    @cached_property
    def base(self) -> RegisterLoader | None:
        """Return the loader whose kinds and shared records hold here, if any."""
        base = self._proposed_over
        return base if base and not self.touched.intersection([SCHEMAS, *_shared_paths(base.kinds)]) else None

    @cached_property
    def touched(self) -> frozenset[str]:
        """Return the paths that a proposal writes, and the folders above them."""
        contents = self.tree.contents if isinstance(self.tree, OverlayTree) else ()
        steps = (path.split("/") for path in contents)
        return frozenset("/".join(some[:length]) for some in steps for length in range(1, len(some) + 1))

    @property
    def kinds(self) -> Kinds:
        """Return the kinds of records."""
        return self._schemas[0]

    @property
    def schema_findings(self) -> list[Finding]:
        """Return the errors in the schemas."""
        return self._schemas[1]

    @cached_property
    def _schemas(self) -> tuple[Kinds, list[Finding]]:
        base = self._proposed_over
        return base._schemas if base and SCHEMAS not in self.touched else load_kinds(self.tree)

    @cached_property
    def reader(self) -> RecordReader:
        """Return the reader of single records."""
        base = self._proposed_over
        return base.reader if base and SCHEMAS not in self.touched else RecordReader(self.kinds)

    @property
    def shared_parts(self) -> list[Partition]:
        """Return the partitions that hold the shared records."""
        folders = tuple(f"{path}/" for path in _shared_paths(self.kinds))
        return [part for part in self.memo.partitions.register if f"{part.path}/".startswith(folders)]

    @cached_property
    def shared(self) -> Register:
        """Return the shared records, which determine how others are read."""
        if self.base is not None:
            return self.base.shared
        return create_register(self.kinds, self._read(self.shared_parts), self.day)

    @property
    def platforms(self) -> Platforms:
        """Return the platforms."""
        return self.shared.platforms

    @cached_property
    def basis(self) -> str:
        """Return the name of schemas and shared records, on which reading depends."""
        if self.base is not None:
            return self.base.basis
        parts = self.memo.partitions
        by_path = {part.path: part for part in (parts.schemas, *parts.register)}
        needed = [by_path.get(path, Partition(path, None)) for path in (SCHEMAS, *_shared_paths(self.kinds))]
        return "\n".join(part.fingerprint or _digest(self.tree, part) for part in needed)

    @cached_property
    def reading(self) -> Reading:
        """Read the whole register, with the errors in its files."""
        # Git looks for what changed while the schemas are loaded.
        memo, kinds = self.memo, self.kinds
        results = self._read(memo.partitions.register)
        memo.save()
        findings = (finding for result in results for finding in result.findings)
        register = create_register(kinds, results, self.day, has_all_kinds=not self.schema_findings)
        return Reading(register, [*self.schema_findings, *findings])

    @property
    def register(self) -> Register:
        """Return the whole register, invalid records included."""
        return self.reading.register

    def register_of(self, results: Iterable[ReadResult], day: date | None = None) -> Register:
        """Create a register of some partitions and the shared records."""
        has_all_kinds = not self.schema_findings
        return create_register(self.kinds, results, day or self.day, has_all_kinds=has_all_kinds, shared=self.shared)

    def _read(self, parts: Sequence[Partition]) -> list[ReadResult]:
        """Read the records in some partitions, or load those that the memo has."""
        schemas = self.memo.partitions.schemas.fingerprint
        purposes = [("records", schemas)] if schemas else []
        with gc_paused(), using_executor(None):
            contents = self.memo.compute(purposes, parts, self._read_packed)
            return [_unpacked(content) for _, content in contents]

    def _read_packed(self, part: Partition) -> bytes:
        records, paths, findings = self.reader.read_files(list_files(self.memo.tree, part))
        rows = [(record.kind, record.id, record.path, dict(record.data), record.valid) for record in records]
        return pack((rows, paths, [TimedFinding(finding).to_plain() for finding in findings]))


def read_register(tree: Tree, day: date) -> Reading:
    """Read every record of a tree; `day` is the "today" of its rules and reports.

    Raises FatalError if the tree can't be read at all.
    """
    return RegisterLoader(tree, day).reading


def create_register(
    kinds: Kinds,
    results: Iterable[ReadResult],
    day: date,
    *,
    has_all_kinds: bool = True,
    shared: Register | None = None,
) -> Register:
    """Create a register of the records in some partitions.

    Where a schema is missing it has no misplaced files: every record of that kind would seem to be one.
    """
    records: dict[str, dict[str, Record]] = {name: {} for name in kinds}
    misplaced_paths: list[str] = []
    for result in results:
        misplaced_paths += result.misplaced_paths
        for record in result.records:
            records[record.kind][record.id] = record
    return Register(kinds, records, day, tuple(misplaced_paths) if has_all_kinds else (), shared)


@contextmanager
def gc_paused() -> Iterator[None]:
    """Turn garbage collection off while records are read, which are all kept."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _unpacked(content: bytes) -> ReadResult:
    records, paths, rows = unpack(content)
    findings = [TimedFinding.from_plain(row).finding for row in rows]
    return ReadResult([Record(*record) for record in records], paths, findings)


def _shared_paths(kinds: Kinds) -> Iterator[str]:
    """Yield the folders, or files, of the shared records."""
    for name in _SHARED_KINDS:
        if name in kinds:
            yield f"{REGISTRY}/{kinds[name].path_template.template.split('/')[0]}"


def _digest(tree: Tree, part: Partition) -> str:
    digest = sha256()
    for file in list_files(tree, part):
        content = file.read()
        digest.update(f"{len(file.path)} {file.path} {file.mode} {len(content)} ".encode("utf-8", "backslashreplace"))
        digest.update(content)
    return digest.hexdigest()
