"""A new record: completed by prompts and defaults, named, encoded."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

import typer

from smregister.cli.console import exit_with, is_interactive, print_message
from smregister.cli.context import Context, open_context
from smregister.cli.field_questions import FieldQuestions
from smregister.cli.invalid_answers import require_valid_answers
from smregister.cli.paths import read_limited_or_stdin
from smregister.cli.prompts import BACK, Answers, InconsistentAnswersError, Question, ask_in_turn, print_hint
from smregister.cli.write_access import open_for_writing
from smregister.editing.choices import expand_choice
from smregister.editing.draft import (
    choose_name,
    find_missing_choice,
    find_missing_fields,
    find_taken_names,
    format_record,
    propose_name,
    with_address,
    with_defaults,
    with_level,
)
from smregister.editing.proposal import propose
from smregister.errors import FatalError
from smregister.model import Document, Finding, Record, Value, resolve_pointer
from smregister.records.kinds import NAME_DESCRIPTION, Field, Kind
from smregister.records.views import Account
from smregister.records.yaml import MAXIMUM_BYTES, parse_document
from smregister.register.lookup import label
from smregister.register.register import Register
from smregister.register.twins import find_twins
from smregister.text import did_you_mean

# Kinds whose records have a default name.
_KINDS_WITH_DEFAULT_NAME = ("account", "appointment")

_KEPT = "smregister-"
"""The beginning of the names of files with kept answers."""


class Draft(NamedTuple):
    """The known values of a new record.

    Args:
        options: field -> the option that sets it, if there is a shorter one than `--set`.
        again: Returns the command that reads the saved input with `--from`. Default: `add`, with the kind.
        thorough: Ask for every expected field, in the order of the schema.
        kept: The file with answers of a command that was stopped; the questions go on, and it is deleted at the end.
    """

    kind: Kind
    agency: str | None
    name: str | None
    data: dict[str, Value]
    options: Mapping[str, str] = {}
    again: Callable[[Draft], str] | None = None
    thorough: bool = False
    kept: Path | None = None

    def encode(self) -> bytes:
        """Return the content of the new record's file."""
        return format_record(self.kind, self.data).encode()


Plan: TypeAlias = Callable[[Draft, str], Mapping[str, bytes]]
"""Returns the content of the new record, and of others that change with it, by path."""

_FindErrors: TypeAlias = Callable[[Draft, str], Sequence[Finding]]


def encode_draft(draft: Draft, path: str) -> dict[str, bytes]:
    """Return a new record as the only change."""
    return {path: draft.encode()}


def split_record_id(name: str, agency: str | None) -> tuple[str, str]:
    """Split `agency/name`; raise FatalError if --agency names another agency."""
    before, _, after = name.partition("/")
    if agency not in (None, before):
        raise FatalError(f"`{name}` is in agency `{before}`, but --agency is `{agency}`; leave one out")
    return before, after


def find_kept(source: Path | None) -> Path | None:
    """Return a file of `--from` that has kept answers; None for any other."""
    is_kept = source and source.name.startswith(_KEPT) and source.resolve().parent == _folder_of_kept()
    return source if is_kept else None


def _folder_of_kept() -> Path:
    return Path(tempfile.gettempdir()).resolve()


def read_fields(source: Path | None) -> dict[str, Value]:
    """Read fields from a YAML file or, if the path is `-`, from standard input.

    Raises FatalError if it can't be read or, with the position, if it is not a record.
    """
    if source is None:
        return {}
    document = parse_document(str(source), read_limited_or_stdin(source, MAXIMUM_BYTES))
    if isinstance(document, Document):
        return dict(document.data)
    error = document[0]
    raise FatalError(f"{source}:{error.line}:{error.column}: {error.message}")


