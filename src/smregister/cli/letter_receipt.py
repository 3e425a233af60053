"""Receipt of a signed letter: its scan and its paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.context import Context, load_appointment, open_context, parse_date
from smregister.cli.paths import hash_external_file
from smregister.cli.prompts import Answers, Question, ask_missing
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing
from smregister.editing.states import assign, require_past
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.register.lookup import require_appointment


class Receipt(NamedTuple):
    """What the desk received: the scan, the day of the paper, and the day of the scan."""

    scan: Path | None
    paper_on: str | None
    on: str | None


def record_receipt(
    ctx: typer.Context,
    record_id: str | None,
    receipt: Receipt,
    as_of: str | None,
    *,
    no_input: bool,
    dry_run: bool,
    json: bool,
) -> None:
    """Record that the letter of an appointment was received; ask for the appointment if it is missing."""
    if receipt.on and not receipt.scan:
        raise FatalError("--on is the day when the scan was received; add --received FILE")
    answers = ask_missing(
        ctx, {"ID": record_id}, partial(_questions, open_context(ctx, None, as_of)), no_input=no_input
    )
    context = open_for_writing(ctx, as_of)
    record, register = load_appointment(context, answers["ID"])
    assignments = assign(_received(context, record, receipt))
    contents = edit_record(context, register.kinds[record.kind], record, assignments)
    apply_changes(context, contents, dry_run=dry_run, json=json)


def _received(context: Context, record: Record, receipt: Receipt) -> dict[str, Value]:
    """Return the fields to record; the day of a scan that is known stays, unless another is given."""
    values: dict[str, Value] = {}
    if receipt.scan:
        digest = hash_external_file(context, receipt.scan, "the letter", "--received")
        day = parse_date(receipt.on) if receipt.on else context.as_of
        known = None if receipt.on else record.value("letter", "softcopy", "received")
        values = {"letter.softcopy.sha256": digest}
        values["letter.softcopy.received"] = known or require_past(day, context.as_of)
    if receipt.paper_on:
        values["letter.hardcopy.received"] = require_past(parse_date(receipt.paper_on), context.as_of)
    return values


def _questions(context: Context, _: Answers) -> Iterator[Question]:
    yield record_question(
        context, "The appointment whose letter was received.", "appointment", check=require_appointment
    )
