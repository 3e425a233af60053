"""Names for files, made from the words of people and platforms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from hashlib import sha256

from smregister.records.kinds import RESERVED_NAMES

LONGEST_NAME = 60


def slug(text: str) -> str:
    """Make a file name's form of a text: a-z, 0-9 and single hyphens, 60 characters at most.

    A longer one is cut and ends in a digest of the whole; it is empty where nothing of the text is Latin.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(name) <= LONGEST_NAME:
        return name
    # Two long texts that begin alike must not become one name.
    digest = sha256(name.encode()).hexdigest()[:8]
    return f"{name[: LONGEST_NAME - 9].rstrip('-')}-{digest}"


def unique_name(wanted: str, taken: Container[str]) -> str:
    """Return a name, or the first numbered one, that nobody has yet."""
    name = wanted or "unnamed"
    if name in RESERVED_NAMES:
        name = f"{name}-1"
    number = 2
    free = name
    while free in taken:
        free = f"{name}-{number}"
        number += 1
    return free
