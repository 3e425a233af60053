"""`report directive`: agencies and a directive."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.commands.report import Format, print_report
from smregister.cli.completion import complete_id
from smregister.cli.options import AsOf, Json, Language, Ref
from smregister.errors import FatalError
from smregister.model import Record
from smregister.register.lookup import find_record
from smregister.register.register import Register
from smregister.reports.directive import directive as report_of


def directive(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help="The directive, like id-jk-20-2018.", autocompletion=complete_id)
    ],
    language: Language = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """Show which agencies have complied with a directive.

    An agency's status is that of its most urgent obligation: outstanding, late, not-yet-due, met or not-applicable.
    Late is counted in working days of the agency's calendar. The appointment in force is the evidence.

    \b
    Examples:
      smregister report directive id-jk-20-2018
      smregister report directive id-jk-20-2018 --as-of 2018-04-30 --format html
      smregister report directive id-jk-20-2018 --as-of 2018-03-14 --json
    """
    print_report(
        ctx, lambda register: report_of(register, _find_directive(register, name)), ref, as_of, format_, json, language
    )


def _find_directive(register: Register, name: str) -> Record:
    directives = register.of_kind("directive")
    record = find_record(register, f"directive:{name}" if name in directives else name, lambda: directives)
    if record.kind != "directive":
        raise FatalError(f"`{name}` is not a directive")
    if not record.valid:
        raise FatalError(f"`{name}` has errors; `smregister validate` lists them")
    return record
