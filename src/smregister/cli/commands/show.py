"""`show`: a record and what refers to it."""

from __future__ import annotations

import typer

from smregister.cli.console import print_result
from smregister.cli.context import load_record, open_context
from smregister.cli.options import AsOf, Json, RecordId, Ref
from smregister.output import json_documents, record_page


def show(ctx: typer.Context, record_id: RecordId, ref: Ref = None, as_of: AsOf = None, json: Json = False) -> None:
    """Show a record and what refers to it.

    \b
    Examples:
      smregister show my-japen/facebook-malaysiaaktif
      smregister show agency:my-japen --json
    """
    record, register = load_record(open_context(ctx, ref, as_of), record_id)
    print_result(json_documents.write_record(record) if json else record_page.format_record(register, record))
