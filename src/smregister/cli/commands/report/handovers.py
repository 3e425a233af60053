"""`report handovers`: open handovers."""

from __future__ import annotations

import typer

from smregister.appointments.handovers import open_handovers
from smregister.cli.commands.report import Format, print_report
from smregister.cli.options import AsOf, Json, Language, Ref
from smregister.model import Table
from smregister.register.register import Register, public_register
from smregister.reports.handovers import handovers as report_of


def handovers(
    ctx: typer.Context,
    language: Language = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """List officers who left without a complete handover.

    Access, recovery addresses and tools are due one working day after the end of an appointment.

    \b
    Examples:
      smregister report handovers
      smregister report handovers --as-of 2026-03-02 --json
    """

    def build(register: Register) -> Table:
        return report_of(open_handovers(register, register.day), public_register(register))

    print_report(ctx, build, ref, as_of, format_, json, language, include_private=True)
