"""Puts a new register in its place: whole or, as far as a disk allows, not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.trees import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def free_place(folder: Path) -> Path:
    """Give the full path of a folder that can become a register.

    Raises FatalError if anything is there already.
    """
    place = folder.resolve()
    if (place / REGISTRY).is_dir():
        message = f"there is a register in {place} already; name a folder that is new or empty"
        raise FatalError(message)
    if place.is_dir() and any(place.iterdir()):
        message = f"{place} is not empty; name a folder that is new or empty"
        raise FatalError(message)
    if os.path.lexists(place) and not place.is_dir():
        message = f"{place} is no folder; name one that is new or empty"
        raise FatalError(message)
    return place


@contextmanager
def workshop(place: Path) -> Iterator[Path]:
    """Give a folder to work in; at the end its content comes to its place, after a failure it goes."""
    above = place if place.is_dir() else place.parent
    above.mkdir(parents=True, exist_ok=True)
    folder = above / f".smregister-{token_hex(8)}"
    folder.mkdir()
    try:
        yield folder
        _settle(folder, place)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for path, content in contents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _settle(folder: Path, place: Path) -> None:
    if folder.parent != place:
        folder.rename(place)
        return
    for entry in sorted(folder.iterdir()):
        entry.rename(place / entry.name)
    folder.rmdir()
