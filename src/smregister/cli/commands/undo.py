"""`undo`: the last command taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smregister.changes.diff import diff_trees
from smregister.cli.console import print_message, print_written
from smregister.cli.write_access import open_for_writing, print_next
from smregister.output.phrases import format_count
from smregister.output.plain_text import format_changes
from smregister.repository import transaction
from smregister.repository.commits import find_commit_with
from smregister.repository.git import Git
from smregister.repository.journal import Transaction
from smregister.repository.open import open_tree
from smregister.repository.overlay_tree import OverlayTree

_LINES_SHOWN = 10


def undo(
    ctx: typer.Context,
    finish: Annotated[
        bool, typer.Option("--finish", help="Finish an interrupted command instead of undoing it.")
    ] = False,
    forget: Annotated[
        bool,
        typer.Option(
            "--forget", help="Put the journal of an interrupted command aside if it is damaged or its files changed."
        ),
    ] = False,
) -> None:
    """Undo the last command that wrote something.

    Its files get their former content. If one of them was changed since, nothing is undone. A second undo restores the
    change. A commit that contains the change keeps it.

    \b
    Examples:
      smregister undo
    """
    context = open_for_writing(ctx, unfinished=True)
    if forget:
        _forget(context.root)
        return
    changed = transaction.resume(context.root) if finish else transaction.undo(context.root)
    print_written(sorted(changed.after))
    done = "finished" if finish else "restored" if transaction.is_undo(changed) else "undone"
    command = transaction.undone_command(changed)
    print_message(f"{done}: {command} ({format_count(len(changed.after), 'file')})")
    if not finish:
        _print_restored(context.root, changed)
    if not finish and not transaction.is_undo(changed):
        _warn_of_commit(context.root, changed)
    print_next(context.root, "smregister diff")


def _forget(root: Path) -> None:
    restored, journal = transaction.forget(root)
    print_written(sorted(restored.after))
    print_message(f"{format_count(len(restored.after), 'file')} restored; the journal is now {journal}")


def _print_restored(root: Path, transaction: Transaction) -> None:
    """Print what the undo changed, record by record and field by field."""
    tree = open_tree(root, None)
    lines = [*format_changes(diff_trees(root, OverlayTree(tree, transaction.after), tree).changes)]
    for line in lines[:_LINES_SHOWN]:
        print_message(line)
    if len(lines) > _LINES_SHOWN:
        print_message(f"… and {len(lines) - _LINES_SHOWN:,} more lines")


def _warn_of_commit(root: Path, transaction: Transaction) -> None:
    changed = {path: content for path, content in transaction.after.items() if content != transaction.before[path]}
    commit = find_commit_with(Git(root), changed)
    if commit:
        print_message(
            f"Commit {commit.short_id} still contains the change; only the files on disk are restored.\n"
            "To revert it for everyone, run `smregister submit`. To keep it, run `smregister undo` again."
        )
