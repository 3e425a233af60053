"""How the desk speaks to an agency, and signs what it sends out."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.letters.wording import Wording
from smregister.model import Record
from smregister.records.views import Agency


def salutation(words: Wording, agency: Agency, name: str) -> str:
    """Speak to the head of an agency, or to the agency where the register does not say who that is."""
    post = agency.head_post
    return words.sentence("salutation", post=post, agency=name) if post else words.sentence("to-agency", agency=name)


def signature(words: Wording, desk: Record | None) -> Iterator[str]:
    """Sign as the register says who keeps it; with nothing where it does not."""
    if desk:
        yield desk.text("custodian") or ""
        yield words.of(desk.value("names")) or desk.text("name") or ""
        yield desk.text("contact") or ""
