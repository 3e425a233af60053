"""File names made from titles and handles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from hashlib import sha256
from itertools import count

from smregister.records.kinds import RESERVED_NAMES

LONGEST_NAME = 60


def slug(text: str, longest: int = LONGEST_NAME) -> str:
    """Return a text as a file name of a-z, 0-9 and hyphens, at most `longest` long.

    A longer name is cut and ends in a digest of the whole. A text without Latin letters and digits has an empty name.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(name) <= longest:
        return name
    # Two long texts that begin alike must have two names.
    digest = sha256(name.encode()).hexdigest()[:8]
    return f"{name[: longest - 9].rstrip('-')}-{digest}"


def unique_name(name: str, taken: Container[str]) -> str:
    """Return a name, or the first numbered form of it that isn't taken."""
    name = name or "unnamed"
    if name in RESERVED_NAMES:
        name = f"{name}-1"
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(candidate for candidate in numbered if candidate not in taken)
