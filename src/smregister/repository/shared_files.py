"""Schemas, records and documentation that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from smregister.errors import FatalError

_CHECKOUT = Path(__file__).parents[3]


def load_shared_files(folder: str, ending: str) -> dict[str, bytes]:
    """Return shared files by path; raise FatalError if the installation lacks them."""
    for parent in (files("smregister").joinpath("shared", folder), _CHECKOUT / folder):
        if parent.is_dir():
            return {path: content for path, content in iterate_files(parent, folder) if path.endswith(ending)}
    raise FatalError(f"this installation of smregister lacks `{folder}`; install smregister again")


def iterate_files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files below a folder, with their paths below `path`."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        entry_path = f"{path}/{entry.name}" if path else entry.name
        if entry.is_dir():
            yield from iterate_files(entry, entry_path)
        else:
            yield entry_path, entry.read_bytes()
