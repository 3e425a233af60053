"""Rows of a list that are refused: kept in a file, and whether they let the command fail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from smregister.editing.lists.plan import Rejection
from smregister.errors import FatalError
from smregister.output import jsons
from smregister.output.json_text import document

RejectedFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--refused", metavar="FILE", help="Write the refused rows, with line and reason, to a JSON file."),
]


Strict: TypeAlias = Annotated[bool, typer.Option("--strict", help="End with 1 if any row is refused.")]


# How every file of refused rows begins.
_BEGINNING = '{\n  "version": 1,\n  "refused": ['


def write_rejected(root: Path, place: Path, refused: Sequence[Rejection]) -> None:
    """Write refused rows to a file, over none but an earlier one of that sort.

    Raises FatalError if it lies in the register below a root, or holds something else.
    """
    if place.resolve().is_relative_to(root / "registry"):
        raise FatalError(f"{place} lies in the register; keep the refused rows elsewhere")
    if place.exists() and not place.read_bytes().startswith(_BEGINNING.encode()):
        raise FatalError(f"{place} is there already and holds something else; keep the refused rows elsewhere")
    place.write_text(document({"refused": jsons.rejections_list(refused)}) + "\n", "utf-8", "backslashreplace")
