"""`intake`: records from a form, a list or a mail."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from smregister.changes.public import masked_changes
from smregister.cli.apply import command_line, open_for_writing
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import Context, open_context
from smregister.cli.options import AsOf, Json
from smregister.cli.paths import read_limited_or_stdin
from smregister.editing.forms.detect import LARGEST_TEXT
from smregister.editing.forms.entries import Origin
from smregister.editing.forms.form_intake import FormIntake
from smregister.editing.forms.forms import Form, read_forms
from smregister.editing.forms.intake_result import IntakeResult
from smregister.editing.forms.mail import format_mail_template
from smregister.editing.proposal import Proposal
from smregister.errors import FatalError
from smregister.output.formats import INTAKE_WRITERS
from smregister.output.phrases import counted
from smregister.output.plain_text import finding_line
from smregister.records.schema.kind_loader import load_kinds
from smregister.text import did_you_mean


class IntakeFormat(StrEnum):
    """How the plan is written."""

    text = "text"
    json = "json"
    markdown = "markdown"


def intake(
    ctx: typer.Context,
    source: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="What somebody wrote; - is standard input.")
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(metavar="FORM", help="Only print a mail to send out: account, appointment or correction."),
    ] = None,
    written_as: Annotated[
        Origin | None,
        typer.Option("--as", help="What the text is: an issue's body, a list, a mail. Default: what it looks like."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(metavar="FORM", help="Which form it answers. Default: the one that asks what it tells."),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write the records. Default: only show the plan.")] = False,
    format_: Annotated[
        IntakeFormat, typer.Option("--format", help="How the answer is written; markdown is for a comment.")
    ] = IntakeFormat.text,
    json: Json = False,
    as_of: AsOf = None,
) -> None:
    """Propose records from a form, a list or a mail.

    The body of an issue that was made with one of the register's forms, a list with a row of headings,
    or a mail made from a template becomes a proposal. Either all of it is imported or nothing; what is
    refused is listed with its line and reason. Ends with 1 if anything is.

    \b
    Examples:
      smregister intake issue.md
      smregister intake accounts.csv --form new-account --apply
      smregister intake - --as issue --format markdown
      smregister intake --template appointment
    """
    if (source is None) == (template is None):
        raise FatalError(
            "say what is to be taken in, `smregister intake FILE`, or which mail to print, --template FORM"
        )
    context = open_for_writing(ctx, as_of) if apply else open_context(ctx, None, as_of)
    if source is None:
        _print_template(context, template or "")
        return
    result = _read_intake(context, read_limited_or_stdin(source, LARGEST_TEXT), written_as, form)
    _print_plan(context, result, "json" if json else format_.value)
    if result.proposal is None:
        print_message("nothing was written")
    elif apply:
        _write(result.proposal)
    else:
        print_message("nothing was written to the register; --apply writes it")
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
        changes = masked_changes(changes, [load_kinds(context.tree)[0]])
    print_result(INTAKE_WRITERS[format_](result, changes))
    findings = result.proposal.validation.findings if result.proposal else ()
    for line in (*result.remarks, *map(finding_line, findings)):
        print_message(line)


def _write(proposal: Proposal) -> None:
    proposal.apply(command_line())
    print_message(f"{counted(len(proposal.contents), 'file')} written")
