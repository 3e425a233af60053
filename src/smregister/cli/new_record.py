"""A new record on its way: asked for at a terminal, completed, named, written; what add and appoint share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import typer

from smregister import documents
from smregister.cli.console import print_message
from smregister.cli.paths import read_limited_or_stdin
from smregister.cli.prompts import ask_address, ask_agency, ask_fields, ask_name
from smregister.drafts.naming import names_taken, record_name
from smregister.drafts.records import missing_choice, missing_fields, new_text, with_address, with_defaults
from smregister.errors import FatalError
from smregister.kinds import Field, Kind
from smregister.model import Document, Value
from smregister.register import Register
from smregister.suggestions import did_you_mean

# Records whose content gives them a name where nobody does.
_NAMED_BY_CONTENT = ("account", "appointment")


class Draft(NamedTuple):
    """What is known of a record that is to be: its kind, where it will lie, and what it says.

    `options` names those options that set a field in fewer words than `--set` does, `again` the command to which a
    file with its fields can be given. A `thorough` one is asked for with all that belongs to a complete record.
    """

    kind: Kind
    agency: str | None
    name: str | None
    data: dict[str, Value]
    options: Mapping[str, str] = {}
    again: str = ""
    thorough: bool = False


def split_record_id(name: str, agency: str | None) -> tuple[str, str]:
    """Take `agency/name` apart.

    Raises FatalError if an option names another agency.
    """
    before, _, after = name.partition("/")
    if agency not in (None, before):
        raise FatalError(f"`{name}` says agency `{before}`, and --agency says `{agency}`; which is it?")
    return before, after


def read_fields(source: Path | None) -> dict[str, Value]:
    """Read fields from a YAML file, or, by the name `-`, from standard input; none where there is none.

    Raises FatalError if it can't be read or, with the place, if it is no record.
    """
    if source is None:
        return {}

    document = documents.parse(str(source), read_limited_or_stdin(source, documents.MAXIMUM_BYTES))
    if isinstance(document, Document):
        return dict(document.data)
    first = document[0]
    raise FatalError(f"{source}:{first.line}:{first.column}: {first.message}")


def complete(register: Register, draft: Draft, *, asks: bool) -> Draft:
    """Fill in what follows from what is said, and ask for what is missing.

    Raises FatalError if there is no such agency, or, naming the options, if something is still missing.
    """
    _demand_agency(register, draft)
    if asks:
        draft = _asked(register, draft)
    draft = _filled(register, draft)
    if asks and draft.name is None and not draft.kind.layout.singular:
        name = ask_name(draft.kind, _usual_name(register, draft), lambda name: _name_fault(register, draft, name))
        draft = draft._replace(name=name)
    _demand(draft, draft.name or _usual_name(register, draft))
    return draft


def record_path(register: Register, draft: Draft) -> str:
    """Give the path at which the record will lie.

    Raises FatalError if nobody has said which name or agency, or there can be no such name.
    """
    kind = draft.kind
    name = kind.layout.template.removesuffix(".yaml") if kind.layout.singular else draft.name
    name = name or _usual_name(register, draft)
    if not name:
        raise FatalError(f"which name should the {kind.name} have? `smregister add {kind.name} NAME`")
    if kind.layout.in_agency and not draft.agency:
        raise FatalError(f"which agency does the {kind.name} belong to? Say --agency AGENCY")
    _demand_agency(register, draft)
    fault = _name_fault(register, draft, name)
    if fault:
        raise FatalError(fault)
    return kind.layout.path(_record_id(draft, name))


def encode_draft(draft: Draft) -> bytes:
    """Give the record as a file."""
    return new_text(draft.kind, draft.data).encode()


@contextmanager
def save_input_on_failure(draft: Draft, path: str, *, asks: bool) -> Iterator[None]:
    """Where the record can't be written, keep what a person typed, so that it can be mended and given again."""
    try:
        yield
    except (typer.Exit, FatalError):
        if asks:
            again = draft.again or f"add {draft.kind.name} {draft.kind.layout.id_at(path)}"
            with tempfile.NamedTemporaryFile("wb", prefix="smregister-", suffix=".yaml", delete=False) as file:
                file.write(encode_draft(draft))
            print_message(f"what you gave is kept: mend {file.name}, then `smregister {again} --from {file.name}`")
        raise


