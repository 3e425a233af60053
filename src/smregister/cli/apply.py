"""A change that is validated, then written or shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from smregister.cli.console import exit_with, print_message, print_result, print_written
from smregister.cli.context import Context
from smregister.cli.write_access import SUBMIT, command_line, print_next
from smregister.editing.assignments import Assignment
from smregister.editing.draft import edit_text
from smregister.editing.outdated_approvals import describe_removed_approvals, remove_outdated_approvals
from smregister.editing.proposal import Proposal, propose
from smregister.model import Pointer, Record, ValidationResult
from smregister.output.phrases import format_count
from smregister.output.plain_text import format_changes, format_findings
from smregister.records.kinds import Kind

_IDS_SHOWN = 3


def edit_record(
    context: Context, kind: Kind, record: Record, assignments: Sequence[Assignment], unset: Sequence[Pointer] = ()
) -> dict[str, bytes]:
    """Return the path and new content of a record after assignments."""
    text = edit_text(kind, context.snapshot.read_text(record.path), assignments, [*unset])
    return {record.path: remove_outdated_approvals(context.snapshot.platforms, record, text).encode()}


def apply_changes(
    context: Context,
    contents: Mapping[str, bytes | None],
    *,
    dry_run: bool,
    notes: Iterable[str] = (),
    next_step: str = SUBMIT,
) -> None:
    """Validate a change, then write it; end with 1 if it is invalid.

    Args:
        contents: path -> new content; None removes the file.
        notes: Messages about the change, printed before the next step.
        next_step: The command to give next.
    """
    if contents == {file.path: file.read() for file in context.tree.files_at(contents)}:
        print_message("no change; nothing was written", tone="dim")
        return
    proposal = propose(context.snapshot, contents)
    require_valid(proposal.validation)
    # Before the files are written: afterwards there is no difference.
    notes = [*describe_removed_approvals(context.snapshot.platforms, proposal.difference.changes), *notes]
    if dry_run:
        print_result(format_changes(proposal.difference.changes))
        print_message("nothing was written (--dry-run)", tone="dim")
    else:
        proposal.apply(command_line())
        _print_written(context, contents)
    for note in notes:
        print_message(note)
    if not dry_run:
        print_next(context.root, next_step)


def _print_written(context: Context, contents: Mapping[str, bytes | None]) -> None:
    written = sorted(path for path, content in contents.items() if content is not None)
    print_written(written)
    print_message(_describe_written(context, written), tone="good")
    if removed := len(contents) - len(written):
        print_message(f"removed {format_count(removed, 'file')}; commit these together (`smregister submit` does)")


def _describe_written(context: Context, paths: Sequence[str]) -> str:
    """Return the ids of the written records, or how many there are."""
    ids = {kind.path_template.id_at(path) for path in paths for kind in context.snapshot.kinds.values()} - {None}
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


def require_valid(validation: ValidationResult, outcome: str = "nothing was written") -> None:
    """Print the findings of a validation and, if any is an error, end with 1."""
    for line in format_findings(validation.findings):
        print_message(line)
    if not validation.is_valid:
        print_message(outcome, tone="bad")
        exit_with(success=False)