def complete_draft(context: Context, draft: Draft, *, interactive: bool, plan: Plan = encode_draft) -> Draft:
    """Derive fields, and ask for missing ones if interactive, until the change is valid.

    Raises FatalError if there is no such agency, if the record's name can't be used, or, with the options to use,
    if a required field is missing.
    """
    register = context.register()
    if interactive and draft.agency:
        draft = draft._replace(agency=expand_choice(draft.agency, _agency_names(register)))
    _require_agency(register, draft)
    if (name := _given_name(draft)) and (draft.agency or not draft.kind.path_template.in_agency):
        _check_name(register, draft, name)
    if interactive:
        draft = _ask_fields(register, draft, lambda draft, path: propose(context.snapshot, plan(draft, path)).errors)
    draft = _derive_fields(register, draft)
    _require_complete(draft, draft.name or _default_name(register, draft))
    return draft


def open_for_add(ctx: typer.Context, as_of: str | None, *, no_input: bool) -> tuple[Context, bool]:
    """Open the register, locked unless the command prompts; return whether it prompts."""
    interactive = is_interactive() and not no_input
    context = open_context(ctx, None, as_of) if interactive else open_for_writing(ctx, as_of)
    return context, interactive


@contextmanager
def open_for_record(
    ctx: typer.Context, as_of: str | None, context: Context, draft: Draft, *, interactive: bool
) -> Iterator[tuple[Context, str]]:
    """Yield a context for writing and the path of the new record.

    If the record can't be written, save what the user typed, to be fixed and read again. Kept answers are deleted once
    the record has them.
    """
    if interactive:
        # Lock only now, and read again what other commands have written meanwhile.
        context = open_for_writing(ctx, as_of)
    path = _record_path(context.register(), draft)
    try:
        yield context, path
    except (typer.Exit, FatalError):
        if interactive:
            name = (draft.kind.path_template.id_at(path) or "").rpartition("/")[2]
            again = _keep_input(draft._replace(name=name))
            print_message(f"your answers are kept; fix that file, then `smregister {again}`")
        raise
    if draft.kept and (context.root / path).exists():
        draft.kept.unlink(missing_ok=True)


def _keep_input(draft: Draft) -> str:
    """Save the input in a file for its owner only; return the command that reads it."""
    path = draft.kept
    if path is None:
        handle, name = tempfile.mkstemp(prefix=_KEPT, suffix=".yaml")
        os.close(handle)
        path = Path(name)
    path.write_bytes(draft.encode())
    print_message(f"{path} has your answers: only you can read it, and it is deleted when they are recorded")
    return f"{(draft.again or _add_again)(draft)} --from {path}"


def _add_again(draft: Draft) -> str:
    """Return the command that adds a draft, as far as it is named."""
    command = f"add {draft.kind.name}"
    if draft.name and (draft.agency or not draft.kind.path_template.in_agency):
        return f"{command} {_record_id(draft, draft.name)}"
    return " ".join(filter(None, [command, draft.name, f"--agency {draft.agency}" if draft.agency else ""]))


def _record_path(register: Register, draft: Draft) -> str:
    kind = draft.kind
    name = _given_name(draft) or _default_name(register, draft)
    if not name:
        raise FatalError(f"the {kind.name} has no name; write `smregister add {kind.name} NAME`")
    if kind.path_template.in_agency and not draft.agency:
        raise FatalError(f"the {kind.name} has no agency; add --agency AGENCY")
    _require_agency(register, draft)
    return kind.path_template.path(_record_id(draft, _check_name(register, draft, name)))


def _given_name(draft: Draft) -> str | None:
    layout = draft.kind.path_template
    return layout.template.removesuffix(".yaml") if layout.singular else draft.name


