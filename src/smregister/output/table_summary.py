"""Tables in a language, their figures, and their summary as one line of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smregister.model import Table
from smregister.output.page_words import FIGURES
from smregister.text import Percent
from smregister.translations import Translations, load_translations

_EMPTY_TABLES = {("handovers", "due"): "no open handovers", ("coverage", "agencies"): "none lacks an account"}
"""What a report without lines shows, by its name and a figure of its summary."""
_SINGULARS = {words.plural: words.source for figures in FIGURES.values() for words in figures.values()}
"""The singular forms of counted names; other names have one form."""


class Figure(NamedTuple):
    """A number of a summary in words: its text, its name, and whether it is a score."""

    text: str
    name: str
    is_score: bool


def translate_table(table: Table, words: Translations) -> Table:
    """Return a table with its titles, notes and sentences in a language."""
    chart, overview = table.chart, table.overview
    if chart:
        chart = chart._replace(
            title=words.translate(chart.title),
            value_axis=words.translate(chart.value_axis),
            point_axis=words.translate(chart.point_axis),
        )
    return table._replace(
        title=words.translate(table.title),
        headings=tuple(map(words.translate, table.headings)),
        lines=tuple(
            tuple(words.translate(cell) if isinstance(cell, str) else cell for cell in line) for line in table.lines
        ),
        notes=tuple(map(words.translate, table.notes)),
        chart=chart,
        overview=translate_table(overview, words) if overview else None,
        source=table.source._replace(language=words.language),
    )


def list_figures(table: Table, words: Translations) -> Iterator[Figure]:
    """Yield the figures of a summary, scores first."""
    numbers = [(name, value) for name, value in table.summary.items() if isinstance(value, int)]
    for name, value in sorted(numbers, key=lambda item: not _is_score(item[0])):
        figure = FIGURES.get(table.name, {}).get(name)
        title = words.translate(figure.of_number(value)) if figure else name
        yield Figure(str(Percent(value)) if _is_score(name) else words.number(value), title, _is_score(name))


def format_table_summary(table: Table) -> str:
    """Return the scores and the counts of a table, without counts of 0."""
    if table.source.language != "en":
        figures = list_figures(table, load_translations(table.source.language))
        return ", ".join(f"{figure.text} {figure.name}" for figure in figures if figure.text != "0")
    counts = [_count_words(name, count) for name, count in table.summary.items() if isinstance(count, int)]
    if not table.lines:
        counts += [
            empty for (name, figure), empty in _EMPTY_TABLES.items() if name == table.name and figure in table.summary
        ]
    return ", ".join(filter(None, counts)) or "nothing"


def _is_score(name: str) -> bool:
    return name.startswith("percent")


def _count_words(name: str, count: int) -> str:
    if _is_score(name):
        return f"{count} {name}"
    return f"{count:,} {_SINGULARS.get(name, name) if count == 1 else name}" if count else ""
