"""An empty mail to send out: a form's questions as lines to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.intake.answers import kept_to_itself

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.intake.forms import Form, Question
    from smregister.kinds import Kind

_HEAD = """\
# {title}
#
# Please write after each colon. What does not fit on the line goes on below it, indented. Leave empty
# what you do not know, unless it must be given. Several things are set apart by commas.
"""


def mail_template(form: Form, kind: Kind | None) -> Iterator[str]:
    """Write a form as a mail; unlike a public form, it also asks for what a complete record keeps to itself."""
    yield from _HEAD.format(title=form.title).splitlines()
    yield f"Form: {form.title}"
    for question in (*form.questions, *(kept_to_itself(kind) if kind else ())):
        if not question.demanded:
            yield ""
            yield from (f"# {line}" for line in _told(question))
            yield f"{question.label}:"


def _told(question: Question) -> Iterator[str]:
    must = "Must be given." if question.required and not question.note else ""
    told = " ".join(part for part in (question.description.strip(), must) if part)
    if told:
        yield told
    if question.options:
        yield f"One{' or more' if question.type == 'checkboxes' else ''} of: {', '.join(question.options)}"
