"""Paths that a person names, as paths of the checkout."""

from __future__ import annotations

import os
from pathlib import Path

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
