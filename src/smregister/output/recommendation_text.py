"""Recommendation letters as Markdown; texts of records are never markup, links or mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smregister.letters.recommendation_letter import AccountScore, Advice, RecommendationLetter
from smregister.output.markdown import code
from smregister.text import escape_hidden

# Markup of Markdown anywhere, at the beginning of a line, and in a bare address.
# https://github.github.com/gfm/
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~$@#!{}]|^[-+=:]|(?<=^[0-9])[.)]|(?<=:)/(?=/)|(?<=www)\.", re.IGNORECASE)


def letter_lines(letter: RecommendationLetter) -> Iterator[str]:
    """Yield the lines of a letter."""
    yield f"# {_escape(letter.title)}"
    for paragraph in letter.opening:
        yield from ("", _escape(paragraph))
    yield from ("", *map(_score_line, letter.scores))
    for section in letter.sections:
        yield from ("", f"## {_escape(section.heading)}")
        for advice in section.advice:
            yield from _advice_lines(advice)
    yield from ("", "---", "", "\\\n".join(map(_escape, letter.ending)))


def _score_line(score: AccountScore) -> str:
    # A code span makes an address no link, and it can be copied.
    account = ", ".join(filter(None, (_escape(score.account), code(score.address))))
    return f"- {'. '.join(filter(None, (account, _escape(score.score))))}"


def _advice_lines(advice: Advice) -> Iterator[str]:
    yield from ("", f"### {_escape(advice.heading)}", "", _escape(advice.asked))
    yield from ("", f"**{_escape(advice.lead)}** {_escape(advice.remedy)}", "", _escape(advice.concerns))


def _escape(text: str) -> str:
    return _MARKUP.sub(lambda sign: f"\\{sign[0]}", escape_hidden(text))
