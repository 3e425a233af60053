"""What a tree is: files with their modes and contents, at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, Protocol

REGISTRY = "registry"
AGENCIES = f"{REGISTRY}/agencies"
SCHEMAS = "schemas"
ALLOWED_FILES = ("README.md", ".gitkeep")
"""What may lie beside records and schemas without being one."""
READ_LIMIT = 512 * 1024
"""No file is read further than this many bytes; a schema may be larger than a record."""


class Mode(StrEnum):
    """What a file is."""

    PLAIN = "a plain file"
    EXECUTABLE = "a program"
    LINK = "a link"
    SUBMODULE = "a submodule"
    OTHER = "no plain file"


class File(NamedTuple):
    """One file of a tree; `path` is relative to the checkout, with slashes.

    `blob` is git's id of the content where it is known. `read` gives the content,
    READING_LIMIT + 1 bytes at the most.
    """

    path: str
    mode: Mode
    blob: str | None
    read: Callable[[], bytes]


class Tree(Protocol):
    """A set of files at one moment."""

    @property
    def name(self) -> str:
        """Name the moment: a commit id, `:` or `work tree`."""

    def files(self, folder: str) -> Iterator[File]:
        """Return every file below a folder, in path order."""

    def list_all(self) -> None:
        """Be told that many folders of the register will be asked for."""

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Return the files at some paths, where there are any; costs what they cost, not the tree."""


def partition_path(path: str) -> str:
    """Name the part of a tree in which a path lies: an agency's folder, what lies beside those, or the schemas."""
    steps = path.rstrip("/").split("/")
    if steps[0] != REGISTRY:
        return SCHEMAS
    return "/".join(steps[: 3 if steps[:2] == AGENCIES.split("/") else 2])
