"""A letter with headings as Markdown, in which no text of a record is markup, a link or a mention."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smregister.characters import visible
from smregister.output.markdown import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.reminders.recommendations import Advice, Letter, Standing

# What Markdown takes for more than text anywhere, at the beginning of a line, and in a bare address.
# https://github.github.com/gfm/
_SIGNS = re.compile(r"[\\`*_\[\]<>&|~$@#!{}]|^[-+=:]|(?<=^[0-9])[.)]|(?<=:)/(?=/)|(?<=www)\.", re.IGNORECASE)


def letter_lines(letter: Letter) -> Iterator[str]:
    """Write a letter."""
    yield f"# {_prose(letter.title)}"
    for paragraph in letter.opening:
        yield from ("", _prose(paragraph))
    yield from ("", *map(_standing_line, letter.standings))
    for section in letter.sections:
        yield from ("", f"## {_prose(section.heading)}")
        for advice in section.advice:
            yield from _advice_lines(advice)
    yield from ("", "---", "", "\\\n".join(map(_prose, letter.ending)))


def _standing_line(standing: Standing) -> str:
    # In a code span an address leads nowhere, and can be copied as it is.
    account = ", ".join(filter(None, (_prose(standing.account), code(standing.address))))
    return f"- {'. '.join(filter(None, (account, _prose(standing.score))))}"


def _advice_lines(advice: Advice) -> Iterator[str]:
    yield from ("", f"### {_prose(advice.heading)}", "", _prose(advice.asked))
    yield from ("", f"**{_prose(advice.lead)}** {_prose(advice.remedy)}", "", _prose(advice.concerns))


def _prose(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", visible(text))
