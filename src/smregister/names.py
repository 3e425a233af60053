"""Names for files, made from the words of people and platforms."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from smregister.kinds import RESERVED_NAMES

if TYPE_CHECKING:
    from collections.abc import Container

LONGEST_NAME = 60


def slug(text: str) -> str:
    """Make a file name's form of a text: a-z, 0-9 and single hyphens; empty where nothing of it is Latin."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-")


def free_name(wanted: str, taken: Container[str]) -> str:
    """Give a name, or the first numbered one, that nobody has yet."""
    name = wanted or "unnamed"
    if name in RESERVED_NAMES:
        name = f"{name}-1"
    number = 2
    free = name
    while free in taken:
        free = f"{name}-{number}"
        number += 1
    return free
