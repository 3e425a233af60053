"""Prompts for the fields of a record, worded by its schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import typer

from smregister.cli.console import print_message
from smregister.editing.assignments import read_value
from smregister.editing.draft import find_missing_choice, with_address
from smregister.editing.field_check import ValueChecker
from smregister.errors import FatalError
from smregister.model import Value, resolve_pointer
from smregister.records.kinds import ANY_ITEM, Field, Kind, Route
from smregister.records.yaml.editor import with_value
from smregister.register.lookup import as_text
from smregister.register.register import Register
from smregister.text import did_you_mean, escape_hidden

T = TypeVar("T")

_CHOICES_SHOWN = 60


def ask_agency(register: Register) -> str:
    """Prompt for an existing agency; raise FatalError if there is none."""
    agencies = register.of_kind("agency")
    _require_any(register, "agency")
    _offer("The agency it belongs to", list(agencies))
    while True:
        answer = prompt("agency")
        if answer in agencies:
            return answer
        print_message(f"there is no agency `{answer}`{did_you_mean(answer, agencies)}")


def ask_address(register: Register, data: dict[str, Value]) -> dict[str, Value]:
    """Prompt for an account's address and set its fields; Enter skips it."""
    print_message("")
    print_message(
        "Address: where the public finds the account, in any spelling. Enter, if you would rather give the handle."
    )

    def parse(url: str) -> dict[str, Value]:
        return with_address(register.platforms, {**data, "url": url.strip()}) if url.strip() else data

    return _prompt_until_valid("url", parse)


def ask_name(kind: Kind, default: str | None, check: Callable[[str], str]) -> str:
    """Prompt for a record's name until the check raises no FatalError."""
    return _prompt_until_valid(f"name of the record ({kind.path_template.name_description})", check, default or "")


def ask_fields(
    register: Register, kind: Kind, agency: str | None, data: dict[str, Value], *, thorough: bool = False
) -> dict[str, Value]:
    """Prompt for the required and the expected fields; Enter skips an expected one.

    Expected fields within mappings are left out unless `thorough`. If a required field of a mapping is skipped, so is
    the rest of the mapping.
    Raises FatalError, before any prompt, if a required reference has no record to refer to.
    """
    for field in kind.fields.values():
        if field.required and field.reference and not field.choices and resolve_pointer(data, field.route) is None:
            _require_any(register, field.reference)
    print_message(
        f"A new {kind.name}. * must be given; Enter leaves the others out; Ctrl-C stops, and nothing is written."
    )
    dialog = _Dialog(register, kind, agency)
    skipped: set[Route] = set()
    for field in kind.fields.values():
        is_choice = field.name in find_missing_choice(kind, data)
        is_expected = field.expected and (thorough or len(field.route) == 1) and "object" not in field.types
        is_wanted = (field.required or is_choice or is_expected) and field.route[:-1] not in skipped
        if is_wanted and _is_one_prompt(kind, field) and _is_open(kind, field, data, thorough=thorough):
            is_required = field.required and _has_parent(kind, field, data)
            is_required = is_required or (is_choice and field.name == kind.one_of[-1])
            value = dialog.ask(field._replace(required=is_required), field.name)
            if value is not None:
                data = with_value(data, field.route, value)
            elif field.required:
                skipped.add(field.route[:-1])
    return data


def prompt(question: str, default: str | None = None, check: Callable[[str], str] | None = None) -> str:
    """Prompt for a text; end with 130 like an interrupt if the user stops."""
    try:
        answer: str = typer.prompt(question, default=default, show_default=bool(default), value_proc=check, err=True)
    except typer.Abort:
        print_message("\nnothing was written")
        raise typer.Exit(130) from None
    return answer


def _prompt_until_valid(question: str, parse: Callable[[str], T], default: str = "") -> T:
    while True:
        try:
            return parse(prompt(question, default))
        except FatalError as error:
            print_message(f"  {error}")


def _require_any(register: Register, kind: str) -> None:
    if not register.of_kind(kind):
        raise FatalError(f"there is no {kind} yet; `smregister add {kind}` makes the first")


