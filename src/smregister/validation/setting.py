"""What everything is judged by beside the rules: the schemas, and the desk's platforms and jurisdictions."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from smregister.reading import read_parts, register_of
from smregister.records import RecordReader
from smregister.schemas import load_kinds
from smregister.trees import REGISTRY, Part, files_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smregister.memory import Memory
    from smregister.records import PartReading
    from smregister.register import Register
    from smregister.schemas import Kinds
    from smregister.trees import Parts, Tree

# The kinds whose records say how others are read; where one of them changes, everything is judged anew.
SETTING_KINDS = ("platform", "jurisdiction")


class Setting:
    """What a tree is judged by: its kinds, the faults of their schemas, who reads records.

    Raises FatalError if the tree has no schemas at all.
    """

    def __init__(self, tree: Tree, day: date, memory: Memory | None = None) -> None:
        self._tree, self._day, self._memory = tree, day, memory
        self.kinds, self.schema_faults = load_kinds(tree)
        self.reader = RecordReader(self.kinds)

    @cached_property
    def register(self) -> Register:
        """Read the records of `SETTING_KINDS`."""
        return register_of(self.kinds, self._readings(), self._day)

    def _readings(self) -> list[PartReading]:
        places = [*_folders(self.kinds)]
        if self._memory is None:
            return [self.reader.read_part(self._tree, Part(place, None)) for place in places]
        parts = [part for part in self._memory.parts.register if any(_lies_in(part, place) for place in places)]
        return read_parts(self._memory, self.reader, parts)


def _lies_in(part: Part, place: str) -> bool:
    return part.path == place or part.path.startswith(f"{place}/")


def setting_id(tree: Tree, parts: Parts, kinds: Kinds) -> str:
    """Name all that a setting depends on."""
    named = {part.path: part for part in (parts.schemas, *parts.register)}
    wanted = [named.get(path, Part(path, None)) for path in (parts.schemas.path, *_folders(kinds))]
    return "\n".join(part.id or _digest(tree, part) for part in wanted)


def _folders(kinds: Kinds) -> Iterator[str]:
    """Name the folders, or files, where the setting's records lie."""
    for name in SETTING_KINDS:
        if name in kinds:
            yield f"{REGISTRY}/{kinds[name].layout.template.split('/')[0]}"


def _digest(tree: Tree, part: Part) -> str:
    digest = sha256()
    for file in files_of(tree, part):
        content = file.read()
        digest.update(f"{len(file.path)} {file.path} {file.mode} {len(content)} ".encode("utf-8", "backslashreplace"))
        digest.update(content)
    return digest.hexdigest()
