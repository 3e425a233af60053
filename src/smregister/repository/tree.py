"""Tree protocol: the files of a register at one point in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, Protocol

from smregister.errors import FatalError

REGISTRY = "registry"
AGENCIES = f"{REGISTRY}/agencies"
REGISTER = f"{REGISTRY}/register.yaml"
SCHEMAS = "schemas"
ALLOWED_FILES = ("README.md", ".gitkeep")
"""Files that may lie beside records and schemas."""
LONGEST_NOTE = 8 * 1024
"""The bytes of such a file in an agency's folder at most, which a reviewer reads as a whole."""
READ_LIMIT = 512 * 1024
"""Bytes read of each file at most; a schema may be larger than a record."""


class UnreadableFileError(FatalError):
    """A file can't be read; `cause` is the reason without the path."""

    def __init__(self, location: str, cause: str) -> None:
        super().__init__(f"{location} can't be read: {cause}")
        self.cause = cause


class VanishedFileError(UnreadableFileError):
    """A file was removed after it was listed."""


class Mode(StrEnum):
    """Type of a file, in the words of messages."""

    PLAIN = "a plain file"
    EXECUTABLE = "a program"
    LINK = "a link"
    SUBMODULE = "a submodule"
    OTHER = "a special file"
    UNREADABLE = "a folder that can't be read"


class File(NamedTuple):
    """One file of a tree; `path` is relative to the checkout, with slashes.

    `blob` is git's id of the content, if known. `read` returns at most READ_LIMIT + 1 bytes, and
    raises UnreadableFileError if the file can't be read.
    """

    path: str
    mode: Mode
    blob: str | None
    read: Callable[[], bytes]


class Tree(Protocol):
    """A set of files at one point in time."""

    @property
    def name(self) -> str:
        """Return the name of the point in time: a commit id, `:` or `work tree`."""

    def files(self, folder: str) -> Iterator[File]:
        """Yield every file below a folder, in path order."""

    def list_all(self) -> None:
        """List the whole register at once, before many of its folders are read."""

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Yield the files that exist at some paths; the size of the tree does not matter."""


def partition_path(path: str) -> str:
    """Return the partition of a path: an agency, an entry beside, the schemas."""
    steps = path.rstrip("/").split("/")
    if steps[0] != REGISTRY:
        return SCHEMAS
    return "/".join(steps[: 3 if steps[:2] == AGENCIES.split("/") else 2])


def agency_at(path: str) -> str | None:
    """Return the agency in whose folder a path is; None for the desk's paths."""
    steps = path.split("/")
    return steps[2] if len(steps) > 3 and steps[:2] == AGENCIES.split("/") else None
