"""How the desk signs what it sends out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.model import Record
    from smregister.wordings import Wording


def signature(words: Wording, desk: Record | None) -> Iterator[str]:
    """Sign as the register says who keeps it; with nothing where it does not."""
    if desk:
        yield desk.text("custodian") or ""
        yield words.of(desk.value("names")) or desk.text("name") or ""
        yield desk.text("contact") or ""
