"""`intake`: records from a form, a list or a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from smregister.changes.public import redact_changes
from smregister.cli.apply import write_proposal
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import Context, open_context
from smregister.cli.options import OUTPUT, Apply, AsOf, Json
from smregister.cli.paths import read_limited_or_stdin
from smregister.cli.rejected_rows import rejection_line
from smregister.cli.write_access import open_for_writing
from smregister.editing.forms.detect import LARGEST_TEXT
from smregister.editing.forms.entries import Origin
from smregister.editing.forms.form_intake import FormIntake, IntakeResult
from smregister.editing.forms.forms import Form, read_forms
from smregister.editing.forms.mail import format_mail_template
from smregister.editing.outdated_approvals import describe_removed_approvals
from smregister.errors import FatalError
from smregister.model import Change
from smregister.output.json_documents import change_to_plain
from smregister.output.json_writer import document
from smregister.output.phrases import LONGEST_CELL, cut, format_value
from smregister.output.plain_text import format_changes, format_findings
from smregister.output.styled_line import Style, StyledLine
from smregister.pointers import format_dotted
from smregister.records.schema.kind_loader import load_kinds
from smregister.text import code_span, did_you_mean

_LONGEST_TABLE = 30
"""Rows; a comment of a forge has at most 65,536 characters."""

PANELS = {"Input": ("written_as", "form"), OUTPUT: ("format_", "template")}

IntakeFormat: TypeAlias = Literal["text", "json", "markdown"]


def intake(
    ctx: typer.Context,
    source: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The text; - is standard input.")] = None,
    template: Annotated[
        str | None,
        typer.Option(metavar="FORM", help="Print an e-mail to send out: account, appointment or correction."),
    ] = None,
    written_as: Annotated[
        Origin | None,
        typer.Option("--as", help="Read the text as an issue, a list or a mail. Default: detected."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(metavar="FORM", help="The form that the text answers. Default: detected."),
    ] = None,
    apply: Apply = False,
    format_: Annotated[
        IntakeFormat, typer.Option("--format", help="The format of the answer; markdown is for a comment.")
    ] = "text",
    json: Json = False,
    as_of: AsOf = None,
) -> None:
    """Turn a form, e-mail or list into a proposal.

    The text is the body of an issue form, an e-mail made from a template, or a list with a row of headings. It is
    imported as a whole, or not at all. Answers with errors are listed with line and reason; then the command ends
    with 1.

    \b
    Examples:
      smregister intake issue.md
      smregister intake new.csv --form new-account --apply
      smregister intake - --as issue --format markdown
      smregister intake --template appointment
    """
    if (source is None) == (template is None):
        raise FatalError("name a file, `smregister intake FILE`, or a form to print, --template FORM")
    context = open_for_writing(ctx, as_of) if apply else open_context(ctx, None, as_of)
    if source is None:
        _print_template(context, template or "")
        return
    result = _read_intake(context, read_limited_or_stdin(source, LARGEST_TEXT), written_as, form)
    _print_plan(context, result, "json" if json else format_)
    if result.proposal is None:
        print_message("nothing was written")
    else:
        write_proposal(context.root, result.proposal, apply=apply)
    exit_with(success=result.proposal is not None)


def _print_template(context: Context, name: str) -> None:
    kinds, _ = load_kinds(context.tree)
    form = _find_form(read_forms(context.tree, kinds), name)
    print_result(format_mail_template(form, kinds[form.kind] if form.kind else None))


def _find_form(forms: Mapping[str, Form], name: str) -> Form:
    form = forms.get(name) or forms.get(f"new-{name}")
    if form is None:
        hint = did_you_mean(name, forms) or f"; there are {', '.join(forms)}"
        raise FatalError(f"there is no form `{name}`{hint}")
    return form


def _read_intake(context: Context, content: bytes, written_as: Origin | None, form: str | None) -> IntakeResult:
    register = context.register()
    forms = read_forms(context.tree, register.kinds)
    return FormIntake(context.snapshot, forms).propose(
        content, written_as, _find_form(forms, form).name if form else None
    )


def _print_plan(context: Context, result: IntakeResult, format_: str) -> None:
    changes = result.proposal.difference.changes if result.proposal else []
    if format_ == "markdown":
        changes = redact_changes(changes, [load_kinds(context.tree)[0]])
    print_result(_WRITERS[format_](result, changes))
    findings = result.proposal.validation.findings if result.proposal else ()
    notes = describe_removed_approvals(context.snapshot.platforms, changes)
    for line in (*result.remarks, *notes, *format_findings(findings)):
        print_message(line)


def _text_lines(result: IntakeResult, changes: Iterable[Change]) -> Iterator[str]:
    yield from format_changes(changes)
    for rejection in result.rejections:
        heading = f"{rejection.label}: " if rejection.label else ""
        yield rejection_line(f"line {rejection.line}", f"{heading}{rejection.reason}")
    for note in result.notes:
        yield StyledLine(("for the desk:", Style.INFO), f" {note.label}: {note.text}")


def _json_lines(result: IntakeResult, changes: Iterable[Change]) -> Iterator[str]:
    rejections = [
        {"line": rejection.line, "field": rejection.label, "reason": rejection.reason}
        for rejection in result.rejections
    ]
    yield document(
        {
            "form": result.form.name if result.form else None,
            "read": result.read,
            "accepted": result.accepted,
            "refused": rejections,
            "changes": [change_to_plain(change) for change in changes],
        }
    )


def _markdown_lines(result: IntakeResult, changes: Iterable[Change]) -> Iterator[str]:
    """Yield an answer to the author of the text."""
    if result.rejections:
        yield "**Thank you. There are errors.** Please correct these lines in the text above."
        rows = [f"| {item.line} | {_cell(item.label)} | {_cell(item.reason)} |" for item in result.rejections]
        yield from _table_lines("| line | heading | what is wrong |", rows)
        return
    yield "**Thank you. This is your proposal.** The desk reviews it before it takes effect."
    rows = [row for change in changes for row in _field_rows(change)]
    yield from _table_lines("| record | field | before | after |", rows)
    if result.notes:
        notes = [f"| {_cell(note.label)} | {_cell(note.text)} |" for note in result.notes]
        yield from ("", "| for the desk | |", "|---|---|", *notes[:_LONGEST_TABLE])


def _table_lines(heading: str, rows: Sequence[str]) -> Iterator[str]:
    yield from ("", heading, "|---" * (heading.count("|") - 1) + "|", *rows[:_LONGEST_TABLE])
    if len(rows) > _LONGEST_TABLE:
        yield from ("", f"{len(rows) - _LONGEST_TABLE:,} more are not shown.")


def _field_rows(change: Change) -> Iterator[str]:
    record = f"{change.record.kind} {code_span(change.record.id)}"
    for field in change.fields:
        before, after = (
            "" if value is None else code_span(format_value(value)) for value in (field.before, field.after)
        )
        yield f"| {record} | {code_span(format_dotted(field.pointer))} | {before} | {after} |"


def _cell(text: str) -> str:
    return code_span(cut(text, LONGEST_CELL))


_WRITERS: dict[str, Callable[[IntakeResult, Iterable[Change]], Iterable[str]]] = {
    "text": _text_lines,
    "json": _json_lines,
    "markdown": _markdown_lines,
}
