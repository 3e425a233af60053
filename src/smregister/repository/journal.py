"""What the last writing command did, kept so that it can be taken back, or finished where it was cut short."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from smregister.repository.atomic_write import write_file
from smregister.repository.git import private_folder

# One command may be under way; the one before it can still be taken back if that never comes to an end.
_UNDER_WAY, _LAST = ".smregister-under-way.json", ".smregister-last.json"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A command, and the files it changes: what they held before, and after; None where there is no file."""

    command: str
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]


def begin(root: Path, entry: Transaction) -> None:
    """Note what is about to be written, before anything is.

    Raises OSError if it can't be noted.
    """
    facts = {"command": entry.command, "before": _coded(entry.before), "after": _coded(entry.after)}
    write_file(_folder(root) / _UNDER_WAY, json.dumps(facts).encode("utf-8", "surrogatepass"))


def complete(root: Path) -> None:
    """Note that all of it is written."""
    (_folder(root) / _UNDER_WAY).replace(_folder(root) / _LAST)


def forget(root: Path) -> None:
    """Forget the command that is under way: nothing of it is left."""
    (_folder(root) / _UNDER_WAY).unlink(missing_ok=True)


def pending(root: Path) -> Transaction | None:
    """Return the command that was cut short, if one was."""
    return _read(_folder(root) / _UNDER_WAY)


def last(root: Path) -> Transaction | None:
    """Return the command that was carried out last."""
    return _read(_folder(root) / _LAST)


def _folder(root: Path) -> Path:
    """Return the folder of ours below git's own, or, outside git, the register's."""
    return private_folder(root) or root / "registry"


def _coded(contents: Mapping[str, bytes | None]) -> dict[str, str | None]:
    return {path: None if content is None else b64encode(content).decode() for path, content in contents.items()}


def _read(place: Path) -> Transaction | None:
    try:
        facts = json.loads(place.read_bytes())
        before, after = (
            {str(path): None if coded is None else b64decode(coded) for path, coded in facts[side].items()}
            for side in ("before", "after")
        )
        return Transaction(str(facts["command"]), before, after)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # A journal is put in place whole; one that can't be read was not written by this program.
        return None


def leftovers(root: Path, entry: Transaction) -> list[Path]:
    """Find the unfinished files that an interrupted command left beside those it was to write."""
    folders = {(root / path).parent for path in entry.after}
    return [Path(each.path) for folder in folders if folder.is_dir() for each in os.scandir(folder) if _is_ours(each)]


def _is_ours(entry: os.DirEntry[str]) -> bool:
    return entry.name.startswith(".smregister-") and entry.name.endswith(".tmp")
