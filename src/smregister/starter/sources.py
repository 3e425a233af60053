"""Finds what a new register is made of: packed with the program, or in the program's own checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_TEMPLATES = "templates"
# Files whose names begin with a dot would act on this project itself.
_DOT = "dot-"


def shipped(folder: str, ending: str) -> dict[str, bytes]:
    """Give the files in a folder that this project shares with every register, by their paths.

    Raises FatalError if the installation is incomplete.
    """
    packed = files("smregister.starter").joinpath(folder)
    checkout = Path(__file__).parents[3] / folder
    for place in (packed, checkout):
        if place.is_dir():
            return {path: content for path, content in _below(place, folder) if path.endswith(ending)}
    message = f"this installation of smregister lacks `{folder}`, so it can make no register; install it anew"
    raise FatalError(message)


def templates() -> dict[str, str]:
    """Give the texts that only a new register has, unfilled, by their paths in it."""
    place = files("smregister.starter").joinpath(_TEMPLATES)
    return {_dotted(path): content.decode("utf-8") for path, content in _below(place, "")}


def _below(place: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(place.iterdir(), key=lambda entry: entry.name):
        below = f"{path}/{entry.name}" if path else entry.name
        if entry.is_dir():
            yield from _below(entry, below)
        else:
            yield below, entry.read_bytes()


def _dotted(path: str) -> str:
    return "/".join(f".{part.removeprefix(_DOT)}" if part.startswith(_DOT) else part for part in path.split("/"))
