"""A table as a web page without scripts and external resources."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

from smregister.model import Table, Value
from smregister.output.phrases import escape_markup, format_table_summary, format_words
from smregister.output.svg_chart import format_chart

_STYLE = """\
body { font-family: sans-serif; margin: 2rem; }
figure { margin: 0; }
svg { display: block; max-width: 100%; height: auto; }
table { border-collapse: collapse; }
caption { text-align: start; padding-block: 0.5rem; }
th, td { border: 1px solid; padding: 0.25rem 0.5rem; text-align: start; vertical-align: top; }
td { overflow-wrap: break-word; }
"""
# Browsers refuse anything but the page's own style: https://www.w3.org/TR/CSP3/
_POLICY = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"


def format_page(table: Table) -> Iterator[str]:
    """Yield a page with a table; equal cells of the first column become one."""
    yield from ("<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape_markup(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape_markup(table.title)}</title>"
    yield f"<style>{_STYLE}</style>"
    yield from ("</head>", "<body>", "<main>", f"<h1>{escape_markup(table.title)}</h1>")
    if table.notes:
        yield from ("<ul>", *(f"<li>{escape_markup(note)}</li>" for note in table.notes), "</ul>")
    if table.chart:
        yield from format_chart(table.chart)
    yield from _table_lines(table)
    yield from ("</main>", "</body>", "</html>")


def _table_lines(table: Table) -> Iterator[str]:
    caption = f"As of {table.as_of}: {format_table_summary(table.summary)}"
    yield from ("<table>", f"<caption>{escape_markup(caption)}</caption>")
    headings = "".join(f'<th scope="col">{escape_markup(heading)}</th>' for heading in table.headings)
    yield from (f"<thead><tr>{headings}</tr></thead>", "<tbody>")
    for first, lines in groupby(table.lines, key=itemgetter(0)):
        yield from _group_lines(escape_markup(format_words(first)), [line[1:] for line in lines])
    yield from ("</tbody>", "</table>")


def _group_lines(name: str, lines: Sequence[Sequence[Value]]) -> Iterator[str]:
    rows = ("".join(f"<td>{escape_markup(format_words(cell))}</td>" for cell in line) for line in lines)
    span = f' rowspan="{len(lines)}"' if len(lines) > 1 else ""
    yield f'<tr><th scope="row"{span}>{name}</th>{next(rows)}</tr>'
    yield from (f"<tr>{cells}</tr>" for cells in rows)
