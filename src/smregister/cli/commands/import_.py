"""`import`: accounts from a list."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.apply import write_proposal
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import open_context
from smregister.cli.options import Apply, AsOf, Json
from smregister.cli.paths import require_file
from smregister.cli.rejected_rows import (
    RejectedFile,
    Strict,
    count_line,
    omission_line,
    rejection_line,
    rejections_to_plain,
    write_rejected,
)
from smregister.cli.write_access import open_for_writing
from smregister.editing.imports.map import read_map
from smregister.editing.imports.planner import ImportPlan, propose_import
from smregister.editing.outdated_approvals import describe_removed_approvals
from smregister.errors import FatalError
from smregister.model import Difference, Severity
from smregister.output.json_documents import change_to_plain
from smregister.output.json_writer import document
from smregister.output.phrases import format_count, format_summary, format_value
from smregister.output.plain_text import format_changes, format_findings
from smregister.output.styled_line import Style, StyledLine

_NO_MAP = (
    "--map is missing; the map says what the columns mean: `smregister docs import-a-list`\n"
    "A list with the columns Agency, Address and Purpose needs none: `smregister intake {source} --form new-account`"
)


def import_(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A list in CSV, JSON or YAML.")],
    map_: Annotated[
        Path | None,
        typer.Option("--map", metavar="MAP", help="The map: which column holds which field.", rich_help_panel="Input"),
    ] = None,
    apply: Apply = False,
    refused: RejectedFile = None,
    strict: Strict = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Import accounts from a list.

    Without --apply, the command only shows its plan. A row becomes a new account, is merged into an existing one, or
    is refused with a reason. A list with the columns Agency, Address and Purpose needs no map: `smregister intake`.

    \b
    Examples:
      smregister import accounts.csv --map map.yaml
      smregister import accounts.csv --map map.yaml --apply --refused refused.json
    """
    if map_ is None:
        raise FatalError(_NO_MAP.format(source=shlex.quote(str(source))))
    context = open_for_writing(ctx, as_of) if apply else open_context(ctx, None, as_of)
    register = context.register()
    for path in (source, map_):
        require_file(path)
    import_map = read_map(map_, register.kinds)
    plan, proposal = propose_import(context.snapshot, import_map, source)
    difference = proposal.difference
    if refused is not None:
        write_rejected(context.root, refused, plan.rejections)
    for remark in plan.remarks:
        print_message(remark)
    print_result(_write_json(plan, difference) if json else _plan_lines(source, plan, difference))
    findings = proposal.validation.findings
    # A warning that a cell may hold no handle concerns the map.
    shown = [item for item in findings if item.severity is Severity.ERROR or item.rule == "invalid-handle"]
    notes = describe_removed_approvals(context.snapshot.platforms, difference.changes)
    for line in (*notes, *format_findings(shown)):
        print_message(line)
    print_message(f"validated with the register: {format_summary(proposal.validation)} from this list")
    if not proposal.validation.is_valid:
        print_message("nothing was written")
        exit_with(success=False)
    write_proposal(context.root, proposal, apply=apply)
    exit_with(success=not (strict and plan.rejections))


def _plan_lines(source: Path, plan: ImportPlan, difference: Difference) -> Iterator[str]:
    yield StyledLine((str(source), Style.STRONG), f": {format_count(plan.read, 'row')} read")
    yield count_line(plan.imported, "with a new account", Style.GOOD)
    yield count_line(plan.merged, "with an existing account")
    question = "; does the map match the list?" if plan.is_all_rejected else ""
    yield count_line(len(plan.rejections), f"refused{question}", Style.BAD)
    kinds = sorted({change.record.kind for change in difference.changes})
    for kind in kinds:
        of_kind = [change for change in difference.changes if change.record.kind == kind]
        added = sum(change.before is None for change in of_kind)
        yield f"{kind}: {added:,} to add, {len(of_kind) - added:,} to change"
    # A new agency may be one of the register's under another name.
    yield from format_changes(
        change for change in difference.changes if change.before is not None or change.record.kind == "agency"
    )
    for rejection in plan.rejections:
        yield rejection_line(f"{source}:{rejection.line}", rejection.reason)
    for omitted in plan.omitted:
        value = f"{omitted.field} `{format_value(omitted.value)}`"
        yield omission_line(f"{source}:{omitted.line}", f"{value} left out: {omitted.record} has another value")
    for account in plan.missing:
        yield StyledLine((account, Style.STRONG), ": ", ("not in this list", Style.WARN))


def _write_json(plan: ImportPlan, difference: Difference) -> str:
    changes = [change_to_plain(change) for change in difference.changes]
    omitted = [
        {"line": value.line, "id": value.record, "field": value.field, "value": value.value} for value in plan.omitted
    ]
    added = [{"kind": data["kind"], "id": data["id"]} for data in changes if data["change"] == "added"]
    return document(
        {
            "read": plan.read,
            "imported": plan.imported,
            "merged": plan.merged,
            "refused": rejections_to_plain(plan.rejections),
            "changes": {
                "added": added,
                "changed": [data for data in changes if data["change"] != "added"],
                "missing": plan.missing,
                "left_out": omitted,
            },
        }
    )
