"""Journal of the last transaction, to undo it or to finish it."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.atomic_write import write_file
from smregister.repository.git import private_folder

# Besides a pending command, the one before it stays: it can still be undone if the pending one is rolled back.
_PENDING, _LAST = ".smregister-under-way.json", ".smregister-last.json"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A command, and its files' contents before and after; None: no file."""

    command: str
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]
    modes: Mapping[str, int] = field(default_factory=dict)
    """The permissions of files, those of a moved file under both its paths."""
    damage: str = ""
    """The file of a damaged journal, which names only some of the files."""


def begin(root: Path, entry: Transaction) -> None:
    """Write a command's journal before its files; raise OSError on failure."""
    data = {
        "command": entry.command,
        "before": _encode(entry.before),
        "after": _encode(entry.after),
        "modes": entry.modes,
    }
    write_file(_folder(root) / _PENDING, json.dumps(data).encode("utf-8", "surrogatepass"))


def complete(root: Path) -> None:
    """Make the pending command the last one."""
    (_folder(root) / _PENDING).replace(_folder(root) / _LAST)


def forget(root: Path) -> None:
    """Remove the pending command."""
    (_folder(root) / _PENDING).unlink(missing_ok=True)


def put_aside(root: Path) -> Path:
    """Rename the damaged journal, or that of the pending command, and return its new path."""
    folder = _folder(root)
    path = next(path for path in (folder / _PENDING, folder / _LAST) if path.exists())
    return path.replace(path.with_suffix(".damaged"))


def pending(root: Path) -> Transaction | None:
    """Return the command that was interrupted; None if there is none."""
    return _read(_folder(root) / _PENDING)


def last(root: Path) -> Transaction | None:
    """Return the last command; None if there is none."""
    return _read(_folder(root) / _LAST)


def remove_leftovers(root: Path, entry: Transaction) -> None:
    """Remove the temporary files that an interrupted command left beside its files."""
    for folder in {(root / path).parent for path in entry.after}:
        if folder.is_dir():
            for file in [*os.scandir(folder)]:
                if file.name.startswith(".smregister-") and file.name.endswith(".tmp"):
                    Path(file.path).unlink(missing_ok=True)


def _folder(root: Path) -> Path:
    return private_folder(root) or root / "registry"


def _encode(contents: Mapping[str, bytes | None]) -> dict[str, str | None]:
    return {path: None if content is None else b64encode(content).decode() for path, content in contents.items()}


def _read(path: Path) -> Transaction | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FatalError(f"the journal {path} can't be read: {error.strerror}") from error
    try:
        data = json.loads(content)
        before, after = _decode(data["before"]), _decode(data["after"])
        modes = {str(name): int(mode) & 0o777 for name, mode in data.get("modes", {}).items()}
        command = str(data["command"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Transaction("", {}, {}, damage=str(path))
    common = before.keys() & after.keys()
    is_damaged = before.keys() != after.keys() or any("\0" in name for name in common)
    paths = sorted(name for name in common if "\0" not in name)
    before, after = ({name: side[name] for name in paths} for side in (before, after))
    return Transaction(command, before, after, modes, damage=str(path) if is_damaged else "")


def _decode(contents: Mapping[str, str | None]) -> dict[str, bytes | None]:
    return {str(name): None if text is None else b64decode(text) for name, text in contents.items()}
