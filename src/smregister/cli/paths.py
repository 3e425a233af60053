"""Paths that a person names: as paths of the checkout, or what lies there."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from smregister.errors import FatalError


def below(folder: Path, root: Path, paths: list[str]) -> list[str]:
    """Read paths, given from the folder a command works in or from the checkout, as paths of the checkout.

    Raises FatalError if one lies outside, or is no file or folder.
    """
    places = []
    for path in paths:
        candidates = [Path(os.path.normpath(each / path)) for each in (folder.resolve(), root)]
        place = next((p for p in candidates if os.path.lexists(p) and p.is_relative_to(root)), None)
        if place is None:
            message = f"there is no file or folder {path} in the register at {root}"
            raise FatalError(message)
        places.append(place.relative_to(root).as_posix())
    return places


def beginning(place: Path, most: int) -> bytes:
    """Read no more of a file than it may have, and a byte that shows there is more.

    Raises FatalError if there is no such file, or it can't be read.
    """
    try:
        with place.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError as error:
        message = f"there is no file {place}"
        raise FatalError(message) from error
    except IsADirectoryError as error:
        message = f"{place} is no file"
        raise FatalError(message) from error
    except OSError as error:
        message = f"{place} can't be read: {error.strerror}"
        raise FatalError(message) from error


def beginning_or_input(place: Path, most: int) -> bytes:
    """Read as much of a file or, by the name `-`, of standard input.

    Raises FatalError if there is no such file, or it can't be read.
    """
    return typer.get_binary_stream("stdin").read(most + 1) if str(place) == "-" else beginning(place, most)
