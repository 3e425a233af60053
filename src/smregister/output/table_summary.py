"""The summary of a table as one line of text."""

from __future__ import annotations

from smregister.model import Table
from smregister.output.page_words import FIGURES

_EMPTY_TABLES = {"handovers": "no open handovers"}
_SINGULARS = {words.plural: words.source for figures in FIGURES.values() for words in figures.values()}
"""The singular forms of counted names; other names have one form."""


def format_table_summary(table: Table) -> str:
    """Return the scores and the counts of a table, without counts of 0."""
    counts = [_count_words(name, count) for name, count in table.summary.items() if isinstance(count, int)]
    return ", ".join(filter(None, counts)) or _EMPTY_TABLES.get(table.name, "nothing")


def _count_words(name: str, count: int) -> str:
    if name.startswith("percent"):
        return f"{count} {name}"
    return f"{count:,} {_SINGULARS.get(name, name) if count == 1 else name}" if count else ""
