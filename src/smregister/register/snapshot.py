"""Snapshot of a register: one tree on one day, each fact of it loaded once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from smregister.errors import FatalError
from smregister.model import Finding
from smregister.records.kinds import Kinds
from smregister.records.reader import ReadResult, RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.index.register_index import RegisterIndex
from smregister.register.loader import Reading, read_all, read_parts, register_of
from smregister.register.platforms import Platforms
from smregister.register.register import Register
from smregister.repository.fingerprints import Partition, Partitions, checkout_of, list_files
from smregister.repository.memo import PartitionMemo
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import REGISTRY, SCHEMAS, Tree

# The kinds whose records say how others are read; where one of them changes, everything is read again.
_SHARED_KINDS = ("platform", "jurisdiction")


class RegisterSnapshot:
    """The register in a tree, as of a day.

    `base` is the snapshot below a proposal: what the proposal does not touch is taken over from it. A process
    that is told the `parts` to read asks git nothing.

    What is read of it raises FatalError if the tree can't be read at all.
    """

    def __init__(
        self, tree: Tree, day: date, *, base: RegisterSnapshot | None = None, parts: Partitions | None = None
    ) -> None:
        self.tree, self.day = tree, day
        self._parts, self._proposed_over = parts, base

    def propose(self, contents: Mapping[str, bytes | None]) -> RegisterSnapshot:
        """Create the snapshot that the register becomes with some files written or, without content, removed."""
        return RegisterSnapshot(OverlayTree(self.tree, contents), self.day, base=self)

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
            raise FatalError(f"{path} is not UTF-8; `smregister validate {path}` says where") from error

    @cached_property
    def memo(self) -> PartitionMemo:
        """Return the memo of the tree's partitions."""
        base = self._proposed_over
        return PartitionMemo(self.tree, base.memo if base else None, self._parts)

    @cached_property
    def base(self) -> RegisterSnapshot | None:
        """Return the snapshot whose kinds, shared records and indexes hold here too, if there is one."""
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
        """Return what is wrong with the schemas."""
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
        folders = [*_shared_paths(self.kinds)]
        return [part for part in self.memo.partitions.register if any(_lies_in(part, folder) for folder in folders)]

    @cached_property
    def shared(self) -> Register:
        """Return the records that say how others are read: platforms and jurisdictions."""
        if self.base is not None:
            return self.base.shared
        return register_of(self.kinds, read_parts(self.memo, self.reader, self.shared_parts), self.day)

    @property
    def platforms(self) -> Platforms:
        """Return the platforms."""
        return self.shared.platforms

    @cached_property
    def basis(self) -> str:
        """Name all that the reading of a partition depends on beside the partition: schemas and shared records."""
        if self.base is not None:
            return self.base.basis
        parts = self.memo.partitions
        by_path = {part.path: part for part in (parts.schemas, *parts.register)}
        wanted = [by_path.get(path, Partition(path, None)) for path in (SCHEMAS, *_shared_paths(self.kinds))]
        return "\n".join(part.fingerprint or _digest(self.tree, part) for part in wanted)

    @cached_property
    def reading(self) -> Reading:
        """Read the whole register, with what is wrong with its files."""
        return read_all(self.memo, self.reader, self.schema_findings, self.day)

    @property
    def register(self) -> Register:
        """Return the whole register, invalid records included."""
        return self.reading.register

    @cached_property
    def index(self) -> RegisterIndex:
        """Return the index, which reads only what is asked for."""
        return RegisterIndex(self)

    def register_of(self, readings: Iterable[ReadResult], day: date | None = None) -> Register:
        """Create a register of some partitions and the shared records."""
        return register_of(
            self.kinds, readings, day or self.day, has_all_kinds=not self.schema_findings, setting=self.shared
        )


def _shared_paths(kinds: Kinds) -> Iterator[str]:
    """Yield the folders, or files, of the shared records."""
    for name in _SHARED_KINDS:
        if name in kinds:
            yield f"{REGISTRY}/{kinds[name].path_template.template.split('/')[0]}"


def _lies_in(part: Partition, path: str) -> bool:
    return part.path == path or part.path.startswith(f"{path}/")


def _digest(tree: Tree, part: Partition) -> str:
    digest = sha256()
    for file in list_files(tree, part):
        content = file.read()
        digest.update(f"{len(file.path)} {file.path} {file.mode} {len(content)} ".encode("utf-8", "backslashreplace"))
        digest.update(content)
    return digest.hexdigest()