def _asked(register: Register, draft: Draft) -> Draft:

    kind = draft.kind
    if kind.layout.in_agency and not draft.agency:
        draft = draft._replace(agency=ask_agency(register))
    draft = _filled(register, draft, defaults=False)
    data = draft.data
    if kind.name == "account" and missing_choice(kind, data):
        data = ask_address(register, data)
    return draft._replace(data=ask_fields(register, kind, draft.agency, data, thorough=draft.thorough))


def _filled(register: Register, draft: Draft, *, defaults: bool = True) -> Draft:
    """Fill in what follows from what is said, and what holds where nothing is."""
    data = with_defaults(draft.kind, draft.data) if defaults else draft.data
    return draft._replace(data=with_address(register.platforms, data) if draft.kind.name == "account" else data)


def _demand_agency(register: Register, draft: Draft) -> None:
    agencies = register.of_kind("agency")
    if draft.kind.layout.in_agency and draft.agency and draft.agency not in agencies:
        raise FatalError(f"there is no agency `{draft.agency}`{did_you_mean(draft.agency, agencies)}")


def _demand(draft: Draft, name: str | None) -> None:
    """Make sure that a record says what it must; name the option for what it does not say."""
    kind, choice = draft.kind, missing_choice(draft.kind, draft.data)
    missing = missing_fields(kind, draft.data)
    lines = [_option(draft, field) for field in missing if not (choice and field.name == "platform")]
    if kind.name == "account" and choice:
        named = " or ".join(f"--set {each}=…" for each in choice)
        lines.append(f"  --set url=…   the account's address; or --set platform=… with {named}")
    elif choice:
        lines.append(f"  one of {', '.join(f'--set {each}=…' for each in choice)}")
    if lines and kind.layout.in_agency and not draft.agency:
        lines.append("  --agency AGENCY   the agency it belongs to")
    if lines and not name and not kind.layout.singular and kind.name != "account":
        lines.append(f"  NAME   after the kind, the record's name: {kind.layout.name_description}")
    if lines:
        message = f"this {kind.name} is not complete; give what is missing:\n" + "\n".join(lines)
        raise FatalError(message)


def _option(draft: Draft, field: Field) -> str:
    members = draft.kind.members(field)
    if members:
        known = ", ".join(each.route[-1] for each in members)
        return f"  --set {members[0].name}=…   {field.title}: {field.description} One or more of {known}."
    option = draft.options.get(field.name, f"--set {field.name}=…")
    return f"  {option}   {field.title}: {field.description}"


def _record_id(draft: Draft, name: str) -> str:
    return f"{draft.agency}/{name}" if draft.kind.layout.in_agency else name


def _name_fault(register: Register, draft: Draft, name: str) -> str | None:
    """Say what keeps a new record from having a name, if anything."""
    kind, record_id = draft.kind, _record_id(draft, name)
    if record_id in register.of_kind(kind.name):
        return f"the {kind.name} `{record_id}` is there already; `smregister edit {record_id}` changes it"
    if "/" in name:
        return f"`{name}` can't be a name: there is a slash in it"
    return kind.layout.name_fault(record_id)


def _usual_name(register: Register, draft: Draft) -> str | None:
    """Name an account after its platform and handle, an appointment after its post and year; others have none."""
    if draft.kind.name not in _NAMED_BY_CONTENT:
        return None
    return record_name(draft.kind, draft.data, names_taken(register, draft.kind, draft.agency))
