"""Pages of the documentation and their sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_FENCE = re.compile(r"```|~~~")
_COMMENT = re.compile(r"^<!-- .* -->\n+", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6}) +(.*)")
_COMMANDS = "reference/commands"


class PageSection(NamedTuple):
    """A heading with the text below it, up to the next heading of its level."""

    title: str
    text: str


def page_name(path: str) -> str:
    """Return the name of a page: `how-to/letters` for `docs/how-to/letters.md`."""
    return path.partition("/")[2].removesuffix(".md")


def without_comments(text: str) -> str:
    """Return a page without the comments for those who write it."""
    return _COMMENT.sub("", text)


def page_title(text: str) -> str:
    """Return the first heading of a page."""
    return next((section.title for section in sections(text)), "")


def command_sections(pages: Mapping[str, str]) -> dict[str, str]:
    """Return the section of each command by its name: `add`, `report coverage`."""
    texts = {section.title.strip("`"): section.text for section in sections(pages.get(_COMMANDS, ""))}
    return {title.removeprefix("smregister "): text for title, text in texts.items() if title.startswith("smregister ")}


def find_page(pages: Mapping[str, str], name: str) -> str | None:
    """Return a command's section, or a page by its name, its end or its folder."""
    endings = (f"/{name}", f"/{name}/index")
    named = [text for page, text in pages.items() if f"/{page}".endswith(endings)]
    return command_sections(pages).get(name) or next(iter(named), None)


def sections(text: str) -> Iterator[PageSection]:
    """Yield the sections of a page in their order; a section holds its subsections."""
    lines = text.split("\n")
    headings = list(_headings(lines))
    for number, (start, level, title) in enumerate(headings):
        end = next((line for line, other, _ in headings[number + 1 :] if other <= level), len(lines))
        yield PageSection(title, "\n".join(lines[start:end]).rstrip())


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield line, level and text of each heading, but not of comments in code."""
    is_code = False
    for number, line in enumerate(lines):
        is_code ^= _FENCE.match(line) is not None
        if not is_code and (match := _HEADING.fullmatch(line)):
            yield number, len(match[1]), match[2]
