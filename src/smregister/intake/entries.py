"""What somebody wrote, taken apart but not yet understood: labels, words, and their places."""

from __future__ import annotations

from dataclasses import dataclass

from smregister.characters import visible

LONGEST_QUOTATION = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said: the label it stands under, the words, the line of the label."""

    label: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is said of one record, and the line where that begins."""

    line: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """Something that can't be taken in: where it stands, under which label, and why, in plain words."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text taken apart: one sheet a record, what could not be read, and lines that were passed over."""

    sheets: tuple[Sheet, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    remarks: tuple[str, ...] = ()
    form: str | None = None
    """The form that the text itself names."""
    headings: tuple[Entry, ...] = ()
    """Where every record is told of under the same labels, these."""

    @property
    def labels(self) -> tuple[Entry, ...]:
        """Give the labels that occur, with their places."""
        return self.headings or (self.sheets[0].entries if self.sheets else ())


class RefusedError(ValueError):
    """An answer can't be taken in; the message says why and what would be right."""


def quoted(text: str) -> str:
    """Quote somebody's words in a message: on one line, cut to a length that fits."""
    shown = visible(text if len(text) <= LONGEST_QUOTATION else f"{text[: LONGEST_QUOTATION - 1]}…")
    return f"`{shown}`"


def same_label(label: str) -> str:
    """Give the comparable form of a label: spaces and capital letters do not count."""
    return " ".join(label.split()).casefold()


def without_repetitions(entries: list[Entry]) -> tuple[list[Entry], list[Refusal]]:
    """Keep the first entry of each label; refuse the others."""
    first: dict[str, Entry] = {}
    refusals = []
    for entry in entries:
        before = first.setdefault(same_label(entry.label), entry)
        if before is not entry:
            reason = f"{quoted(entry.label)} stands there twice, first in line {before.line}; write it once"
            refusals.append(Refusal(entry.line, entry.label, reason))
    return list(first.values()), refusals
