"""`verify-letter`: a file or a check code compared with the registered letters."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_result
from smregister.cli.context import Context, open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.cli.paths import require_file
from smregister.errors import FatalError
from smregister.letters.verify import LetterState, RegisteredLetter, Verification, verify, verify_code
from smregister.output.json_writer import document
from smregister.output.styled_line import Style, StyledLine

PANELS = {"Letter": ("code",)}


def verify_letter(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The signed letter, as received.")] = None,
    code: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="ID CODE", help="The record id and the check code printed on the letter."),
    ] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Check whether a file is a registered letter.

    A file is a registered letter if one appointment contains its SHA-256. One changed byte changes the SHA-256. If two
    appointments contain it, one of them is wrong, and the file is not registered.
    Ends with 0 if the appointment is in force on the day, and with 1 if it is not or if there is none.

    A letter on paper has a record id and a check code, also in its QR code: the address ends in `v/ID#CODE`. With
    `--code`, the letter is registered if the record still states what the letter stated. A code proves no signature:
    compare the paper with `smregister show ID`.

    \b
    Examples:
      smregister verify-letter letter.pdf
      smregister verify-letter letter.pdf --as-of 2020-06-30 --json
      smregister verify-letter --code my-japen/pengelola-2026 e29de418ed71
    """
    if (file is None) == (code is None):
        raise FatalError("name the file of the letter, or the record id and check code with --code ID CODE")
    context = open_context(ctx, ref, as_of)
    digest = _compute_digest(file) if file else None
    verification = _verify(context, digest, code)
    if json:
        print_result(_write_json(digest, code, context.as_of.isoformat(), verification))
    elif verification.letter:
        print_result(_letter_line(verification.letter))
    else:
        reason = _describe_claims(digest, verification) if digest else _describe_code(context, *(code or ("", "")))
        print_result(StyledLine(("not registered", Style.BAD), f": {reason}"))
    exit_with(verification.is_in_force)


def _compute_digest(file: Path) -> str:
    require_file(file)
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _verify(context: Context, digest: str | None, code: tuple[str, str] | None) -> Verification:
    if code is None:
        return verify(context.register(), digest or "")
    record_id, digits = code
    return verify_code(context.register(), record_id, digits.strip().casefold())


def _describe_code(context: Context, record_id: str, code: str) -> str:
    if record_id not in context.register().of_kind("appointment"):
        return f"there is no appointment `{record_id}`"
    return (
        f"the check code of `{record_id}` is not `{code}`: the letter states something else than the record, "
        f"or the record was changed later; `smregister log {record_id}` shows its changes"
    )


def _describe_claims(digest: str, verification: Verification) -> str:
    if not verification.claims:
        return f"no appointment has a file with the SHA-256 {digest}"
    claims = ", ".join(f"`{claim.appointment}`" for claim in verification.claims)
    return f"{len(verification.claims)} appointments claim the SHA-256 {digest}: {claims}; ask the desk which is wrong"


def _letter_line(letter: RegisteredLetter) -> StyledLine:
    start, end = letter.dates
    state = {
        LetterState.IN_FORCE: f"in force since {start}" + (f", to {end}" if end else ""),
        LetterState.NOT_YET: f"not yet in force, only from {max(start or '', letter.date)}",
        LetterState.ENDED: f"ended on {end}",
        LetterState.AGENCY_NOT_ACTIVE: "its agency has ended, or the agency's record has errors",
        LetterState.UNRELIABLE: "its record has errors",
    }[letter.state]
    name = f"letter {letter.number} of {letter.date}"
    style = Style.GOOD if letter.state is LetterState.IN_FORCE else Style.WARN
    return StyledLine(("registered", style), f": {name}, appointment {letter.appointment}: {state}")


def _write_json(digest: str | None, code: tuple[str, str] | None, as_of: str, verification: Verification) -> str:
    return document(
        {
            "sha256": digest,
            "check_code": code[1] if code else None,
            "as_of": as_of,
            "registered": verification.letter is not None,
            "appointments": [_letter_to_plain(verification.letter)] if verification.letter else [],
            "claimed_by": [claim.appointment for claim in verification.claims],
        }
    )


def _letter_to_plain(letter: RegisteredLetter) -> dict[str, str | None]:
    return {
        "appointment": letter.appointment,
        "number": letter.number,
        "date": letter.date,
        "state": str(letter.state),
        "effective_from": letter.dates.start,
        "until": letter.dates.end,
    }
