"""The digest of a file that stays outside the register: of a letter, or of what was kept of something seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.cli.console import say

if TYPE_CHECKING:
    from pathlib import Path

    from smregister.cli.context import Moment


def digest_outside(now: Moment, place: Path, what: str, option: str) -> str:
    """Compute the SHA-256 of a file that an option names, and warn if it lies where git may take it in.

    Raises FatalError if there is no such file, or nothing in it.
    """
    from smregister.drafts.softcopies import lies_in_register, softcopy_digest

    digest = softcopy_digest(place, what, option)
    if lies_in_register(place, now.root):
        say(
            f"warning: {place} lies where git makes it, or may make it, a part of the register, for everybody to "
            f"read; keep {what} outside: it may hold names, faces and signatures"
        )
    return digest
