"""Asking a person at the terminal, field by field, in the schema's own words."""

from __future__ import annotations

from collections.abc import Callable

import typer

from smregister.characters import visible
from smregister.cli.console import print_message
from smregister.drafts.checking import ValueChecker
from smregister.drafts.edit import with_value
from smregister.drafts.records import missing_choice, with_address
from smregister.drafts.values import read_value
from smregister.errors import FatalError
from smregister.kinds import EACH, Field, Kind, Route
from smregister.lookup import as_text
from smregister.model import Value, value_at
from smregister.register import Register
from smregister.suggestions import did_you_mean

_MOST_CHOICES = 60


def ask_agency(register: Register) -> str:
    """Ask which agency a record belongs to, until one is named that exists.

    Raises FatalError if there is none yet.
    """
    agencies = register.of_kind("agency")
    _demand_some(register, "agency")
    _offer("The agency it belongs to", list(agencies))
    while True:
        given = prompt("agency")
        if given in agencies:
            return given
        print_message(f"there is no agency `{given}`{did_you_mean(given, agencies)}")


def ask_address(register: Register, data: dict[str, Value]) -> dict[str, Value]:
    """Ask for an account's address, from which platform and handle follow; Enter leaves it to them."""
    print_message("")
    print_message(
        "Address: where the public finds the account, in any spelling. Enter, if you would rather give the handle."
    )
    while True:
        given = prompt("url", "").strip()
        if not given:
            return data
        try:
            return with_address(register.platforms, {**data, "url": given})
        except FatalError as error:
            print_message(f"  {error}")


def ask_name(kind: Kind, usual: str | None, fault_of: Callable[[str], str | None]) -> str:
    """Ask for the record's name, offering the usual one, until nothing is wrong with it."""
    while True:
        given = prompt(f"name of the record ({kind.layout.name_description})", usual or "")
        fault = fault_of(given)
        if fault is None:
            return given
        print_message(f"  {fault}")


def ask_fields(
    register: Register, kind: Kind, agency: str | None, data: dict[str, Value], *, thorough: bool = False
) -> dict[str, Value]:
    """Ask for every field that must be there, then for those a complete record has; Enter skips the latter.

    Those within mappings are asked for only where the record is to be a `thorough` one, and no more of a mapping that
    was passed over: without a field that must be in it there can be none.
    Raises FatalError, before anything is asked, if a field must name a record and there is none to be named.
    """
    for field in kind.fields.values():
        if field.required and field.reference and not field.choices and value_at(data, field.route) is None:
            _demand_some(register, field.reference)
    print_message(
        f"A new {kind.name}. * must be given; Enter leaves the others out; Ctrl-C stops, and nothing is written."
    )
    dialogue = _Dialogue(register, kind, agency)
    passed_over: set[Route] = set()
    for field in kind.fields.values():
        is_choice = field.name in missing_choice(kind, data)
        is_worth_asking = field.expected and (thorough or len(field.route) == 1) and "object" not in field.types
        wanted = field.required or is_choice or is_worth_asking
        wanted = wanted and field.route[:-1] not in passed_over
        if wanted and _is_single(kind, field) and _may_be_asked(kind, field, data, thorough=thorough):
            is_demanded = field.required and _is_begun(kind, field, data)
            must = is_demanded or (is_choice and field.name == kind.one_of[-1])
            value = dialogue.ask(field._replace(required=must), field.name)
            if value is not None:
                data = with_value(data, field.route, value)
            elif field.required:
                passed_over.add(field.route[:-1])
    return data


def prompt(question: str, default: str | None = None, check: Callable[[str], str] | None = None) -> str:
    """Ask one thing; whoever stops ends the command with 130, as an interrupt does."""
    try:
        given: str = typer.prompt(question, default=default, show_default=bool(default), value_proc=check, err=True)
    except typer.Abort:
        print_message("\nnothing was written")
        raise typer.Exit(130) from None
    return given


