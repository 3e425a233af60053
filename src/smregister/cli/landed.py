"""The option that names who landed changes, and what audits them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from smregister.cli.context import register_timezone
from smregister.cli.options import SELECTION
from smregister.repository.cache import Cache
from smregister.repository.commit_tree import CommitTree
from smregister.review.audit import Auditor
from smregister.review.identities import read_identities
from smregister.review.main_line import MainLine

Identities: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Who made and approved each change: the forge's data, as JSON.", rich_help_panel=SELECTION
    ),
]


def open_auditor(root: Path, tip: CommitTree, day: date, identities: Path | None) -> Auditor:
    """Open what audits the main line of a commit; raise FatalError if the identities can't be read."""
    known = read_identities(identities.read_text("utf-8", "replace")) if identities else {}
    line = MainLine(tip.git, tip.name, day.isoformat(), register_timezone(tip), known)
    return Auditor(line, Cache(root), known)
