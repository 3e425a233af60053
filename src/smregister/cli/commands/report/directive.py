"""The reports on a register and a day: each a pure function to a table, and one way for all to be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.commands.report import Format, ReportFormat, tell
from smregister.cli.completion import complete_id
from smregister.cli.options import AsOf, Json, Ref
from smregister.errors import FatalError

if TYPE_CHECKING:
    from smregister.model import Record, Table
    from smregister.register import Register


def register_with(reports: typer.Typer) -> None:
    """Add a command for each report."""
    reports.command()(directive)
    reports.command()(appointments)
    reports.command()(handovers)
    reports.command()(coverage)


def directive(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help="The directive's name, like id-jk-20-2018.", autocompletion=complete_id)
    ],
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell of every agency that a directive binds whether it has done what it owes.

    An agency's status is that of the most urgent thing it owes: outstanding, late, not-yet-due or met; or
    not-applicable. Late is counted in working days of the agency's own calendar. The appointment in force shows it.

    \b
    Examples:
      smregister report directive id-jk-20-2018
      smregister report directive id-jk-20-2018 --as-of 2018-04-30 --format html
      smregister report directive id-jk-20-2018 --as-of 2018-03-14 --json
    """
    from smregister.reports.directive import directive as report_of

    tell(ctx, lambda register: report_of(register, _directive(register, name)), ref, as_of, format_, json)


def appointments(
    ctx: typer.Context,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell which accounts have no officer, one, or several.

    An officer runs an account from the first to the last day of an appointment whose letter covers it.

    \b
    Examples:
      smregister report appointments
      smregister report appointments --as-of 2019-12-31 --format csv
    """
    from smregister.reports.appointments import appointments as report_of

    tell(ctx, report_of, ref, as_of, format_, json)


def handovers(
    ctx: typer.Context,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell which officers have left without having handed over access, recovery and tools.

    Each is due one working day after the end of an appointment, and overdue after that.

    \b
    Examples:
      smregister report handovers
      smregister report handovers --as-of 2026-03-02 --json
    """
    from smregister.appointments.handovers import open_handovers
    from smregister.register import public_register
    from smregister.reports.handovers import handovers as report_of

    def told(register: Register) -> Table:
        return report_of(open_handovers(register, register.day), public_register(register))

    tell(ctx, told, ref, as_of, format_, json, sees_all=True)


def coverage(
    ctx: typer.Context,
    matrix: Annotated[bool, typer.Option("--matrix", help="Count accounts by platform and level instead.")] = False,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell which agencies have no account and no reason given, or lack an account that they are to have.

    \b
    Examples:
      smregister report coverage
      smregister report coverage --matrix --format markdown
    """
    from smregister.reports.coverage import coverage, platforms_by_level

    tell(ctx, platforms_by_level if matrix else coverage, ref, as_of, format_, json)


def _directive(register: Register, name: str) -> Record:
    """Find a directive that can be relied on.

    Raises FatalError if there is none.
    """
    from smregister.lookup import find_record

    directives = register.of_kind("directive")
    record = find_record(register, f"directive:{name}" if name in directives else name, lambda: directives)
    if record.kind != "directive" or not record.sound:
        fault = (
            "can't be relied on; `smregister validate` says why" if record.kind == "directive" else "is no directive"
        )
        message = f"`{name}` {fault}"
        raise FatalError(message)
    return record
