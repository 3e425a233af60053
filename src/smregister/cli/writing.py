"""add, edit, close, rename, fmt: writing records, never an unsound one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.completion import complete_agency
from smregister.cli.moment import day as read_day
from smregister.cli.moment import moment
from smregister.cli.options import AsOf, KindName, RecordId
from smregister.cli.showing import answer, at_terminal, leave, say
from smregister.errors import FatalError
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.cli.moment import Moment
    from smregister.kinds import Kind
    from smregister.model import Value
    from smregister.register import Register

Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="Set a field; += adds an item to a list; may be repeated."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")]


def register_with(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (add, edit, close, rename, fmt):
        app.command()(command)


def add(
    ctx: typer.Context,
    kind: KindName,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The record's name; accounts can do without.")
    ] = None,
    agency: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="The agency it belongs to.", autocompletion=complete_agency),
    ] = None,
    set_: Settings = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Take fields from a YAML file; - is standard input."),
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing, even at a terminal.")] = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Add a record; at a terminal, ask for what is missing.

    Nothing is written unless the result is sound.

    \b
    Examples:
      smregister add account --agency my-japen --set url=https://x.com/contoh_berita --set purpose="News"
      smregister add agency my-japen-johor --from agency.yaml
      smregister add appointment officer-2024 --agency my-japen
    """
    from smregister.cli import asking
    from smregister.drafts.records import new_text, with_address, with_defaults, with_settings
    from smregister.drafts.values import read_setting
    from smregister.lookup import find_kind

    now = moment(ctx, None, as_of)
    register = now.register()
    found = find_kind(register.kinds, kind)
    asks = at_terminal() and not no_input
    data = with_settings(_given(source), [read_setting(found, text) for text in set_ or []])
    if found.layout.in_agency and not agency and not (name and "/" in name) and asks:
        agency = asking.ask_agency(register)
    if found.name == "account":
        data = with_address(register.platforms, data)
    if asks:
        data = asking.ask_fields(register, found, agency, data)
    data = with_defaults(found, data)
    if found.name == "account":
        data = with_address(register.platforms, data)
    if asks and name is None and not found.layout.singular:
        name = asking.ask_name(_usual_name(register, found, agency, data))
    _demand(found, data)
    record_id = _new_id(register, found, name, agency, data)
    path = found.layout.path(record_id)
    _carry_out(now, {path: new_text(found, data).encode()}, dry_run=dry_run)


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
    """Change fields of a record; every comment, order and blank line elsewhere stays.

    \b
    Examples:
      smregister edit my-japen/facebook-malaysiaaktif --set status=dormant
      smregister edit my-japen/facebook-malaysiaaktif --set tags+=video --unset audience
    """
    from smregister.drafts.records import edited_text
    from smregister.drafts.values import as_pointer, find_field, read_setting
    from smregister.lookup import find_record

    now = moment(ctx, None, as_of)
    register = now.register()
    record = find_record(register, record_id)
    kind = register.kinds[record.kind]
    if not set_ and not unset:
        message = "nothing to change; say what with --set FIELD=VALUE or --unset FIELD"
        raise FatalError(message)
    for field in unset or []:
        find_field(kind, field)
    taken = [as_pointer(field) for field in unset or []]
    settings = [read_setting(kind, text) for text in set_ or []]
    _carry_out(
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
    """End the life of a record; its file stays for ever.

    \b
    Examples:
      smregister close my-japen/x-malaysiaaktif --reason "Merged" --on 2024-06-30
      smregister close my-japen/x-malaysiaaktif --reason "Merged" --replaced-by my-japen/facebook-malaysiaaktif
    """
    from smregister.drafts.records import closing_settings, edited_text
    from smregister.lookup import find_record

    now = moment(ctx, None, as_of)
    register = now.register()
    record = find_record(register, record_id)
    kind = register.kinds[record.kind]
    end = read_day(on) if on else now.day
    settings = closing_settings(kind, reason, end, replaced_by)
    _carry_out(
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
    """Give a record another name; what refers to it follows, and an agency takes its folder along.

    \b
    Examples:
      smregister rename my-japen/x-malaysiaaktif x-malaysia-aktif
      smregister rename agency:my-japen my-penerangan
    """
    from smregister.drafts.moves import renamed
    from smregister.lookup import find_record

    now = moment(ctx, None, as_of)
    register = now.register()
    record = find_record(register, record_id)
    _carry_out(now, renamed(register, record, name, lambda path: text_of(now, path)), dry_run=dry_run)


def fmt(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Only these files or folders.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if something would change.")
    ] = False,
) -> None:
    """Bring records into the canonical form: indentation, quotes, one item a line.

    \b
    Examples:
      smregister fmt
      smregister fmt --check registry/agencies/my-japen
    """
    from smregister.cli.judging import below
    from smregister.drafts.formatting import formatted
    from smregister.writes import write_files

    now = moment(ctx)
    wanted = below(ctx.obj, now.root, paths or ["."])
    changed, refused = formatted(now.tree, wanted)
    for path, reason in refused.items():
        say(f"{path}: left as it is: {reason}")
    if not check:
        write_files(now.root, changed)
    answer(sorted(changed))
    say(f"{len(changed):,} {'would be' if check else 'were'} changed")
    leave(sound=not refused and not (check and changed))


def _given(source: Path | None) -> dict[str, Value]:
    if source is None:
        return {}
    from smregister import documents
    from smregister.model import Document

    content = typer.get_binary_stream("stdin").read() if str(source) == "-" else source.read_bytes()
    document = documents.parse(str(source), content)
    if isinstance(document, Document):
        return dict(document.data)
    first = document[0]
    message = f"{source}:{first.line}:{first.column}: {first.message}"
    raise FatalError(message)


def _demand(kind: Kind, data: dict[str, Value]) -> None:
    from smregister.drafts.records import missing_fields

    lines = [f"  --set {field.name}=…   {field.title}: {field.description}" for field in missing_fields(kind, data)]
    if lines:
        message = f"this {kind.name} is not complete; give what is missing:\n" + "\n".join(lines)
        raise FatalError(message)


def _new_id(register: Register, kind: Kind, name: str | None, agency: str | None, data: Mapping[str, Value]) -> str:
    if name and "/" in name:
        agency, name = name.split("/", 1)
    name = kind.layout.template.removesuffix(".yaml") if kind.layout.singular else name
    name = name or _usual_name(register, kind, agency, data)
    if not name:
        message = f"which name should the {kind.name} have? `smregister add {kind.name} NAME`"
        raise FatalError(message)
    if kind.layout.in_agency and not agency:
        message = f"which agency does the {kind.name} belong to? Say --agency AGENCY"
        raise FatalError(message)
    record_id = f"{agency}/{name}" if kind.layout.in_agency else name
    fault = kind.layout.name_fault(record_id)
    agencies = register.of_kind("agency")
    if kind.layout.in_agency and agency not in agencies:
        fault = f"there is no agency `{agency}`{did_you_mean(agency or '', agencies)}"
    if record_id in register.of_kind(kind.name):
        fault = f"there is a {kind.name} `{record_id}` already; `smregister edit {record_id}` changes it"
    if fault:
        raise FatalError(fault)
    return record_id


def _usual_name(register: Register, kind: Kind, agency: str | None, data: Mapping[str, Value]) -> str | None:
    """Name an account after its platform and handle; other records have no usual name."""
    from smregister.names import free_name, slug

    if kind.name != "account":
        return None
    wanted = slug(f"{data.get('platform', '')} {data.get('handle') or data.get('platform_id') or ''}")
    taken = {record.name for record in register.of_kind("account").values() if record.agency == agency}
    return free_name(wanted, taken)


def text_of(now: Moment, path: str) -> str:
    """Give the text of a file at the moment the command looks at.

    Raises FatalError if it is not UTF-8.
    """
    content = next((file.read() for file in now.tree.at([path])), b"")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8; `smregister validate {path}` says where"
        raise FatalError(message) from error


def _carry_out(now: Moment, contents: Mapping[str, bytes | None], *, dry_run: bool) -> None:
    """Judge a change, then write it, or say why not."""
    from smregister.changes.diff import compare
    from smregister.output.text import change_lines, finding_line
    from smregister.output.words import counted
    from smregister.proposals import propose
    from smregister.trees import ProposedTree

    proposal = propose(now.root, now.tree, now.day, contents)
    for found in proposal.judgement.findings:
        say(finding_line(found))
    if not proposal.judgement.sound:
        say("nothing was written")
        leave(sound=False)
    if dry_run:
        answer(change_lines(compare(now.root, now.tree, ProposedTree(now.tree, contents)).changes))
        say("nothing was written (--dry-run)")
        return
    proposal.carry_out()
    answer(sorted(path for path, content in contents.items() if content is not None))
    say(f"{counted(len(contents), 'file')} written" if len(contents) != 1 else "written")
