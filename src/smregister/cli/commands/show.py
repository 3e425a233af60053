"""`show`: a record and what refers to it."""

from __future__ import annotations

import typer

from smregister.cli.console import print_result
from smregister.cli.context import load_record, open_context
from smregister.cli.options import AsOf, Json, RecordId, Ref
from smregister.letters.check_code import compute_check_code
from smregister.output import json_documents, record_page
from smregister.output.styled_line import Style, StyledLine


def show(ctx: typer.Context, record_id: RecordId, ref: Ref = None, as_of: AsOf = None, json: Json = False) -> None:
    """Show a record and what refers to it.

    For an appointment it also prints the check code, which is on its letter.

    \b
    Examples:
      smregister show my-japen/facebook-malaysiaaktif
      smregister show agency:my-japen --json
      smregister show x.com/contoh_myaktif
    """
    record, register = load_record(open_context(ctx, ref, as_of), record_id)
    if json:
        print_result(json_documents.write_record(record))
        return
    print_result(record_page.format_record(register, record))
    if record.kind == "appointment" and record.valid:
        print_result(StyledLine(("Check code of its letter", Style.DIM), f": {compute_check_code(record)}"))
