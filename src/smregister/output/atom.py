"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from smregister.output.phrases import escape_markup, format_before_after
from smregister.pointers import format_dotted
from smregister.reports.feed import Feed, FeedEntry


def format_feed(feed: Feed) -> Iterator[str]:
    """Yield an Atom document, well-formed whatever the texts contain."""
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    yield from (f"  {line}" for line in _heading(feed.id, feed.title, feed.updated))
    if feed.address:
        yield f'  <link rel="self" type="application/atom+xml" href="{escape_markup(feed.address)}"/>'
    yield f"  <author><name>{escape_markup(feed.author)}</name></author>"
    for entry in feed.entries:
        yield "  <entry>"
        yield from (f"    {line}" for line in _heading(entry.id, entry.title, entry.updated))
        yield f'    <content type="text">{_content(entry)}</content>'
        yield "  </entry>"
    yield "</feed>"


def _heading(identifier: str, title: str, updated: datetime) -> Iterator[str]:
    yield f"<id>{escape_markup(identifier)}</id>"
    yield f'<title type="text">{escape_markup(title)}</title>'
    yield f"<updated>{updated:%Y-%m-%dT%H:%M:%SZ}</updated>"


def _content(entry: FeedEntry) -> str:
    fields = [
        f"{format_dotted(field.pointer)}: {format_before_after(field.before, field.after)}" for field in entry.fields
    ]
    return "\n".join(map(escape_markup, [*fields, *([entry.note] if entry.note else [])]))
