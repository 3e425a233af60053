"""Mail template of a form, and parser of completed ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from smregister.editing.forms.answers import private_questions
from smregister.editing.forms.entries import Entry, FormSubmission, ParsedText, reject_duplicates
from smregister.editing.forms.forms import Form, FormQuestion
from smregister.editing.lists.plan import Rejection, quote
from smregister.records.kinds import Kind

FORM_LINE = re.compile(r"(?i)(?:> ?)*form:[ \t]*(.*)")
_FIELD = re.compile(r"([^\s:#][^:]{0,79}):(?!//)\s*(.*)")
# Mail programs mark quoted lines so.
_QUOTATION = re.compile(r"^(?:> ?)+")
# The first of the closing words of a mail, in any language: `Kind regards,`.
_CLOSING = re.compile(r"[^\W\d_][^:#]{0,39}")
_NO_FIELD = "is not a line of the template: write `Field: value`; begin a second line with a space"
_HEAD = """\
# {title}
#
# Please write your answer after each colon. Begin further lines with a space. Leave an answer
# empty if you do not know it and it is not required. Separate several values with commas.
"""


def is_mail(lines: list[str]) -> bool:
    """Return whether a text begins like a completed template."""
    unquoted = (_QUOTATION.sub("", line) for line in lines)
    first = next((line for line in unquoted if line.strip() and not line.startswith("#")), "")
    field = _FIELD.fullmatch(first.rstrip())
    return field is not None and not re.search(r"[,;\t]", field[1])


def parse_mail(text: str) -> ParsedText:
    """Parse a mail; skip the text before `Form:`, closing words and signature."""
    lines = [_QUOTATION.sub("", line).rstrip() for line in text.split("\n")]
    form_lines = [number for number, line in enumerate(lines) if FORM_LINE.fullmatch(line)]
    start = form_lines[0] if form_lines else 0
    body = list(takewhile(lambda line: line != "--", lines[start:]))
    body = body[: _find_closing(body)]
    entries, rejections = _read_entries(body, start + 1)
    distinct, duplicates = reject_duplicates(entries)
    form = distinct.pop(0).text if form_lines and distinct else None
    submissions = (FormSubmission(start + 1, tuple(distinct)),)
    return ParsedText(submissions, (*rejections, *duplicates), _describe_skipped(lines, start, len(body)), form)


def _find_closing(lines: list[str]) -> int:
    """Return the index of the first closing line after a blank one, else the length.

    After a question without an answer, no line is a closing: it may be the answer.
    """
    fields = [_FIELD.fullmatch(line) for line in lines]
    last = max((number for number, field in enumerate(fields) if field), default=len(lines))
    is_answered = False
    for number, (line, field) in enumerate(zip(lines, fields, strict=True)):
        if field or line[:1].isspace():
            is_answered = field is None or bool(field[2])
        # A telephone number in a signature looks like a field. Without a comma, a closing has no field after it.
        elif is_answered and not lines[number - 1] and _CLOSING.fullmatch(line) and (line[-1] == "," or number > last):
            return number
    return len(lines)


def _read_entries(lines: list[str], first: int) -> tuple[list[Entry], list[Rejection]]:
    entries: list[Entry] = []
    rejections: list[Rejection] = []
    for number, line in enumerate(lines, first):
        field = _FIELD.fullmatch(line)
        if line[:1].isspace() and entries:
            entries[-1] = entries[-1]._replace(text=f"{entries[-1].text}\n{line.strip()}".strip())
        elif field:
            entries.append(Entry(field[1].strip(), field[2], number))
        elif line and not line.startswith("#"):
            rejections.append(Rejection(number, "", f"{quote(line)} {_NO_FIELD}"))
    return entries, rejections


def _describe_skipped(lines: list[str], start: int, length: int) -> tuple[str, ...]:
    parts = ((1, lines[:start]), (start + length + 1, lines[start + length :]))
    return tuple(
        f"lines {first} to {first + len(part) - 1} are ignored: they are not part of the template"
        for first, part in parts
        if any(line and not line.startswith("#") for line in part)
    )


def format_mail_template(form: Form, kind: Kind | None) -> Iterator[str]:
    """Write a form as a mail, with the private fields that a public form omits."""
    yield from _HEAD.format(title=form.title).splitlines()
    yield f"Form: {form.title}"
    for question in (*form.questions, *(private_questions(kind) if kind else ())):
        if not question.required_options:
            yield ""
            yield from (f"# {line}" for line in _comment_lines(question))
            yield f"{question.label}:"


def _comment_lines(question: FormQuestion) -> Iterator[str]:
    required = "Required." if question.required and not question.note else ""
    description = " ".join(part for part in (question.description.strip(), required) if part)
    if description:
        yield description
    if question.options:
        yield f"One{' or more' if question.type == 'checkboxes' else ''} of: {', '.join(question.options)}"
