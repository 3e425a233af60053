"""edit, close, rename, fmt: changing records, never into unsound ones."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.apply import DryRun, Settings, carry_out, command_line, text_of
from smregister.cli.console import answer, leave, say
from smregister.cli.context import day as read_day
from smregister.cli.context import find, moment, moment_of_writing
from smregister.cli.options import AsOf, RecordId
from smregister.cli.paths import below
from smregister.errors import FatalError


def register_with(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (edit, close, rename, fmt):
        app.command()(command)


def edit(
    ctx: typer.Context,
    record_id: RecordId,
    set_: Settings = None,
    unset: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help="Take a field away; may be repeated.")
    ] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Change fields of a record.

    Every comment, the order and the blank lines elsewhere stay. Nothing is written unless the
    result is sound.

    \b
    Examples:
      smregister edit my-japen/facebook-malaysiaaktif --set status=dormant
      smregister edit my-japen/facebook-malaysiaaktif --set tags+=video --unset audience
    """
    from smregister.drafts.records import edited_text
    from smregister.drafts.values import find_field, read_setting
    from smregister.pointers import parse_dotted

    now = moment_of_writing(ctx, as_of)
    record, register = find(now, record_id)
    kind = register.kinds[record.kind]
    if not set_ and not unset:
        message = "nothing to change; say what with --set FIELD=VALUE or --unset FIELD"
        raise FatalError(message)
    for field in unset or []:
        find_field(kind, field)
    taken = [parse_dotted(field) for field in unset or []]
    settings = [read_setting(kind, text) for text in set_ or []]
    carry_out(
        now,
        {record.path: edited_text(kind, text_of(now, record.path), settings, taken).encode()},
        dry_run=dry_run,
    )


def close(
    ctx: typer.Context,
    record_id: RecordId,
    reason: Annotated[str, typer.Option(metavar="REASON", help="Why it ends.")],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Its last day. Default: today.")] = None,
    replaced_by: Annotated[str | None, typer.Option(metavar="ID", help="What takes its place.")] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """End the life of a record.

    Its file stays for ever, with the day and the reason.

    \b
    Examples:
      smregister close my-japen/x-malaysiaaktif --reason "Merged" --on 2024-06-30
      smregister close my-japen/x-malaysiaaktif --reason "Merged" --replaced-by my-japen/facebook-malaysiaaktif
    """
    from smregister.drafts.records import closing_settings, edited_text

    now = moment_of_writing(ctx, as_of)
    record, register = find(now, record_id)
    kind = register.kinds[record.kind]
    end = read_day(on) if on else now.day
    settings = closing_settings(kind, record.data, reason, end, now.day, replaced_by)
    carry_out(
        now,
        {record.path: edited_text(kind, text_of(now, record.path), settings, []).encode()},
        dry_run=dry_run,
    )


def rename(
    ctx: typer.Context,
    record_id: RecordId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name, without the agency.")],
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Give a record another name.

    What refers to it follows, and an agency takes its folder along.

    \b
    Examples:
      smregister rename my-japen/x-malaysiaaktif x-malaysia-aktif
      smregister rename agency:my-japen my-penerangan
    """
    from smregister.drafts.moves import renamed
    from smregister.lookup import find_record

    now = moment_of_writing(ctx, as_of)
    register = now.register()
    record = find_record(register, record_id)
    carry_out(now, renamed(register, now.tree, record, name, lambda path: text_of(now, path)), dry_run=dry_run)


def fmt(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Only these files or folders.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if something would change.")
    ] = False,
) -> None:
    """Bring records into the canonical form.

    Indentation, quotes, one item a line; comments and order stay.

    \b
    Examples:
      smregister fmt
      smregister fmt --check registry/agencies/my-japen
    """
    from smregister.drafts.formatting import formatted
    from smregister.output.words import counted
    from smregister.writing.writes import write_files

    now = moment(ctx) if check else moment_of_writing(ctx)
    wanted = below(ctx.obj, now.root, paths or ["."])
    changed, refused = formatted(now.tree, wanted)
    for path, reason in refused.items():
        say(f"{path}: left as it is: {reason}")
    if not check:
        write_files(now.root, changed, command_line())
    answer(sorted(changed))
    say(f"{counted(len(changed), 'record')} {'to change' if check else 'changed'}")
    leave(sound=not refused and not (check and changed))
