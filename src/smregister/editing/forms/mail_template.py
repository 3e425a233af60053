"""Mail template: the questions of a form as lines to complete."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.editing.forms.answers import private_questions
from smregister.editing.forms.forms import Form, Question
from smregister.records.kinds import Kind

_HEAD = """\
# {title}
#
# Please write after each colon. What does not fit on the line goes on below it, indented. Leave empty
# what you do not know, unless it must be given. Several things are set apart by commas.
"""


def format_mail_template(form: Form, kind: Kind | None) -> Iterator[str]:
    """Write a form as a mail, with the private fields that a public form omits."""
    yield from _HEAD.format(title=form.title).splitlines()
    yield f"Form: {form.title}"
    for question in (*form.questions, *(private_questions(kind) if kind else ())):
        if not question.required_options:
            yield ""
            yield from (f"# {line}" for line in _comment_lines(question))
            yield f"{question.label}:"


def _comment_lines(question: Question) -> Iterator[str]:
    required = "Must be given." if question.required and not question.note else ""
    description = " ".join(part for part in (question.description.strip(), required) if part)
    if description:
        yield description
    if question.options:
        yield f"One{' or more' if question.type == 'checkboxes' else ''} of: {', '.join(question.options)}"
