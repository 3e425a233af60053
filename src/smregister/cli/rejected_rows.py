"""Rejected rows of a list: their file and the exit status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from smregister.cli.options import OUTPUT, WRITING
from smregister.editing.lists.plan import Rejection
from smregister.errors import FatalError
from smregister.output.csv_table import format_rows
from smregister.output.json_writer import document
from smregister.output.styled_line import Style, StyledLine

RejectedFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--refused",
        metavar="FILE",
        help="Write the refused rows, with line and reason, to a JSON file, or to CSV if FILE ends in .csv.",
        rich_help_panel=OUTPUT,
    ),
]
Strict: TypeAlias = Annotated[
    bool, typer.Option("--strict", help="End with 1 if any row is refused.", rich_help_panel=WRITING)
]

# The first bytes of every such file, in JSON and in CSV.
_PREFIXES = (b'{\n  "version": 1,\n  "refused": [', b'"line","reason"')


def write_rejected(root: Path, path: Path, rejected: Sequence[Rejection]) -> None:
    """Write rejected rows to a file; replace only a file of rejected rows.

    Raises FatalError if the file lies in the register or holds something else.
    """
    if path.resolve().is_relative_to(root / "registry"):
        raise FatalError(f"{path} is inside the register; name a file outside it for the refused rows")
    if path.exists() and not path.read_bytes().startswith(_PREFIXES):
        raise FatalError(f"{path} exists and is not a file of refused rows; name another file")
    is_csv = path.suffix.lower() == ".csv"
    text = _write_csv(rejected) if is_csv else document({"refused": rejections_to_plain(rejected)})
    path.write_text(f"{text}\n", "utf-8", "backslashreplace")


def _write_csv(rejected: Sequence[Rejection]) -> str:
    """Return the line, the reason and the cells of rejected rows as CSV."""
    rows = [(item.line, item.reason, item.row.data if item.row else {}) for item in rejected]
    columns = dict.fromkeys(column for *_, data in rows for column in data)
    lines = [(line, reason, *map(data.get, columns)) for line, reason, data in rows]
    return "\n".join(format_rows(("line", "reason", *columns), lines))


def rejections_to_plain(rejected: Iterable[Rejection]) -> list[dict[str, Any]]:
    """Return rejected rows with their line, reason and cells as plain data."""
    rejected = [*rejected]
    sources = [item.row.source if item.row else "" for item in rejected]
    files = [{"file": source} if len({*sources}) > 1 else {} for source in sources]
    return [
        {**file, "line": item.line, "reason": item.reason, "row": dict(item.row.data) if item.row else {}}
        for file, item in zip(files, rejected, strict=True)
    ]


def count_line(count: int, words: str, style: Style = Style.PLAIN) -> StyledLine:
    """Return how many rows a list has of a sort, in color if it has any."""
    return StyledLine("  ", (f"{count:,} {words}", style if count else Style.DIM))


def rejection_line(position: str, reason: str) -> StyledLine:
    """Return the position of a rejected row and the reason."""
    return StyledLine((position, Style.STRONG), ": ", ("refused", Style.BAD), f": {reason}")


def omission_line(position: str, reason: str) -> StyledLine:
    """Return the position of a value that is left out and the reason."""
    return StyledLine((position, Style.STRONG), ": ", (reason, Style.WARN))
