"""Asking a person at the terminal, field by field, in the schema's own words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from smregister.characters import visible
from smregister.cli.showing import say
from smregister.drafts.edit import with_value
from smregister.drafts.records import missing_choice, with_address
from smregister.drafts.values import read_value
from smregister.errors import FatalError
from smregister.kinds import EACH
from smregister.lookup import as_text, refused_choice
from smregister.model import value_at
from smregister.schemas import Judge
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from smregister.kinds import Field, Kind
    from smregister.model import Value
    from smregister.register import Register

_MOST_CHOICES = 60


def ask_agency(register: Register) -> str:
    """Ask which agency a record belongs to, until one is named that exists."""
    agencies = register.of_kind("agency")
    _offer("The agency it belongs to", list(agencies))
    while True:
        given = _prompt("agency")
        if given in agencies:
            return given
        say(f"there is no agency `{given}`{did_you_mean(given, agencies)}")


def ask_address(register: Register, data: dict[str, Value]) -> dict[str, Value]:
    """Ask for an account's address, from which platform and handle follow; Enter leaves it to them."""
    say("")
    say("Address: where the public finds the account, in any spelling. Enter, if you would rather give the handle.")
    while True:
        given = _prompt("url", "").strip()
        if not given:
            return data
        try:
            return with_address(register.platforms, {**data, "url": given})
        except FatalError as error:
            say(f"  {error}")


def ask_name(usual: str | None) -> str:
    """Ask for the record's name, offering the usual one."""
    return _prompt("name of the record (a-z, 0-9 and hyphens)", usual)


def ask_fields(register: Register, kind: Kind, agency: str | None, data: dict[str, Value]) -> dict[str, Value]:
    """Ask for every field that must be there, then for those a complete record has; Enter skips the latter."""
    say(f"A new {kind.name}. * must be given; Enter leaves the others out; Ctrl-C stops, and nothing is written.")
    for field in kind.fields.values():
        is_choice = field.name in missing_choice(kind, data)
        is_worth_asking = field.expected and len(field.route) == 1 and "object" not in field.types
        wanted = field.required or is_choice or is_worth_asking
        if wanted and _is_single(kind, field) and _may_be_asked(kind, field, data):
            must = field.required or (is_choice and field.name == kind.one_of[-1])
            value = _ask(register, kind, replace(field, required=must), agency)
            if value is not None:
                data = with_value(data, field.route, value)
    return data


def _prompt(question: str, default: str | None = None) -> str:
    try:
        given: str = typer.prompt(question, default=default, show_default=bool(default), err=True)
    except typer.Abort:
        say("\nnothing was written")
        raise typer.Exit(130) from None
    return given


def _is_single(kind: Kind, field: Field) -> bool:
    """Say whether a field is asked for as one: a mapping only where its keys are free."""
    has_free_keys = (*field.route, EACH) in kind.fields
    return EACH not in field.route and ("object" not in field.types or has_free_keys)


def _lists_of_mappings(kind: Kind) -> set[str]:
    return {each.name for each in kind.fields.values() if each.route[-1] == EACH and "object" in each.types}


def _may_be_asked(kind: Kind, field: Field, data: dict[str, Value]) -> bool:
    """Ask for a field within a mapping only where the mapping itself must be there or has been begun."""
    if value_at(data, field.route) is not None or field.default is not None:
        return False
    above = kind.fields.get(field.route[:-1])
    return above is None or above.required or value_at(data, above.route) is not None


def _ask(register: Register, kind: Kind, field: Field, agency: str | None) -> Value:
    _offer(f"{field.title}: {field.description}", _choices(register, field, agency))
    if "object" in field.types or f"{field.name}.{EACH}" in _lists_of_mappings(kind):
        say("  several fields on one line: {field: value, field: value}; of a list: [{field: value}]")
    elif field.examples:
        example = field.examples[0]
        say(f"  for example {', '.join(map(as_text, example)) if isinstance(example, list) else as_text(example)}")
    while True:
        mark = " *" if field.required else ""
        given = _prompt(f"{field.name}{mark}", "").strip()
        if not given and not field.required:
            return None
        if not given:
            say("  this one must be given")
            continue
        try:
            value = read_value(field, given)
            fault = _fault(register, kind, field, agency, value)
        except FatalError as error:
            fault = str(error)
        if fault is None:
            return value
        say(f"  {fault}")


def _fault(register: Register, kind: Kind, field: Field, agency: str | None, value: Value) -> str | None:
    refused = refused_choice(field, value)
    if refused:
        return refused
    if field.reference and isinstance(value, str) and register.find(field.reference, value, agency) is None:
        known = _choices(register, field, agency)
        return f"there is no {field.reference} `{value}`{did_you_mean(value, known)}"
    return Judge({**field.schema, "$defs": kind.schema.get("$defs", {})}).first_fault(value)


def _choices(register: Register, field: Field, agency: str | None) -> list[str]:
    if field.choices:
        return [as_text(choice) for choice in field.choices]
    if not field.reference:
        return []
    home = f"{agency}/"
    in_agency = register.kinds[field.reference].layout.in_agency
    return [
        name.removeprefix(home) for name in register.of_kind(field.reference) if not in_agency or name.startswith(home)
    ]


def _offer(question: str, choices: list[str]) -> None:
    say("")
    say(question)
    if choices:
        more = f" … ({len(choices):,} in all)" if len(choices) > _MOST_CHOICES else ""
        say(visible(f"  one of {', '.join(choices[:_MOST_CHOICES])}{more}"))
