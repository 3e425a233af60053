"""A change that is validated, then written or shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from smregister.cli.console import exit_with, print_message, print_result, print_written
from smregister.cli.context import Context
from smregister.cli.write_access import SUBMIT, command_line, print_next
from smregister.editing.assignments import Assignment
from smregister.editing.committed import read_committed
from smregister.editing.draft import edit_text
from smregister.editing.outdated_approvals import describe_removed_approvals, remove_outdated_approvals
from smregister.editing.proposal import Proposal, find_new_ids, propose
from smregister.model import Pointer, Record, ValidationResult
from smregister.output.json_documents import write_written
from smregister.output.phrases import format_count
from smregister.output.plain_text import format_changes, format_findings
from smregister.records.kinds import Kind

_IDS_SHOWN = 3


def edit_record(
    context: Context,
    kind: Kind,
    record: Record,
    assignments: Sequence[Assignment],
    unset: Sequence[Pointer] = (),
    committed: Record | None = None,
) -> dict[str, bytes]:
    """Return the path and new content of a record after assignments.

    Approvals of another identity are removed; `committed` is the record that they were given for, if not this.
    """
    text = edit_text(kind, context.snapshot.read_text(record.path), assignments, [*unset])
    return {record.path: remove_outdated_approvals(context.snapshot.platforms, committed or record, text).encode()}


def apply_changes(
    context: Context,
    contents: Mapping[str, bytes | None],
    *,
    dry_run: bool,
    notes: Iterable[str] = (),
    next_step: str = SUBMIT,
    json: bool = False,
) -> None:
    """Validate a change, then write it; end with 1 if it is invalid.

    Args:
        contents: path -> new content; None removes the file.
        notes: Messages about the change, printed before the next step.
        next_step: The command to give next.
        json: Print one document instead of paths.
    """
    if contents == {file.path: file.read() for file in context.tree.files_at(contents)}:
        print_result(write_written((), (), ()) if json else ())
        print_message("no change; nothing was written", tone="dim")
        return
    proposal = propose_change(context, contents)
    # Before the files are written: afterwards there is no difference.
    notes = [*describe_removed_approvals(context.snapshot.platforms, proposal.difference.changes), *notes]
    is_written = not (dry_run or proposal.errors)
    if is_written:
        proposal.apply(command_line())
    _print_applied(proposal, is_written=is_written, json=json)
    for note in notes:
        print_message(note)
    if is_written:
        print_next(context.root, next_step)


def propose_change(context: Context, contents: Mapping[str, bytes | None]) -> Proposal:
    """Validate a change to the files on disk."""
    proposal = propose(context.snapshot, contents)
    if not proposal.errors:
        return proposal
    # A slip that was never committed may be corrected: rules about changes hold since the last commit.
    return propose(context.snapshot, contents, read_committed(context.root, contents))


def _print_applied(proposal: Proposal, *, is_written: bool, json: bool) -> None:
    """Print a change that was written, or would be; end with 1 if it is invalid."""
    changes, findings = proposal.difference.changes, proposal.validation.findings
    written = sorted(path for path, content in proposal.contents.items() if is_written and content is not None)
    write = print_written if is_written else print_result
    if json:
        write(write_written(written, changes, findings))
    new_ids = {} if is_written else find_new_ids(proposal.base, proposal.contents)
    require_valid(proposal.validation, places={path: f"`{record_id}`" for path, record_id in new_ids.items()})
    if not json:
        write(written if is_written else format_changes(changes))
    if not is_written:
        print_message("nothing was written (--dry-run)", tone="dim")
        return
    print_message(_describe_written(proposal, written), tone="good")
    if removed := len(proposal.contents) - len(written):
        print_message(f"removed {format_count(removed, 'file')}; commit these together (`smregister submit` does)")


def _describe_written(proposal: Proposal, paths: Sequence[str]) -> str:
    """Return the ids of the written records, or how many there are."""
    ids = {kind.path_template.id_at(path) for path in paths for kind in proposal.base.kinds.values()} - {None}
    if len(ids) in range(1, _IDS_SHOWN + 1):
        return f"{', '.join(f'`{record_id}`' for record_id in sorted(map(str, ids)))} written"
    return f"{format_count(len(paths), 'file')} written"


def write_proposal(root: Path, proposal: Proposal, *, apply: bool = True) -> None:
    """Write a valid proposal; without `apply` print only how to."""
    if apply:
        proposal.apply(command_line())
        print_message(f"{format_count(len(proposal.contents), 'file')} written", tone="good")
        if proposal.contents:
            print_next(root)
    else:
        print_message("nothing was written to the register; --apply writes it", tone="dim")


def require_valid(
    validation: ValidationResult,
    outcome: str = "nothing was written",
    places: Mapping[str, str] | None = None,
) -> None:
    """Print the findings of a validation and, if any is an error, end with 1.

    `places` has the names of records without a file, by path.
    """
    for line in format_findings(validation.findings, places):
        print_message(line)
    if not validation.is_valid:
        print_message(outcome, tone="bad")
        exit_with(success=False)
