"""Paths that a person names: as paths of the checkout, or what lies there."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from smregister.cli.console import print_message
from smregister.cli.context import Context
from smregister.drafts.softcopies import lies_in_register, softcopy_digest
from smregister.errors import FatalError


def to_register_paths(folder: Path, root: Path, paths: list[str]) -> list[str]:
    """Read paths, given from the folder a command works in or from the checkout, as paths of the checkout.

    Raises FatalError if one lies outside, or is no file or folder.
    """
    places = []
    for path in paths:
        candidates = [Path(os.path.normpath(each / path)) for each in (folder.resolve(), root)]
        place = next((p for p in candidates if os.path.lexists(p) and p.is_relative_to(root)), None)
        if place is None:
            raise FatalError(f"there is no file or folder {path} in the register at {root}")
        places.append(place.relative_to(root).as_posix())
    return places


def read_limited(place: Path, most: int) -> bytes:
    """Read no more of a file than it may have, and a byte that shows there is more.

    Raises FatalError if there is no such file, or it can't be read.
    """
    try:
        with place.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError as error:
        raise FatalError(f"there is no file {place}") from error
    except IsADirectoryError as error:
        raise FatalError(f"{place} is no file") from error
    except OSError as error:
        raise FatalError(f"{place} can't be read: {error.strerror}") from error


def read_limited_or_stdin(place: Path, most: int) -> bytes:
    """Read as much of a file or, by the name `-`, of standard input.

    Raises FatalError if there is no such file, or it can't be read.
    """
    return typer.get_binary_stream("stdin").read(most + 1) if str(place) == "-" else read_limited(place, most)


def hash_external_file(context: Context, place: Path, what: str, option: str) -> str:
    """Compute the SHA-256 of a file that an option names, and warn if it lies where git may take it in.

    Raises FatalError if there is no such file, or nothing in it.
    """
    digest = softcopy_digest(place, what, option)
    if lies_in_register(place, context.root):
        print_message(
            f"warning: {place} lies where git makes it, or may make it, a part of the register, for everybody to "
            f"read; keep {what} outside: it may hold names, faces and signatures"
        )
    return digest
