"""`verify-letter`: a file compared with the registered letters."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_result
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.cli.paths import require_file
from smregister.letters.verify import State, registered_letters
from smregister.output import json_documents
from smregister.output.plain_text import letter_line


def verify_letter(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A letter as it was received: the signed copy.")],
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Check whether a file is a registered letter.

    A file is a registered letter if its SHA-256 stands in an appointment. One changed byte changes the SHA-256.
    Ends with 0 only if an appointment that has it is in force on the day, and with 1 if it has ended or none has it.

    \b
    Examples:
      smregister verify-letter letter.pdf
      smregister verify-letter letter.pdf --as-of 2020-06-30 --json
    """
    context = open_context(ctx, ref, as_of)
    digest = _hash(file)
    letters = [*registered_letters(context.register(), digest)]
    if json:
        print_result(json_documents.letter_document(digest, context.as_of.isoformat(), letters))
    elif letters:
        print_result(map(letter_line, letters))
    else:
        print_result(f"not registered: no appointment has a file with the SHA-256 {digest}")
    exit_with(any(each.state is State.IN_FORCE for each in letters))


def _hash(path: Path) -> str:
    require_file(path)
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
