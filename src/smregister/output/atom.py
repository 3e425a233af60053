"""A feed as Atom (RFC 4287), well-formed whatever its texts hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape

from smregister.output.phrases import before_and_after
from smregister.pointers import format_pointer
from smregister.reports.feed import Feed, FeedEntry
from smregister.text import escape_hidden


def atom_lines(feed: Feed) -> Iterator[str]:
    """Write a feed as an Atom document."""
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    yield from (f"  {line}" for line in _heading(feed.id, feed.title, feed.updated))
    if feed.address:
        yield f'  <link rel="self" type="application/atom+xml" href="{_text(feed.address)}"/>'
    yield f"  <author><name>{_text(feed.author)}</name></author>"
    for entry in feed.entries:
        yield "  <entry>"
        yield from (f"    {line}" for line in _heading(entry.id, entry.title, entry.updated))
        yield f'    <content type="text">{_content(entry)}</content>'
        yield "  </entry>"
    yield "</feed>"


def _heading(identifier: str, title: str, updated: datetime) -> Iterator[str]:
    yield f"<id>{_text(identifier)}</id>"
    yield f'<title type="text">{_text(title)}</title>'
    yield f"<updated>{updated:%Y-%m-%dT%H:%M:%SZ}</updated>"


def _content(entry: FeedEntry) -> str:
    fields = [f"{format_pointer(each.pointer)}: {before_and_after(each.before, each.after)}" for each in entry.fields]
    return "\n".join(map(_text, [*fields, *([entry.note] if entry.note else [])]))


def _text(text: str) -> str:
    """Write any text so that XML allows it and takes nothing in it for markup (XML 1.0, section 2.2)."""
    return escape(escape_hidden(text))
