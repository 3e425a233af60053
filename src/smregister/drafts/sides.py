"""The texts of a record on two sides, and what both began from."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from smregister.drafts.layout import TextLayout


class Sides(NamedTuple):
    """Two edits of a record, and what they began from; that is empty where both made it anew."""

    base: bytes
    ours: bytes
    theirs: bytes

    def comments(self) -> Counter[str]:
        """Count the comments that must not be lost: both have them still, or one of them put them in.

        Raises UnreadableTextError if a text can't be read.
        """
        base, ours, theirs = map(comments_in, self)
        return (ours & theirs) | (ours - base) | (theirs - base)


def comments_in(content: bytes) -> Counter[str]:
    """Count the comments in a record's text.

    Raises UnreadableTextError if it can't be read.
    """
    return Counter(TextLayout(content.decode("utf-8")).comments() if content else [])
