"""intake: a proposal from what somebody without git wrote."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.console import answer, leave, say
from smregister.cli.context import moment, moment_of_writing
from smregister.cli.options import AsOf, Json
from smregister.cli.paths import beginning_or_input
from smregister.errors import FatalError
from smregister.intake.sources import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.cli.context import Moment
    from smregister.intake.forms import Form
    from smregister.intake.proposing import Intake
    from smregister.writing.proposals import Proposal


class IntakeFormat(StrEnum):
    """How the answer to a text that was taken in is written."""

    text = "text"
    json = "json"
    markdown = "markdown"


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(intake)


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
        Source | None,
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
    """Take in what somebody without git wrote.

    The body of an issue that was made with one of the register's forms, a list with a row of headings,
    or a mail made from a template becomes a proposal. Either all of it is taken in or nothing; what is
    refused is listed with its line and reason. Ends with 1 if anything is.

    \b
    Examples:
      smregister intake issue.md
      smregister intake accounts.csv --form new-account --apply
      smregister intake - --as issue --format markdown
      smregister intake --template appointment
    """
    from smregister.intake.texts import LARGEST_TEXT

    if (source is None) == (template is None):
        message = "say what is to be taken in, `smregister intake FILE`, or which mail to print, --template FORM"
        raise FatalError(message)
    now = moment_of_writing(ctx, as_of) if apply else moment(ctx, None, as_of)
    if source is None:
        _print_template(now, template or "")
        return
    taken = _taken(now, beginning_or_input(source, LARGEST_TEXT), written_as, form)
    _show(now, taken, "json" if json else format_.value)
    if taken.proposal is None:
        say("nothing was written")
    elif apply:
        _write(taken.proposal)
    else:
        say("nothing was written to the register; --apply writes it")
    leave(sound=taken.proposal is not None)


def _print_template(now: Moment, name: str) -> None:
    from smregister.intake.forms import read_forms
    from smregister.intake.mail_templates import mail_template
    from smregister.schemas import load_kinds

    kinds, _ = load_kinds(now.tree)
    form = _form(read_forms(now.tree, kinds), name)
    answer(mail_template(form, kinds[form.kind] if form.kind else None))


def _form(forms: Mapping[str, Form], name: str) -> Form:
    from smregister.suggestions import did_you_mean

    found = forms.get(name) or forms.get(f"new-{name}")
    if found is None:
        hint = did_you_mean(name, forms) or f"; there are {', '.join(forms)}"
        message = f"there is no form `{name}`{hint}"
        raise FatalError(message)
    return found


def _taken(now: Moment, content: bytes, written_as: Source | None, form: str | None) -> Intake:
    from smregister.cli.apply import text_of
    from smregister.intake.forms import read_forms
    from smregister.intake.proposing import Desk

    register = now.register()
    forms = read_forms(now.tree, register.kinds)
    desk = Desk(now.root, now.tree, register, forms, lambda path: text_of(now, path))
    return desk.take_in(content, written_as, _form(forms, form).name if form else None)


def _show(now: Moment, taken: Intake, format_: str) -> None:
    from smregister.changes.diff import compare
    from smregister.changes.public import masked_changes
    from smregister.output.text import finding_line
    from smregister.output.writers import INTAKE_WRITERS
    from smregister.schemas import load_kinds
    from smregister.trees import ProposedTree

    changes = compare(now.root, now.tree, ProposedTree(now.tree, taken.contents)).changes
    if format_ == "markdown":
        changes = masked_changes(changes, [load_kinds(now.tree)[0]])
    answer(INTAKE_WRITERS[format_](taken, changes))
    findings = taken.proposal.judgement.findings if taken.proposal else ()
    for line in (*taken.remarks, *map(finding_line, findings)):
        say(line)


def _write(proposal: Proposal) -> None:
    from smregister.cli.apply import command_line
    from smregister.output.words import counted

    proposal.carry_out(command_line())
    say(f"{counted(len(proposal.contents), 'file')} written")
