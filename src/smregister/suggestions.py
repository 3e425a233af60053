"""What somebody may have meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_LIKENESS = 60
"""How like two words must be, of 100, before one is offered for the other."""
_HINT = re.compile("; (?:did you mean `|known are )")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give the end of a sentence that names the nearest known word; nothing where none is near."""
    from rapidfuzz import fuzz, process

    # Of two that are as near, the first by its letters is named, in whichever order they come.
    nearest = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    return f"; did you mean `{nearest[0]}`?" if nearest else ""


def without_hint(message: str) -> str:
    """Give a message without what was perhaps meant, which hangs on what else there happens to be."""
    return _HINT.split(message, maxsplit=1)[0]
