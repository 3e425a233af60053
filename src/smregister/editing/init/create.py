"""Creation of a register: validated, then moved into place as a whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from secrets import token_hex

from smregister.editing.init.files import create_tree
from smregister.errors import FatalError
from smregister.model import Severity
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.tree import REGISTRY
from smregister.validation.validate import validate


def require_valid_register(contents: Mapping[str, bytes], day: date) -> None:
    """Raise FatalError if a new register has an error as of a day."""
    result = validate(RegisterSnapshot(create_tree(contents), day))
    if not result.is_valid:
        errors = [f"{f.path}:{f.line}: {f.message}" for f in result.findings if f.severity is Severity.ERROR]
        raise FatalError("\n".join(["the new register would not be valid, so nothing was written:", *errors]))


def require_free_folder(folder: Path) -> Path:
    """Return the path of a folder for a register; raise FatalError if it is not free."""
    path = folder.resolve()
    if (path / REGISTRY).is_dir():
        raise FatalError(f"{path} already contains a register; name a new or empty folder")
    if path.is_dir() and any(path.iterdir()):
        raise FatalError(f"{path} is not empty; name a new or empty folder")
    if os.path.lexists(path) and not path.is_dir():
        raise FatalError(f"{path} is not a folder; name a new or empty one")
    return path


@contextmanager
def temporary_folder(path: Path) -> Iterator[Path]:
    """Yield a folder that moves to a path at the end; after a failure it is removed."""
    parent = path if path.is_dir() else path.parent
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / f".smregister-{token_hex(8)}"
    folder.mkdir()
    try:
        yield folder
        _move(folder, path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for path, content in contents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _move(folder: Path, path: Path) -> None:
    if folder.parent != path:
        folder.rename(path)
        return
    for entry in sorted(folder.iterdir()):
        entry.rename(path / entry.name)
    folder.rmdir()