def _is_one_prompt(kind: Kind, field: Field) -> bool:
    """Check whether a field has a prompt of its own, not one for each subfield."""
    is_split = "object" in field.types and any(member.required for member in kind.members(field))
    return ANY_ITEM not in field.route and not is_split


def _is_open(kind: Kind, field: Field, data: dict[str, Value], *, thorough: bool) -> bool:
    """Check whether a field has no value yet but should be prompted for."""
    if resolve_pointer(data, field.route) is not None or field.default is not None:
        return False
    parent = kind.fields.get(field.route[:-1])
    return _has_parent(kind, field, data) or (thorough and parent is not None and parent.expected)


def _has_parent(kind: Kind, field: Field, data: dict[str, Value]) -> bool:
    parent = kind.fields.get(field.route[:-1])
    return parent is None or parent.required or resolve_pointer(data, parent.route) is not None


class _Dialog:
    """Prompts for the fields of a record until each is valid."""

    def __init__(self, register: Register, kind: Kind, agency: str | None) -> None:
        self.kind = kind
        self.agency = agency
        self.checker = ValueChecker(register, kind)

    def ask(self, field: Field, name: str) -> Value:
        """Prompt for a field; return None if it is skipped."""
        members = self.kind.members(field, ANY_ITEM)
        if members:
            return self._ask_items(field, name, members)
        if self.kind.members(field):
            return self._ask_members(field, name, self.kind.members(field))
        item = self.kind.fields.get((*field.route, ANY_ITEM), field)
        _offer(f"{field.title}: {field.description}", self._choices(field) or self._choices(item))
        if "object" in field.types:
            print_message("  several on one line: {key: value, key: value}")
        elif field.examples or item.examples:
            example = (field.examples or item.examples)[0]
            print_message(
                f"  for example {', '.join(map(as_text, example)) if isinstance(example, list) else as_text(example)}"
            )
        return self._ask_value(field, f"{name}{' *' if field.required else ''}")

    def _ask_value(self, field: Field, question: str) -> Value:
        def parse(text: str) -> Value:
            answer = text.strip()
            if not answer and not field.required:
                return None
            value = read_value(field, answer)
            if error := self._error(field, value) if answer else "this one must be given":
                raise FatalError(error)
            return value

        return _prompt_until_valid(question, parse)

    def _ask_members(self, field: Field, name: str, members: list[Field]) -> Value:
        print_message(f"\n{field.title}: {field.description}")
        while True:
            value = self._ask_mapping(name, members)
            error = self._error(field, value)
            if error is None:
                return value
            print_message(f"  {error}; once more")

    def _ask_items(self, field: Field, name: str, members: list[Field]) -> Value:
        """Prompt for the items of a list, field by field."""
        print_message(f"\n{field.title}: {field.description}")
        items: list[Value] = []
        while (field.required and not items) or _wants_more(name, items):
            item = self._ask_mapping(f"{name}.{len(items)}", members)
            error = self._error(self.kind.fields[*field.route, ANY_ITEM], item)
            if error is None:
                items.append(item)
            else:
                print_message(f"  {error}; once more")
        return items or None

    def _ask_mapping(self, name: str, members: list[Field]) -> Value:
        answers = {member.route[-1]: self.ask(member, f"{name}.{member.route[-1]}") for member in members}
        return {key: value for key, value in answers.items() if value is not None}

    def _error(self, field: Field, value: Value) -> str | None:
        return self.checker.find_error(field, value, self.agency)

    def _choices(self, field: Field) -> list[str]:
        return self.checker.choices(field, self.agency)


def _wants_more(name: str, items: list[Value]) -> bool:
    print_message("  y to give another; Enter if that is all" if items else "  y to give one; Enter for none")
    return prompt(name, "").strip().lower() in ("y", "yes")


def _offer(question: str, choices: list[str]) -> None:
    print_message("")
    print_message(question)
    if choices:
        more = f" … ({len(choices):,} in all)" if len(choices) > _CHOICES_SHOWN else ""
        print_message(escape_hidden(f"  one of {', '.join(choices[:_CHOICES_SHOWN])}{more}"))
