"""The moment a command looks at: which checkout, which tree, which day. The only place that looks at the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import typer

    from smregister.model import Record, Value
    from smregister.register import Register
    from smregister.trees import Tree
    from smregister.validation.excerpts import Excerpts


@dataclass(frozen=True, slots=True)
class Moment:
    """A checkout, a tree of it, and the day that "today" means."""

    root: Path
    tree: Tree
    day: date

    def excerpts(self) -> Excerpts:
        """Read of the register at this moment only what will be asked for."""
        from smregister.validation.excerpts import Excerpts

        return Excerpts(self.tree, self.day)

    def register(self) -> Register:
        """Read the register at this moment, faulty records included."""
        from smregister.reading import read_register

        return read_register(self.tree, self.day).register


def moment(ctx: typer.Context, ref: str | None = None, as_of: str | None = None) -> Moment:
    """Open the moment that a command's options name.

    Raises FatalError if there is no register, no such ref, or no such day.
    """
    from smregister.trees import find_root, open_tree

    root = find_root(ctx.obj, ref)
    tree = open_tree(root, ref)
    return Moment(root, tree, day(as_of) if as_of else today(tree))


def find(now: Moment, name: str) -> tuple[Record, Register]:
    """Find the record that somebody means, and with it what is in its agency or names it.

    Raises FatalError if there is none, or more than one.
    """
    from smregister.lookup import find_record, meant
    from smregister.mentions import record_thing

    excerpts = now.excerpts()
    register = excerpts.speaking_of(record_thing(*each) for each in meant(excerpts.kinds, name))
    return find_record(register, name, excerpts.ids), register


def find_appointment(now: Moment, name: str) -> tuple[Record, Register]:
    """Find the appointment that somebody means, and with it what is in its agency.

    Raises FatalError if there is none, if it is something else, or if it can't be relied on.
    """
    from smregister.lookup import demand_appointment

    record, register = find(now, name)
    return demand_appointment(record), register


def moment_of_writing(ctx: typer.Context, as_of: str | None = None, *, unfinished: bool = False) -> Moment:
    """Open the work tree for a command that changes it: until its end no other one does.

    Raises FatalError if there is no register, no such day, or, unless `unfinished` is what is wanted, if
    an earlier command was cut short.
    """
    from smregister.cli.showing import say
    from smregister.trees import find_root
    from smregister.writing.locking import hold_lock
    from smregister.writing.writes import demand_whole

    root = find_root(ctx.obj)
    waiting = "another command is changing this register; waiting for it to end"
    ctx.with_resource(hold_lock(root, lambda: say(waiting)))
    if not unfinished:
        demand_whole(root)
    return moment(ctx, None, as_of)


def day(text: str) -> date:
    """Read a day as people give it in an option.

    Raises FatalError if it is none.
    """
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    message = f"`{text}` is no day; write year-month-day, like 2018-03-28"
    raise FatalError(message)


def today(tree: Tree) -> date:
    """Give the real day in the register's own time zone, whatever that of this machine."""
    return datetime.now(zone_of(tree)).date()


def zone_of(tree: Tree) -> tzinfo:
    """Give the register's own time zone; UTC where it names none that there is."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = about_register(tree).get("timezone")
    try:
        return ZoneInfo(name) if isinstance(name, str) else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def about_register(tree: Tree) -> Mapping[str, Value]:
    """Read what a register says of itself; nothing where that can't be read."""
    from smregister import documents
    from smregister.trees import Mode

    for file in tree.at(["registry/register.yaml"]):
        data = documents.read(file.path, file.read()) if file.mode is Mode.PLAIN else []
        if not isinstance(data, list):
            return data
    return {}
