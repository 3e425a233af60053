"""A letter with headings as Markdown, in which no text of a record is markup, a link or a mention."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smregister.characters import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.reminders.recommendations import Advice, Letter

# What Markdown takes for more than text anywhere, at the beginning of a line, and in a bare address.
# https://github.github.com/gfm/
_SIGNS = re.compile(r"[\\`*_\[\]<>&|~$@#!{}]|^[-+=:]|(?<=^[0-9])[.)]|(?<=:)/(?=/)|(?<=www)\.", re.IGNORECASE)


def letter_lines(letter: Letter) -> Iterator[str]:
    """Write a letter."""
    yield f"# {_prose(letter.title)}"
    for paragraph in letter.opening:
        yield from ("", _prose(paragraph))
    for section in letter.sections:
        yield from ("", f"## {_prose(section.heading)}", "", _prose(section.score))
        for advice in section.advice:
            yield from _advice_lines(advice)
    yield from ("", "---", "", "\\\n".join(map(_prose, letter.ending)))


def _advice_lines(advice: Advice) -> Iterator[str]:
    yield from ("", f"### {_prose(advice.heading)}", "", _prose(advice.asked))
    yield from ("", f"**{_prose(advice.lead)}** {_prose(advice.remedy)}")


def _prose(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", visible(text))