def _ask_fields(register: Register, draft: Draft, find_errors: _FindErrors) -> Draft:
    """Ask for what is missing; if the user stops, keep the answers."""
    _require_references(register, draft)
    draft = _derive_fields(register, draft, defaults=False)
    if not any(True for _ in _questions(register, draft, {})):
        return draft
    print_hint(
        f"A new {draft.kind.name}. `{BACK}` returns to the question before; Ctrl-C stops and keeps your answers."
    )

    def keep(answers: Answers) -> str:
        return _keep_input(_answered(register, draft, answers))

    def ask(answers: Answers) -> Iterator[Question]:
        yield from _questions(register, draft, answers)
        _require_valid(register, _answered(register, draft, answers), answers, find_errors)

    return _answered(register, draft, ask_in_turn(ask, keep))


def _require_valid(register: Register, draft: Draft, answers: Answers, find_errors: _FindErrors) -> None:
    """Raise InconsistentAnswersError if answers are invalid; leave other errors to the end."""
    draft = _derive_fields(register, draft)
    path = _record_path(register, draft)
    try:
        require_valid_answers(answers, find_errors(draft, path), path)
    except InconsistentAnswersError as error:
        if error.keys <= answers.keys():
            raise


def _questions(register: Register, draft: Draft, answers: Answers) -> Iterator[Question]:
    """Yield the questions for what is missing; optional fields only with required ones."""
    kind, answered = draft.kind, _answered(register, draft, answers)
    fields = _field_questions(register, draft, answered.agency)
    if kind.name == "account":
        yield from fields.address()
        _require_unregistered(register, answered)
    if kind.path_template.in_agency and not draft.agency:
        yield _agency_question(register)
    has_fields = _has_fields(draft)
    if not has_fields or draft.kept:
        yield from fields.required(answers)
        yield from () if draft.thorough else fields.others(answers)
    has_name = draft.name or kind.path_template.singular or (has_fields and _default_name(register, answered))
    if not has_name:
        yield _name_question(register, answered)


def _name_question(register: Register, draft: Draft) -> Question:
    kind = draft.kind
    in_agency = kind.path_template.in_agency
    taken = find_taken_names(register, kind, draft.agency) if in_agency else set(register.of_kind(kind.name))
    default = _default_name(register, draft) or propose_name(kind, draft.data, taken)
    if kind.path_template.name_error(_record_id(draft, default)):
        default = ""
    example = f", such as {min(taken)}" if taken and kind.path_template.name_description == NAME_DESCRIPTION else ""
    hint = f"Part of the record's id, which is permanent: {kind.path_template.name_description}{example}."
    check = partial(_check_name, register, draft)
    return Question("name", "Name of the record", hint, default=default, required=True, parse=check)


def _has_fields(draft: Draft) -> bool:
    """Check whether every required field has a value or a default."""
    data = with_defaults(draft.kind, draft.data, date.max)
    return not find_missing_fields(draft.kind, data) and not find_missing_choice(draft.kind, data)


def _agency_question(register: Register) -> Question:
    agencies = register.of_kind("agency")

    def parse(name: str) -> str:
        if name in agencies:
            return name
        raise FatalError(f"there is no agency `{name}`{did_you_mean(name, agencies)}")

    hint = "The agency it belongs to."
    return Question("agency", "Agency", hint, _agency_names(register), required=True, parse=parse)


def _agency_names(register: Register) -> dict[str, str]:
    """Return the names of agencies by id."""
    return {name: label(record, register.kinds["agency"]) for name, record in register.of_kind("agency").items()}


def _answered(register: Register, draft: Draft, answers: Answers) -> Draft:
    """Return a draft with the answers so far."""
    agency, name = draft.agency or answers.get("agency"), draft.name or answers.get("name")
    return draft._replace(agency=agency, name=name, data=_field_questions(register, draft, agency).data(answers))


def _field_questions(register: Register, draft: Draft, agency: str | None) -> FieldQuestions:
    return FieldQuestions(register, draft.kind, draft.data, agency, thorough=draft.thorough)


