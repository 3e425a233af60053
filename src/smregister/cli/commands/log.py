"""diff, log: what changed between two moments, and in the whole life of a record, by meaning."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated

import typer

from smregister.changes.history import History, history
from smregister.changes.states import Place, States
from smregister.changes.whereabouts import find_places, places_meant
from smregister.cli.console import print_message, print_result
from smregister.cli.context import Context, open_context, register_timezone
from smregister.cli.options import Json, RecordId
from smregister.errors import FatalError
from smregister.git import WHOLE_HISTORY
from smregister.lookup import meant, the_one
from smregister.output import jsons, text
from smregister.output.text import finding_line
from smregister.schemas import Kinds, load_kinds
from smregister.trees import CommitTree, WorkTree


def log(
    ctx: typer.Context,
    record_id: RecordId,
    ref: Annotated[
        str, typer.Option("--ref", metavar="REF", help="Tell the history up to this commit, tag or branch.")
    ] = "HEAD",
    json: Json = False,
) -> None:
    """Tell the whole history of a record, the newest first.

    What each commit made of it, by meaning: when, who, and under which request, where a merge says so. A
    record is followed through its renames and merges; an id it had once, or that of a record that is gone,
    will do. Days are those on which commits were made by their committers' clocks, in the register's own zone.

    \b
    Examples:
      smregister log my-japen/x-malaysiaaktif
      smregister log agency:my-japen --ref v2
      smregister log my-japen/x-malaysiaaktif --json
    """
    context = open_context(ctx, ref)
    if not isinstance(context.tree, CommitTree):
        raise FatalError(f"`{ref}` has no history yet; name a commit, tag or branch")
    kinds, states = load_kinds(context.tree)[0], States(context.root, context.tree.git)
    place = _find_place(context, states, kinds, record_id)
    told, zone = history(states, kinds, context.tree.name, place), register_timezone(context.tree)
    if json:
        print_result(jsons.history_document(place.kind, place.id, told.entries, zone))
    else:
        print_result(text.history_lines(told.entries, zone))
    _tell_what_is_missing(told, zone)


def _tell_what_is_missing(told: History, zone: tzinfo) -> None:

    for commit, found in told.findings:
        print_message(f"not readable in commit {commit.id}: {finding_line(found)}")
    if told.cut_at:
        since = f"commit {told.cut_at.id} of {told.cut_at.at(zone).date()}"
        print_message(f"this clone begins with {since}; {WHOLE_HISTORY}")


def _find_place(context: Context, states: States, kinds: Kinds, name: str) -> Place:
    """Find the record that somebody means, and say so where it has another name now, or is no more.

    Raises FatalError if there never was one, or more than one is meant.
    """
    places = list(places_meant(kinds, meant(kinds, name)))
    found = find_places(states, context.tree.name, places)
    if not found and any(WorkTree(context.root).at([place.path for place in places])):
        raise FatalError(f"`{name}` has never been committed, so it has no history yet")
    ids = [(place.kind, place.id) for place in found]
    # Git is asked what changed only if nothing was found.
    wanted = the_one(kinds, name, ids, lambda: context.snapshot.index.ids())  # noqa: PLW0108
    [(place, last)] = [each for each in found.items() if each[0][:2] == wanted]
    if place != last:
        print_message(f"{place.kind} {place.id} is called {last.id} since it was renamed")
    if states.at(context.tree.name, last) is None:
        print_message(f"{last.kind} {last.id} is no more; this is what became of it")
    return last
