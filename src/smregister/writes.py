"""The only writing to the register: each file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_files(root: Path, contents: Mapping[str, bytes | None]) -> None:
    """Write files below a checkout, and remove those without content; nothing is removed before all is written.

    Where that fails or is interrupted, what was written is taken back.
    Raises FatalError if a path leads out of the checkout or through a link, or the disk refuses.
    """
    places = {_place(root, path): content for path, content in contents.items()}
    in_order = sorted(places, key=lambda place: places[place] is None)
    done: dict[Path, bytes | None] = {}
    try:
        for place in in_order:
            done[place] = place.read_bytes() if place.is_file() else None
            _put(root, place, places[place])
    except BaseException as error:
        left = _take_back(root, done)
        if isinstance(error, OSError):
            message = f"{error.filename or root} can't be written: {error.strerror}; {left or 'nothing was changed'}"
            raise FatalError(message) from error
        raise


def _put(root: Path, place: Path, content: bytes | None) -> None:
    if content is None:
        _remove(root, place)
    else:
        write_file(place, content)


def _take_back(root: Path, done: Mapping[Path, bytes | None]) -> str:
    """Give files the content they had; says which could not be given it."""
    left = []
    for place, content in reversed([*done.items()]):
        try:
            _put(root, place, content)
        except OSError:
            left.append(str(place.relative_to(root)))
    return f"these are as they should not be, `git restore` brings them back: {', '.join(left)}" if left else ""


def write_file(place: Path, content: bytes) -> None:
    """Put a file in place so that at every moment it is either the old one or the new one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".smregister-", dir=place.parent)
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _settle(place.parent)


def _place(root: Path, path: str) -> Path:
    place = root / path
    if ".." in Path(path).parts or not place.parent.resolve().is_relative_to(root.resolve()) or place.is_symlink():
        message = f"{path} leads out of the register; nothing was written"
        raise FatalError(message)
    return place


def _remove(root: Path, place: Path) -> None:
    place.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        for folder in place.parents:
            if folder == root:
                break
            folder.rmdir()


def _settle(folder: Path) -> None:
    """Make the folder's new entry last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
