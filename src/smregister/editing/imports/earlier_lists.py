"""Accounts that earlier imports by a map had, kept in the clone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from smregister.repository.atomic_write import write_file
from smregister.repository.git import private_folder

_NAME = ".smregister-imports.json"


def read_earlier(root: Path, map_path: Path) -> frozenset[str]:
    """Return the ids of the accounts that earlier imports by a map had."""
    return frozenset(_read(root).get(_key(root, map_path), ()))


def remember(root: Path, map_path: Path, accounts: Iterable[str]) -> None:
    """Keep the ids of the accounts that an import had, besides those of earlier ones, if the disk allows it."""
    imports, key = _read(root), _key(root, map_path)
    imports[key] = sorted({*imports.get(key, ()), *accounts})
    # The import itself is written; this is only a memory.
    with suppress(OSError):
        write_file(_path(root), json.dumps(imports).encode())


def _path(root: Path) -> Path:
    return (private_folder(root) or root / "registry") / _NAME


def _key(root: Path, map_path: Path) -> str:
    """Return the path of a map, below the checkout or absolute."""
    path = map_path.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _read(root: Path) -> dict[str, list[str]]:
    try:
        imports = json.loads(_path(root).read_bytes())
        return {str(name): [str(item) for item in ids] for name, ids in imports.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        # Without the file, nothing is known of earlier imports.
        return {}
