"""`log`: the history of a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from smregister.changes.log import History, LogEntry, read_history
from smregister.changes.record_versions import RecordLocation, RecordVersions, candidate_locations, find_locations
from smregister.cli.console import print_message, print_result
from smregister.cli.context import Context, open_context, register_timezone
from smregister.cli.landed import Identities, open_auditor
from smregister.cli.options import TIME, Json, RecordId
from smregister.errors import FatalError
from smregister.model import ChangeType, agency_of
from smregister.output.json_documents import details_to_plain
from smregister.output.json_writer import document
from smregister.output.plain_text import format_change_heading, format_field_changes, format_finding
from smregister.output.styled_line import Style, StyledLine
from smregister.records.kinds import Kinds
from smregister.records.schema.kind_loader import has_schemas, load_kinds
from smregister.register.candidates import read_candidates
from smregister.register.lookup import candidate_ids, find_accounts, pick_unique
from smregister.register.references import account_key
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import UNSHALLOW_HINT
from smregister.repository.work_tree import WorkTree
from smregister.review.landed_letters import letters_by_commit

Letters: TypeAlias = Mapping[str, tuple[str, ...]]
"""By which letters each commit landed."""


def log(
    ctx: typer.Context,
    record_id: RecordId,
    ref: Annotated[
        str,
        typer.Option(metavar="REF", help="Show the history up to this commit, tag or branch.", rich_help_panel=TIME),
    ] = "HEAD",
    identities: Identities = None,
    json: Json = False,
) -> None:
    """Show the history of a record, newest first.

    For each commit: its date, its author, its pull request if a merge names one, and the changed fields. If the
    author's account is known, from a signature or from the identities, also the letter that allowed it. The history
    includes renames and merges. Former ids and ids of deleted records work too. Dates are the commits' own, in the
    register's time zone.

    \b
    Examples:
      smregister log my-japen/x-malaysiaaktif
      smregister log agency:my-japen --ref v2
      smregister log x.com/contoh_myaktif
      smregister log my-japen/x-malaysiaaktif --json
    """
    context = open_context(ctx, ref)
    if not isinstance(context.tree, CommitTree):
        raise FatalError(f"`{ref}` has no history yet; name a commit, tag or branch")
    kinds, versions = load_kinds(context.tree)[0], RecordVersions(context.root, context.tree.git)
    location = _locate(context, versions, kinds, record_id)
    result, zone = read_history(versions, kinds, context.tree.name, location), register_timezone(context.tree)
    auditor = open_auditor(context.root, context.tree, context.as_of, identities)
    letters = letters_by_commit(auditor, [*dict.fromkeys(entry.landing for entry in result.entries)])
    write = _write_json if json else _entry_lines
    print_result(write(location, result.entries, zone, letters))
    _print_gaps(result, zone)


def _print_gaps(result: History, zone: tzinfo) -> None:
    for commit, finding in result.findings:
        print_message(f"not readable in commit {commit.id}: {format_finding(finding)}")
    if result.cut_at:
        since = f"commit {result.cut_at.id} of {result.cut_at.at(zone).date()}"
        print_message(f"this clone begins at {since}; {UNSHALLOW_HINT}")


def _locate(context: Context, versions: RecordVersions, kinds: Kinds, name: str) -> RecordLocation:
    """Find where a record is or last was; print if it was renamed or removed."""
    candidates = list(candidate_locations(kinds, candidate_ids(kinds, name)))
    last_of = find_locations(versions, context.tree.name, candidates)
    if not last_of and (accounts := _find_accounts(context, name)):
        _, account = pick_unique(kinds, name, [("account", account) for account in accounts], list)
        return _locate(context, versions, kinds, f"account:{account}")
    if not last_of and _is_on_disk(context.root, name):
        raise FatalError(f"`{name}` has never been committed, so it has no history yet")
    ids = [(location.kind, location.id) for location in last_of]
    # The snapshot asks git what changed; that is needed only if nothing matches.
    chosen = pick_unique(kinds, name, ids, lambda: context.snapshot.index.ids())  # noqa: PLW0108
    [(first, last)] = [pair for pair in last_of.items() if pair[0][:2] == chosen]
    if first != last:
        verb = "was renamed to" if agency_of(*first[:2]) == agency_of(*last[:2]) else "is now"
        print_message(f"{first.kind} {first.id} {verb} {last.id}")
    if versions.at(context.tree.name, last) is None:
        print_message(f"{last.kind} {last.id} was deleted; this is its history")
    return last


def _find_accounts(context: Context, name: str) -> list[str]:
    """Return the ids of the accounts at an address or with a handle."""
    keys = read_candidates(context.snapshot.platforms, name).all_keys
    return [account.id for account in find_accounts(context.snapshot.index.related_to(map(account_key, keys)), name)]


def _is_on_disk(root: Path, name: str) -> bool:
    """Return whether a file on disk has a record of this name, also of a new kind."""
    tree = WorkTree(root)
    kinds = load_kinds(tree)[0] if has_schemas(tree) else {}
    return any(tree.files_at([location.path for location in candidate_locations(kinds, candidate_ids(kinds, name))]))


def _entry_lines(_: RecordLocation, entries: Iterable[LogEntry], zone: tzinfo, letters: Letters) -> Iterator[str]:
    # Text that people wrote has lines of its own, so that it can't be mistaken for ours.
    for entry in entries:
        renamed = entry.change.type is ChangeType.RENAMED and entry.change.before
        verb = f"moved to agency {entry.change.record.agency}" if entry.has_moved else "renamed"
        label = f"{verb} from {renamed.id} to {entry.change.record.id}" if renamed else entry.label
        request = f" under {entry.request}" if entry.request else ""
        day = entry.commit.at(zone).date()
        commit = (f" in commit {entry.commit.short_id}{request}", Style.DIM)
        yield StyledLine(format_change_heading(entry.change.type, f"{day} {label}"), commit)
        yield StyledLine("    ", ("by:", Style.DIM), f" {entry.commit.author}")
        for letter in letters.get(entry.landing.id, ()):
            yield StyledLine("    ", ("authority:", Style.DIM), f" {letter}")
        yield StyledLine("    ", ("message:", Style.DIM), f" {entry.commit.subject}")
        yield from format_field_changes(entry.change)


def _write_json(location: RecordLocation, entries: Iterable[LogEntry], zone: tzinfo, letters: Letters) -> str:
    rows = [
        {
            "commit": entry.commit.id,
            "date": str(entry.commit.at(zone).date()),
            "author": entry.commit.author,
            "request": entry.request,
            "authority": [*letters.get(entry.landing.id, ())],
            "subject": entry.commit.subject,
            "change": entry.label,
            **details_to_plain(entry.change),
        }
        for entry in entries
    ]
    return document({"kind": location.kind, "id": location.id, "entries": rows})