def _demand_some(register: Register, kind: str) -> None:
    if not register.of_kind(kind):
        raise FatalError(f"there is no {kind} yet; `smregister add {kind}` makes the first")


def _is_single(kind: Kind, field: Field) -> bool:
    """Say whether a field is asked for as one: a mapping only where none of its fields must be there by itself."""
    in_parts = "object" in field.types and any(each.required for each in kind.members(field))
    return EACH not in field.route and not in_parts


def _may_be_asked(kind: Kind, field: Field, data: dict[str, Value], *, thorough: bool) -> bool:
    """Ask for a field within a mapping only where that must be there or has been begun, or is to be."""
    if value_at(data, field.route) is not None or field.default is not None:
        return False
    above = kind.fields.get(field.route[:-1])
    return _is_begun(kind, field, data) or (thorough and above is not None and above.expected)


def _is_begun(kind: Kind, field: Field, data: dict[str, Value]) -> bool:
    """Say whether what a field lies in must be there or has been begun."""
    above = kind.fields.get(field.route[:-1])
    return above is None or above.required or value_at(data, above.route) is not None


class _Dialogue:
    """Asks for the values of fields, for a record of a kind in an agency, until each is a good one."""

    def __init__(self, register: Register, kind: Kind, agency: str | None) -> None:
        self.kind = kind
        self.agency = agency
        self.checker = ValueChecker(register, kind)

    def ask(self, field: Field, name: str) -> Value:
        """Ask for a field by a name; None where it is left out."""
        members = self.kind.members(field, EACH)
        if members:
            return self._ask_items(field, name, members)
        if self.kind.members(field):
            return self._ask_members(field, name, self.kind.members(field))
        item = self.kind.fields.get((*field.route, EACH), field)
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
        while True:
            given = prompt(question, "").strip()
            if not given and not field.required:
                return None
            try:
                value = read_value(field, given)
                fault = self._fault(field, value) if given else "this one must be given"
            except FatalError as error:
                fault = str(error)
            if fault is None:
                return value
            print_message(f"  {fault}")

    def _ask_members(self, field: Field, name: str, members: list[Field]) -> Value:
        """Ask for the fields of a mapping, until together they are a good one."""
        print_message(f"\n{field.title}: {field.description}")
        while True:
            answers = {each.route[-1]: self.ask(each, f"{name}.{each.route[-1]}") for each in members}
            value: Value = {key: print_result for key, print_result in answers.items() if print_result is not None}
            fault = self._fault(field, value)
            if fault is None:
                return value
            print_message(f"  {fault}; once more")

    def _ask_items(self, field: Field, name: str, members: list[Field]) -> Value:
        """Ask for the items of a list one by one, each by its own fields."""
        print_message(f"\n{field.title}: {field.description}")
        items: list[Value] = []
        while (field.required and not items) or _wants_more(name, items):
            place = f"{name}.{len(items)}"
            answers = {each.route[-1]: self.ask(each, f"{place}.{each.route[-1]}") for each in members}
            item: Value = {key: value for key, value in answers.items() if value is not None}
            fault = self._fault(self.kind.fields[*field.route, EACH], item)
            if fault is None:
                items.append(item)
            else:
                print_message(f"  {fault}; once more")
        return items or None

    def _fault(self, field: Field, value: Value) -> str | None:
        return self.checker.fault(field, value, self.agency)

    def _choices(self, field: Field) -> list[str]:
        return self.checker.choices(field, self.agency)


def _wants_more(name: str, items: list[Value]) -> bool:
    print_message("  y to give another; Enter if that is all" if items else "  y to give one; Enter for none")
    return prompt(name, "").strip().lower() in ("y", "yes")


def _offer(question: str, choices: list[str]) -> None:
    print_message("")
    print_message(question)
    if choices:
        more = f" … ({len(choices):,} in all)" if len(choices) > _MOST_CHOICES else ""
        print_message(visible(f"  one of {', '.join(choices[:_MOST_CHOICES])}{more}"))
