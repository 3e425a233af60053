"""`import`: accounts from a list."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.apply import write_proposal
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import open_context
from smregister.cli.options import WRITING, Apply, AsOf, Json
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
from smregister.editing.imports.earlier_lists import read_earlier, remember
from smregister.editing.imports.map import read_map
from smregister.editing.imports.mapped_rows import find_list_files
from smregister.editing.imports.planner import EarlierLists, ImportPlan, propose_import
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
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="A list in CSV, JSON, YAML, .xlsx or .ods; also several, or folders."),
    ],
    map_: Annotated[
        Path | None,
        typer.Option("--map", metavar="MAP", help="The map: which column holds which field.", rich_help_panel="Input"),
    ] = None,
    apply: Apply = False,
    close_missing: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="Close the accounts that an earlier list by this map had and this one has not.",
            rich_help_panel=WRITING,
        ),
    ] = None,
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
      smregister import people/ --map map.yaml --close-missing "No longer listed"
    """
    if map_ is None:
        raise FatalError(_NO_MAP.format(source=shlex.quote(str(sources[0]))))
    context = open_for_writing(ctx, as_of) if apply else open_context(ctx, None, as_of)
    register = context.register()
    require_file(map_)
    files, import_map = find_list_files(sources, map_), read_map(map_, register.kinds)
    earlier = EarlierLists(read_earlier(context.root, map_), close_missing)
    plan, proposal = propose_import(context.snapshot, import_map, files, earlier)
    difference = proposal.difference
    if refused is not None:
        write_rejected(context.root, refused, plan.rejections)
    for remark in plan.remarks:
        print_message(remark)
    print_result(_write_json(plan, difference) if json else _plan_lines(files, plan, difference))
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
    if apply:
        remember(context.root, map_, plan.listed)
    exit_with(success=not (strict and plan.rejections))


def _plan_lines(files: Sequence[Path], plan: ImportPlan, difference: Difference) -> Iterator[str]:
    name = str(files[0]) if len(files) == 1 else format_count(len(files), "file")
    yield StyledLine((name, Style.STRONG), f": {format_count(plan.read, 'row')} read")
    yield count_line(plan.imported, "with a new account", Style.GOOD)
    yield count_line(plan.merged, "with an existing account")
    question = "; does the map match the list?" if plan.is_all_rejected else ""
    yield count_line(len(plan.rejections), f"refused{question}", Style.BAD)
    if plan.excluded:
        yield count_line(plan.excluded, "left out by the conditions of the map")
    kinds = sorted({change.record.kind for change in difference.changes})
    for kind in kinds:
        of_kind = [change for change in difference.changes if change.record.kind == kind]
        added = sum(change.before is None for change in of_kind)
        yield f"{kind}: {added:,} to add, {len(of_kind) - added:,} to change"
    yield from format_changes(difference.changes)
    for rejection in plan.rejections:
        source = rejection.row.source if rejection.row else ""
        yield rejection_line(f"{source}:{rejection.line}", rejection.reason)
    for omitted in plan.omitted:
        value = f"{omitted.field} `{format_value(omitted.value)}`"
        yield omission_line(f"{omitted.source}:{omitted.line}", f"{value} left out: {omitted.record} has another value")
    yield from _comparison_lines(plan)


def _comparison_lines(plan: ImportPlan) -> Iterator[str]:
    """Yield what the list does not have any more, and what it has although it is closed."""
    for agency in plan.gone_agencies:
        yield StyledLine((agency, Style.STRONG), ": ", ("the agency is not in this list any more", Style.WARN))
    for account in plan.missing:
        words = "not in this list any more" if account in plan.gone else "not in this list"
        yield StyledLine((account, Style.STRONG), ": ", (words, Style.WARN))
    for account in plan.ended:
        yield StyledLine((account, Style.STRONG), ": ", ("closed in the register, and in this list", Style.WARN))


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
            "excluded": plan.excluded,
            "refused": rejections_to_plain(plan.rejections),
            "changes": {
                "added": added,
                "changed": [data for data in changes if data["change"] != "added"],
                "missing": plan.missing,
                "gone": {"accounts": plan.gone, "agencies": plan.gone_agencies},
                "closed_but_listed": plan.ended,
                "left_out": omitted,
            },
        }
    )
