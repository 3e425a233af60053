"""`audit`: was every change on the main line allowed?"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import date_or_today
from smregister.cli.landed import Identities, open_auditor
from smregister.cli.options import OUTPUT, SELECTION, TIME, AsOf, Json
from smregister.output.formats import TABLE_WRITERS
from smregister.output.table_summary import format_table_summary
from smregister.repository.open import find_root, open_commit
from smregister.review.audit import AuditResult
from smregister.review.audit_table import audit_table

PANELS = {SELECTION: ("since", "strict"), OUTPUT: ("format_",)}

AuditFormat: TypeAlias = Literal["text", "json", "csv"]


def audit(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option(metavar="REF", help="Only changes after this commit. Default: from the first one.")
    ] = None,
    identities: Identities = None,
    strict: Annotated[bool, typer.Option("--strict", help="Also end with 1 for changes of unknown authors.")] = False,
    ref: Annotated[str, typer.Option(metavar="REF", help="The tip of the main line.", rich_help_panel=TIME)] = "HEAD",
    as_of: AsOf = None,
    format_: Annotated[AuditFormat, typer.Option("--format", help="The format of the result.")] = "text",
    json: Json = False,
) -> None:
    """Check whether every change on the main line was allowed.

    Each commit on the main line (its first parents) is checked against the letters in force before it. Its author is
    known from a valid signature, or from the identities that the workflow writes. Ends with 1 if a change landed
    without authority.

    \b
    Examples:
      smregister audit
      smregister audit --since v1 --identities landed.json
      smregister audit --strict --format csv
    """
    root = find_root(ctx.obj, ref)
    tip = open_commit(root, ref)
    start = open_commit(root, since).name if since else None
    day = date_or_today(as_of, tip)
    auditor = open_auditor(root, tip, day, identities)
    commits = auditor.line.after(start)
    if commits is None:
        print_message(f"`{since}` is no longer on the main line: commits were dropped, or a merge hides them")
        exit_with(success=False)
    table = audit_table(auditor.audit(commits), day.isoformat())
    print_result(TABLE_WRITERS["json" if json else format_](table))
    print_message(format_table_summary(table))
    denied = [AuditResult.NOT_ALLOWED, *([AuditResult.UNKNOWN_AUTHOR] if strict else [])]
    exit_with(not any(table.summary[str(result)] for result in denied))
