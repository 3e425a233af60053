"""Resources of a new register, in the package or the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from smregister.errors import FatalError

_PACKAGE = "smregister.editing.init"
_CHECKOUT = Path(__file__).parents[4]
# A file name that begins with a dot would have an effect on this project itself.
_DOT = "dot-"


def load_shared_files(folder: str, ending: str) -> dict[str, bytes]:
    """Return the files that this project shares with every register, by path.

    Raises FatalError if the installation is incomplete.
    """
    for parent in (files(_PACKAGE).joinpath(folder), _CHECKOUT / folder):
        if parent.is_dir():
            return {path: content for path, content in _iterate_files(parent, folder) if path.endswith(ending)}
    raise FatalError(f"this installation of smregister lacks `{folder}`, so it can make no register; install it anew")


def load_templates() -> dict[str, str]:
    """Return the templates of a new register's own files, by their path in it."""
    templates = files(_PACKAGE).joinpath("templates")
    return {_restore_dots(path): content.decode("utf-8") for path, content in _iterate_files(templates, "")}


def _iterate_files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        entry_path = f"{path}/{entry.name}" if path else entry.name
        if entry.is_dir():
            yield from _iterate_files(entry, entry_path)
        else:
            yield entry_path, entry.read_bytes()


def _restore_dots(path: str) -> str:
    return "/".join(f".{part.removeprefix(_DOT)}" if part.startswith(_DOT) else part for part in path.split("/"))
