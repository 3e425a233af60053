"""A mail made from a template: `Field: value` lines, what belongs to a value indented below it."""

from __future__ import annotations

import re
from itertools import takewhile

from smregister.intake.entries import Entry, Reading, Refusal, Sheet, quoted, without_repetitions

FORM_LINE = re.compile(r"(?i)(?:> ?)*form:[ \t]*(.*)")
_FIELD = re.compile(r"([^\s:#][^:]{0,79}):(?!//)\s*(.*)")
# How mail programs mark what they answer to.
_QUOTATION = re.compile(r"^(?:> ?)+")
_SIGNATURE = "--"
# The first of the words with which people end a mail, in any language: `Kind regards,`.
_CLOSING = re.compile(r"[^\W\d_][^:#]{0,39}")


def is_mail(lines: list[str]) -> bool:
    """Say whether a text begins as a filled-in template does."""
    first = next((line for line in map(_bare, lines) if line.strip() and not line.startswith("#")), "")
    field = _FIELD.fullmatch(first.rstrip())
    return field is not None and not re.search(r"[,;\t]", field[1])


def read_mail(text: str) -> Reading:
    """Take a mail apart: what stands before `Form:`, closing words and a signature are passed over, and told of."""
    lines = [_bare(line).rstrip() for line in text.split("\n")]
    forms = [number for number, line in enumerate(lines) if FORM_LINE.fullmatch(line)]
    start = forms[0] if forms else 0
    body = list(takewhile(lambda line: line != _SIGNATURE, lines[start:]))
    body = body[: _closing(body)]
    entries, refusals = _entries(body, start + 1)
    kept, twice = without_repetitions(entries)
    form = kept.pop(0).text if forms and kept else None
    return Reading((Sheet(start + 1, tuple(kept)),), (*refusals, *twice), _passed_over(lines, start, len(body)), form)


def _closing(lines: list[str]) -> int:
    """Find the line with which a mail begins to end, behind a blank one; past the last line where there is none.

    Behind a question without an answer no line is taken for that: it may be the answer.
    """
    fields = [_FIELD.fullmatch(line) for line in lines]
    last = max((number for number, field in enumerate(fields) if field), default=len(lines))
    is_answered = False
    for number, (line, field) in enumerate(zip(lines, fields, strict=True)):
        if field or line[:1].isspace():
            is_answered = field is None or bool(field[2])
        # Below closing words telephone numbers may look like fields; where no comma shows that they close, nothing may.
        elif is_answered and not lines[number - 1] and _CLOSING.fullmatch(line) and (line[-1] == "," or number > last):
            return number
    return len(lines)


def _bare(line: str) -> str:
    return _QUOTATION.sub("", line)


def _entries(lines: list[str], first: int) -> tuple[list[Entry], list[Refusal]]:
    entries: list[Entry] = []
    refusals: list[Refusal] = []
    for number, line in enumerate(lines, first):
        field = _FIELD.fullmatch(line)
        if line[:1].isspace() and entries:
            entries[-1] = _continued(entries[-1], line)
        elif field:
            entries.append(Entry(field[1].strip(), field[2], number))
        elif line and not line.startswith("#"):
            refusals.append(Refusal(number, "", f"{quoted(line)} {_NO_FIELD}"))
    return entries, refusals


_NO_FIELD = "is no line of the template: write `Field: value`, and begin lines that go on with a space"


def _continued(entry: Entry, line: str) -> Entry:
    return Entry(entry.label, f"{entry.text}\n{line.strip()}".strip(), entry.line)


def _passed_over(lines: list[str], start: int, length: int) -> tuple[str, ...]:
    parts = ((1, lines[:start]), (start + length + 1, lines[start + length :]))
    return tuple(
        f"lines {first} to {first + len(part) - 1} were passed over: they are no part of the template"
        for first, part in parts
        if any(line and not line.startswith("#") for line in part)
    )
