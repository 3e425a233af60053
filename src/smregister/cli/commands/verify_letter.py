"""verify-letter: a letter that somebody brings, held against the register."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_result
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.errors import FatalError
from smregister.letters.registered import State, registered_letters
from smregister.output import jsons
from smregister.output.text import letter_line


def verify_letter(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A letter as it was received: the signed copy.")],
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say whether a file is a letter that the register knows.

    It is if an appointment has its SHA-256, which one changed byte changes. Ends with 0 only if an
    appointment that has it is in force on the day, and with 1 if it has ended or none has it.

    \b
    Examples:
      smregister verify-letter letter.pdf
      smregister verify-letter letter.pdf --as-of 2020-06-30 --json
    """
    context = open_context(ctx, ref, as_of)
    digest = _digest(file)
    found = [*registered_letters(context.register(), digest)]
    if json:
        print_result(jsons.letter_document(digest, context.as_of.isoformat(), found))
    elif found:
        print_result(map(letter_line, found))
    else:
        print_result(f"not registered: no appointment has a file with the SHA-256 {digest}")
    exit_with(any(each.state is State.IN_FORCE for each in found))


def _digest(place: Path) -> str:

    if not place.is_file():
        message = f"{place} is no file" if place.exists() else f"there is no file {place}"
        raise FatalError(message)
    with place.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
