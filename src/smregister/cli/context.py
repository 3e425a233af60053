"""The moment a command looks at: which checkout, which tree, which day. The only place that looks at the clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from smregister import documents
from smregister.cli.console import print_message
from smregister.errors import FatalError
from smregister.lookup import demand_appointment, find_record, meant
from smregister.mentions import record_thing
from smregister.model import Record, Value
from smregister.register import Register
from smregister.trees import Mode, Tree, find_root, open_tree
from smregister.validation.snapshot import RegisterSnapshot
from smregister.writing.locking import hold_lock
from smregister.writing.writes import demand_whole


@dataclass(frozen=True)
class Context:
    """A checkout, a tree of it, and the day that "today" means."""

    root: Path
    tree: Tree
    as_of: date

    @cached_property
    def snapshot(self) -> RegisterSnapshot:
        """Return the snapshot of the register, which loads each fact once."""
        return RegisterSnapshot(self.tree, self.as_of)

    def register(self) -> Register:
        """Return the whole register, invalid records included."""
        return self.snapshot.register


def open_context(ctx: typer.Context, ref: str | None = None, as_of: str | None = None) -> Context:
    """Open the moment that a command's options name.

    Raises FatalError if there is no register, no such ref, or no such day.
    """
    root = find_root(ctx.obj, ref)
    tree = open_tree(root, ref)
    return Context(root, tree, parse_date(as_of) if as_of else today(tree))


def load_record(context: Context, name: str) -> tuple[Record, Register]:
    """Find the record that somebody means, and with it what is in its agency or names it.

    Raises FatalError if there is none, or more than one.
    """
    index = context.snapshot.index
    register = index.related_to(record_thing(*each) for each in meant(context.snapshot.kinds, name))
    return find_record(register, name, index.ids), register


def load_appointment(context: Context, name: str) -> tuple[Record, Register]:
    """Find the appointment that somebody means, and with it what is in its agency.

    Raises FatalError if there is none, if it is something else, or if it can't be relied on.
    """
    record, register = load_record(context, name)
    return demand_appointment(record), register


def open_for_writing(ctx: typer.Context, as_of: str | None = None, *, unfinished: bool = False) -> Context:
    """Open the work tree for a command that changes it: from now on no other one does.

    Raises FatalError if there is no register, no such day, or, unless `unfinished` is what is wanted, if
    an earlier command was cut short.
    """
    root = find_root(ctx.obj)
    waiting = "another command is changing this register; waiting for it to end"
    ctx.with_resource(hold_lock(root, lambda: print_message(waiting)))
    if not unfinished:
        demand_whole(root)
    return open_context(ctx, None, as_of)


def parse_date(text: str) -> date:
    """Read a day as people give it in an option.

    Raises FatalError if it is none.
    """
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise FatalError(f"`{text}` is no day; write year-month-day, like 2018-03-28")


def today(tree: Tree) -> date:
    """Give the real day in the register's own time zone, whatever that of this machine."""
    return datetime.now(register_timezone(tree)).date()


def register_timezone(tree: Tree) -> tzinfo:
    """Give the register's own time zone; UTC where it names none that there is."""
    name = register_settings(tree).get("timezone")
    try:
        return ZoneInfo(name) if isinstance(name, str) else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def register_settings(tree: Tree) -> Mapping[str, Value]:
    """Read what a register says of itself; nothing where that can't be read."""
    for file in tree.at(["registry/register.yaml"]):
        data = documents.read(file.path, file.read()) if file.mode is Mode.PLAIN else []
        if not isinstance(data, list):
            return data
    return {}