def _require_references(register: Register, draft: Draft) -> None:
    """Raise FatalError if a required reference has no record to refer to."""
    missing = ["agency"] if draft.kind.path_template.in_agency and not draft.agency else []
    for field in draft.kind.fields.values():
        if field.required and field.reference and resolve_pointer(draft.data, field.route) is None:
            missing += [] if field.choices else [field.reference]
    for kind in missing:
        if not register.of_kind(kind):
            raise FatalError(f"there is no {kind} yet; `smregister add {kind}` makes the first")


def _require_unregistered(register: Register, draft: Draft) -> None:
    """End with 1 if another record has the account; one that was replaced may."""
    account = Record("account", "", "", draft.data)
    for record in find_twins(register, account):
        if not (Account(record).has_ended and Account(record).replaced_by):
            address = account.text("url") or account.text("handle") or account.text("platform_id")
            print_message(f"{address} is already registered as `{record.id}`; `smregister show {record.id}` shows it")
            print_message("nothing was written")
            exit_with(success=False)


def _derive_fields(register: Register, draft: Draft, *, defaults: bool = True) -> Draft:
    """Set the fields that follow from others, and defaults."""
    data = with_defaults(draft.kind, draft.data, register.day) if defaults else draft.data
    if draft.kind.name == "agency":
        data = with_level(register, data)
    if draft.kind.name == "account":
        data = with_address(register.platforms, data)
    return draft._replace(data=data)


def _require_agency(register: Register, draft: Draft) -> None:
    agencies = register.of_kind("agency")
    if draft.kind.path_template.in_agency and draft.agency and draft.agency not in agencies:
        raise FatalError(f"there is no agency `{draft.agency}`{did_you_mean(draft.agency, agencies)}")


def _require_complete(draft: Draft, name: str | None) -> None:
    kind, choice = draft.kind, find_missing_choice(draft.kind, draft.data)
    missing = find_missing_fields(kind, draft.data)
    lines = [_option(draft, field) for field in missing if not (choice and field.name == "platform")]
    if kind.name == "account" and choice:
        handles = " or ".join(f"--set {name}=…" for name in choice)
        lines.append(f"  --set url=…   the account's address; or --set platform=… with {handles}")
    elif choice:
        lines.append(f"  one of {', '.join(f'--set {name}=…' for name in choice)}")
    if lines and kind.path_template.in_agency and not draft.agency:
        lines.append("  --agency AGENCY   the record's agency")
    if lines and not name and not kind.path_template.singular and kind.name != "account":
        lines.append(f"  NAME   after the kind, the record's name: {kind.path_template.name_description}")
    if lines:
        raise FatalError("\n".join([f"this {kind.name} is not complete; add:", *lines]))


def _option(draft: Draft, field: Field) -> str:
    members = draft.kind.members(field)
    if members:
        names = ", ".join(member.route[-1] for member in members)
        return f"  --set {members[0].name}=…   {field.title}: {field.description} One or more of {names}."
    option = draft.options.get(field.name, f"--set {field.name}=…")
    return f"  {option}   {field.title}: {field.description}"


def _record_id(draft: Draft, name: str) -> str:
    return f"{draft.agency}/{name}" if draft.kind.path_template.in_agency else name


def _check_name(register: Register, draft: Draft, name: str) -> str:
    """Return a name; raise FatalError if a new record can't have it."""
    kind, record_id = draft.kind, _record_id(draft, name)
    if record_id in register.of_kind(kind.name):
        raise FatalError(f"the {kind.name} `{record_id}` already exists; change it with `smregister edit {record_id}`")
    if "/" in name:
        raise FatalError(f"`{name}` is not a valid name: it contains a slash")
    if error := kind.path_template.name_error(record_id):
        raise FatalError(error)
    return name


def _default_name(register: Register, draft: Draft) -> str | None:
    """Return a name from platform and handle, or from post and year."""
    if draft.kind.name not in _KINDS_WITH_DEFAULT_NAME:
        return None
    taken = find_taken_names(register, draft.kind, draft.agency)
    return choose_name(draft.kind, draft.data, taken, draft.agency)
