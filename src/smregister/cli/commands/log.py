"""diff, log: what changed between two moments, and in the whole life of a record, by meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.console import answer, leave, say, wants_colour
from smregister.cli.context import moment, zone_of
from smregister.cli.options import Json, RecordId
from smregister.errors import FatalError

if TYPE_CHECKING:
    from datetime import tzinfo

    from smregister.changes.history import History
    from smregister.changes.states import Place, States
    from smregister.cli.context import Moment
    from smregister.schemas import Kinds


class ChangeFormat(StrEnum):
    """How changes are written."""

    text = "text"
    json = "json"
    markdown = "markdown"


def register_with(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(diff)
    app.command()(log)


def diff(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="[A]", help="A commit, tag or branch; `:` is git's index.")] = "HEAD",
    after: Annotated[str | None, typer.Argument(metavar="[B]", help="Another one. Default: the files on disk.")] = None,
    format_: Annotated[ChangeFormat, typer.Option("--format", help="How changes are written.")] = ChangeFormat.text,
    json: Json = False,
) -> None:
    """Show what changed, by meaning.

    Record by record and field by field; layout, comments and the order of fields are no change.

    \b
    Examples:
      smregister diff
      smregister diff main
      smregister diff v1 v2 --format markdown
    """
    from smregister.changes.diff import compare
    from smregister.output.text import change_lines, finding_line
    from smregister.trees import find_root, open_trees

    root = find_root(ctx.obj, after and before)
    old, new = open_trees(root, before, after)
    difference = compare(root, old, new)
    chosen = "json" if json else format_.value
    if chosen == "text":
        answer(change_lines(difference.changes, coloured=wants_colour()))
    else:
        from smregister.output.writers import CHANGE_WRITERS

        answer(CHANGE_WRITERS[chosen](difference, old.name, new.name))
    for found in difference.findings:
        say(f"not compared: {finding_line(found)}")
    leave(sound=not difference.findings)


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
    from smregister.changes.history import history
    from smregister.changes.states import States
    from smregister.output import jsons, text
    from smregister.schemas import load_kinds
    from smregister.trees import CommitTree

    now = moment(ctx, ref)
    if not isinstance(now.tree, CommitTree):
        message = f"`{ref}` has no history yet; name a commit, tag or branch"
        raise FatalError(message)
    kinds, states = load_kinds(now.tree)[0], States(now.root, now.tree.git)
    place = _find_place(now, states, kinds, record_id)
    told, zone = history(states, kinds, now.tree.name, place), zone_of(now.tree)
    if json:
        answer(jsons.history_document(place.kind, place.id, told.entries, zone))
    else:
        answer(text.history_lines(told.entries, zone))
    _tell_what_is_missing(told, zone)


def _tell_what_is_missing(told: History, zone: tzinfo) -> None:
    from smregister.git import WHOLE_HISTORY
    from smregister.output.text import finding_line

    for commit, found in told.findings:
        say(f"not readable in commit {commit.id}: {finding_line(found)}")
    if told.cut_at:
        since = f"commit {told.cut_at.id} of {told.cut_at.at(zone).date()}"
        say(f"this clone begins with {since}; {WHOLE_HISTORY}")


def _find_place(now: Moment, states: States, kinds: Kinds, name: str) -> Place:
    """Find the record that somebody means, and say so where it has another name now, or is no more.

    Raises FatalError if there never was one, or more than one is meant.
    """
    from smregister.changes.whereabouts import find_places, places_meant
    from smregister.lookup import meant, the_one
    from smregister.trees import WorkTree

    places = list(places_meant(kinds, meant(kinds, name)))
    found = find_places(states, now.tree.name, places)
    if not found and any(WorkTree(now.root).at([place.path for place in places])):
        message = f"`{name}` has never been committed, so it has no history yet"
        raise FatalError(message)
    wanted = the_one(kinds, name, [(place.kind, place.id) for place in found], lambda: now.excerpts().ids())
    [(place, last)] = [each for each in found.items() if each[0][:2] == wanted]
    if place != last:
        say(f"{place.kind} {place.id} is called {last.id} since it was renamed")
    if states.at(now.tree.name, last) is None:
        say(f"{last.kind} {last.id} is no more; this is what became of it")
    return last
