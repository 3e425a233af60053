"""add: a new record, asked for field by field at a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.carrying_out import DryRun, Settings, carry_out
from smregister.cli.completion import complete_agency
from smregister.cli.moment import moment, moment_of_writing
from smregister.cli.options import AsOf, KindName
from smregister.cli.showing import at_terminal, say
from smregister.errors import FatalError
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.kinds import Field, Kind
    from smregister.model import Value
    from smregister.register import Register


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(add)


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
    """Add a record.

    At a terminal, what is missing is asked for. Nothing is written unless the result is sound.

    \b
    Examples:
      smregister add account --agency my-japen --set url=https://x.com/contoh_berita --set purpose="News"
      smregister add agency my-japen-johor --from agency.yaml
      smregister add appointment officer-2024 --agency my-japen
    """
    from smregister.cli import asking
    from smregister.drafts.records import new_text, with_settings
    from smregister.drafts.values import read_setting
    from smregister.lookup import find_kind

    asks = at_terminal() and not no_input
    now = moment(ctx, None, as_of) if asks else moment_of_writing(ctx, as_of)
    register = now.register()
    found = find_kind(register.kinds, kind)
    if name and "/" in name and found.layout.in_agency:
        agency, name = _agency_and_name(name, agency)
    data = with_settings(_given(source), [read_setting(found, text) for text in set_ or []])
    if found.layout.in_agency and not agency and asks:
        agency = asking.ask_agency(register)
    data = _completed(register, found, _asked(register, found, agency, data) if asks else data)
    if asks and name is None and not found.layout.singular:
        usual = _usual_name(register, found, agency, data)
        name = asking.ask_name(found, usual, lambda given: _name_fault(register, found, given, agency))
    _demand(found, data, name or _usual_name(register, found, agency, data), agency)
    if asks:
        # Only now do others wait, and what they did meanwhile counts.
        now = moment_of_writing(ctx, as_of)
        register = now.register()
    path = found.layout.path(_new_id(register, found, name, agency, data))
    text = new_text(found, data)
    try:
        carry_out(now, {path: text.encode()}, dry_run=dry_run)
    except typer.Exit:
        if asks:
            _keep(f"{found.name} {found.layout.id_at(path)}", text)
        raise


def _asked(register: Register, kind: Kind, agency: str | None, data: dict[str, Value]) -> dict[str, Value]:
    from smregister.cli import asking
    from smregister.drafts.records import missing_choice

    data = _completed(register, kind, data, defaults=False)
    if kind.name == "account" and missing_choice(kind, data):
        data = asking.ask_address(register, data)
    return asking.ask_fields(register, kind, agency, data)


def _completed(register: Register, kind: Kind, data: dict[str, Value], *, defaults: bool = True) -> dict[str, Value]:
    """Fill in what follows from what is said, and what holds where nothing is."""
    from smregister.drafts.records import with_address, with_defaults

    data = with_defaults(kind, data) if defaults else data
    return with_address(register.platforms, data) if kind.name == "account" else data


def _keep(what: str, text: str) -> None:
    """Keep what a person typed where it can be mended and given again."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="smregister-", suffix=".yaml", delete=False, encoding="utf-8") as file:
        file.write(text)
    say(f"what you gave is kept: mend {file.name}, then `smregister add {what} --from {file.name}`")


def _agency_and_name(name: str, agency: str | None) -> tuple[str, str]:
    before, _, after = name.partition("/")
    if agency not in (None, before):
        message = f"`{name}` says agency `{before}`, and --agency says `{agency}`; which is it?"
        raise FatalError(message)
    return before, after


def _given(source: Path | None) -> dict[str, Value]:
    if source is None:
        return {}
    from smregister import documents
    from smregister.model import Document

    content = typer.get_binary_stream("stdin").read() if str(source) == "-" else _beginning(source)
    document = documents.parse(str(source), content)
    if isinstance(document, Document):
        return dict(document.data)
    first = document[0]
    message = f"{source}:{first.line}:{first.column}: {first.message}"
    raise FatalError(message)


def _beginning(source: Path) -> bytes:
    """Read no more of a file than a record can have, and a byte that shows there is more."""
    from smregister.documents import MAXIMUM_BYTES

    with source.open("rb") as file:
        return file.read(MAXIMUM_BYTES + 1)


def _demand(kind: Kind, data: dict[str, Value], name: str | None, agency: str | None) -> None:
    """Make sure that a record says what it must; name the option for what it does not say."""
    from smregister.drafts.records import missing_choice, missing_fields

    choice = missing_choice(kind, data)
    lines = [_option(kind, field) for field in missing_fields(kind, data) if not (choice and field.name == "platform")]
    if kind.name == "account" and choice:
        named = " or ".join(f"--set {each}=…" for each in choice)
        lines.append(f"  --set url=…   the account's address; or --set platform=… with {named}")
    elif choice:
        lines.append(f"  one of {', '.join(f'--set {each}=…' for each in choice)}")
    if lines and kind.layout.in_agency and not agency:
        lines.append("  --agency AGENCY   the agency it belongs to")
    if lines and not name and not kind.layout.singular and kind.name != "account":
        lines.append(f"  NAME   after the kind, the record's name: {kind.layout.name_description}")
    if lines:
        message = f"this {kind.name} is not complete; give what is missing:\n" + "\n".join(lines)
        raise FatalError(message)


def _option(kind: Kind, field: Field) -> str:
    members = kind.members(field)
    if members:
        known = ", ".join(each.route[-1] for each in members)
        return f"  --set {members[0].name}=…   {field.title}: {field.description} One or more of {known}."
    return f"  --set {field.name}=…   {field.title}: {field.description}"


def _new_id(register: Register, kind: Kind, name: str | None, agency: str | None, data: Mapping[str, Value]) -> str:
    name = kind.layout.template.removesuffix(".yaml") if kind.layout.singular else name
    name = name or _usual_name(register, kind, agency, data)
    if not name:
        message = f"which name should the {kind.name} have? `smregister add {kind.name} NAME`"
        raise FatalError(message)
    if kind.layout.in_agency and not agency:
        message = f"which agency does the {kind.name} belong to? Say --agency AGENCY"
        raise FatalError(message)
    fault = _name_fault(register, kind, name, agency)
    if fault:
        raise FatalError(fault)
    return _record_id(kind, name, agency)


def _record_id(kind: Kind, name: str, agency: str | None) -> str:
    return f"{agency}/{name}" if kind.layout.in_agency else name


def _name_fault(register: Register, kind: Kind, name: str, agency: str | None) -> str | None:
    """Say what keeps a new record from having a name, if anything."""
    record_id = _record_id(kind, name, agency)
    agencies = register.of_kind("agency")
    if record_id in register.of_kind(kind.name):
        return f"the {kind.name} `{record_id}` is there already; `smregister edit {record_id}` changes it"
    if kind.layout.in_agency and agency not in agencies:
        return f"there is no agency `{agency}`{did_you_mean(agency or '', agencies)}"
    if "/" in name:
        return f"`{name}` can't be a name: there is a slash in it"
    return kind.layout.name_fault(record_id)


def _usual_name(register: Register, kind: Kind, agency: str | None, data: Mapping[str, Value]) -> str | None:
    """Name an account after its platform and handle; other records have no usual name."""
    from smregister.drafts.naming import account_name, names_taken

    return account_name(data, names_taken(register, kind, agency)) if kind.name == "account" else None
