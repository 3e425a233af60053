"""The context of a command: checkout, tree and date; reads the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from smregister.cli.console import print_message
from smregister.errors import FatalError
from smregister.model import Record
from smregister.register.candidates import read_candidates
from smregister.register.lookup import candidate_ids, find_record, require_appointment
from smregister.register.references import account_key, record_key
from smregister.register.register import Register
from smregister.register.settings import register_settings
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.open import find_root, open_tree
from smregister.repository.tree import Tree
from smregister.translations import choose_language


@dataclass(frozen=True)
class Context:
    """A checkout, one tree of it, and the date that counts as today."""

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
    """Open the tree and date that the options of a command name.

    Raises FatalError if there is no register or no such ref, or the date is invalid.
    """
    root = find_root(ctx.obj, ref)
    tree = open_tree(root, ref)
    return Context(root, tree, date_or_today(as_of, tree))


def load_record(context: Context, name: str) -> tuple[Record, Register]:
    """Find a record by id, address or handle; return it with a register of its agency and referrers.

    Raises FatalError if no record matches, or more than one.
    """
    warn_of_schema_errors(context)
    index = context.snapshot.index
    candidates = [*candidate_ids(context.snapshot.kinds, name)]
    register = index.related_to(record_key(*candidate) for candidate in candidates)
    if not any(record_id in register.of_kind(kind) for kind, record_id in candidates):
        register = index.related_to(map(account_key, read_candidates(context.snapshot.platforms, name).all_keys))
    return find_record(register, name, index.ids), register


def warn_of_schema_errors(context: Context) -> None:
    """Print which schemas have errors, because the records of these kinds are left out."""
    for path in dict.fromkeys(finding.path for finding in context.snapshot.schema_findings):
        print_message(f"{path} has errors, so its records are left out; `smregister validate` lists them", tone="warn")


def load_appointment(context: Context, name: str) -> tuple[Record, Register]:
    """Find an appointment; raise FatalError if it is of another kind or invalid."""
    record, register = load_record(context, name)
    return require_appointment(record), register


def list_kinds(context: Context) -> list[tuple[str, str, int]]:
    """Return the name, the title and the number of records of each kind."""
    totals = context.snapshot.index.cross_reference.totals()
    return [(kind.name, kind.title, totals.get(kind.name, (0, 0))[0]) for kind in context.snapshot.kinds.values()]


def parse_date(text: str) -> date:
    """Parse a date like 2018-03-28; raise FatalError if it is not one."""
    try:
        if is_date(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise FatalError(f"`{text}` is not a date; write year-month-day, like 2018-03-28")


def is_date(text: str) -> bool:
    """Check whether a text has the form of a date."""
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


def date_or_today(text: str | None, tree: Tree) -> date:
    """Return the date of an option, or today in the time zone of a tree."""
    return parse_date(text) if text else today(tree)


def today(tree: Tree) -> date:
    """Return the current date in the register's time zone."""
    return datetime.now(register_timezone(tree)).date()


def register_timezone(tree: Tree) -> tzinfo:
    """Return the register's time zone; UTC if it names none or an unknown one."""
    name = register_settings(tree).get("timezone")
    try:
        return ZoneInfo(name) if isinstance(name, str) else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def register_language(tree: Tree) -> str:
    """Return the register's first language that has translations; else English."""
    languages = register_settings(tree).get("languages")
    return choose_language(languages if isinstance(languages, list) else ())
