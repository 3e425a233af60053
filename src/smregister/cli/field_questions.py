"""Questions about the fields of a record, worded by its schema."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import NamedTuple

from smregister.cli.field_answers import (
    current_choices,
    default_answer,
    describe_address,
    local_choices,
    read_address,
    read_answer,
)
from smregister.cli.prompts import LANGUAGE_ADVICE, Answers, InconsistentAnswersError, Question, advise, yes_or_no
from smregister.editing.draft import find_missing_choice, with_address
from smregister.editing.field_check import ValueChecker
from smregister.errors import FatalError
from smregister.model import Pointer, Value, resolve_pointer
from smregister.output.phrases import format_words
from smregister.pointers import format_dotted
from smregister.records.kinds import ANY_ITEM, Field, Kind, Route
from smregister.records.yaml.editor import with_value
from smregister.register.lookup import as_text, label
from smregister.register.register import Register
from smregister.text import did_you_mean
from smregister.translations import language_names

_LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
"""The pattern of a language in the schemas."""

_ALL = "all"
_LONGEST_HISTORY = 20


class Removed(NamedTuple):
    """The answer that removes a field."""


class FieldQuestions:
    """Questions about the fields of a record; the key of an answer is its pointer.

    Args:
        data: The values before the first question.
        agency: The agency whose records a name refers to.
        thorough: Ask for expected fields in the order of the schema, instead of a choice of fields at the end.
        is_new: The record is new; else its fields have values, which answers replace.
    """

    def __init__(
        self,
        register: Register,
        kind: Kind,
        data: Mapping[str, Value],
        agency: str | None,
        *,
        thorough: bool = False,
        is_new: bool = True,
    ) -> None:
        self.register = register
        self.kind = kind
        self.before = dict(data)
        self.agency = agency
        self.thorough = thorough
        self.is_new = is_new
        self.checker = ValueChecker(register, kind)

    def data(self, answers: Answers) -> dict[str, Value]:
        """Return the record's data with the answers so far."""
        data = self.before
        for pointer, value in answers.items():
            if isinstance(pointer, tuple) and value is not None and not isinstance(value, Removed):
                data = with_value(data, pointer, value)
        return with_address(self.register.platforms, data) if self.kind.name == "account" and self.is_new else data

    def address(self) -> Iterator[Question]:
        """Yield the question for an account's address, unless it has a name already."""
        if find_missing_choice(self.kind, self.before) and "url" not in self.before:
            hint = "Where the public finds the account, in any spelling. Enter, if you would rather type the handle."
            platforms, data = self.register.platforms, self.before
            parse, echo = partial(read_address, platforms, data), partial(describe_address, platforms, data)
            yield Question(("url",), self.kind.fields["url",].title, hint, parse=parse, echo=echo)

    def required(self, answers: Answers) -> Iterator[Question]:
        """Yield the questions for required fields, and for expected ones if thorough."""
        data, skipped = self.data(answers), self._skipped(answers)
        missing = find_missing_choice(self.kind, data)
        for field in self._in_order():
            is_choice = field.name in find_missing_choice(self.kind, self.before) and (
                field.name in missing or field.route in answers
            )
            is_expected = self.thorough and field.expected and "object" not in field.types
            is_wanted = (field.required or is_choice or is_expected) and field.route[:-1] not in skipped
            if is_wanted and _is_one_prompt(self.kind, field) and self._is_open(field, data, answers):
                is_required = field.required and _has_parent(self.kind, field, data)
                is_required = is_required or (is_choice and field.name == self.kind.one_of[-1])
                yield from self._ask(field._replace(required=is_required), field.route, answers)

    def _in_order(self) -> list[Field]:
        """Return the fields in the order of the schema, but what the types of an agency depend on first."""
        first = ("agency", ("jurisdiction",))
        return sorted(self.kind.fields.values(), key=lambda field: (self.kind.name, field.route) != first)

    def others(self, answers: Answers) -> Iterator[Question]:
        """Yield the questions which other fields to set, and those for their values."""
        for number in count():
            fields = self._other_fields(self.data(answers), answers)
            if not fields:
                return
            question = self._choice(number, fields, answers)
            yield question
            name = answers.get(question.key)
            if name is None:
                return
            chosen = [field for field in fields.values() if field.expected] if name == _ALL else [fields[name]]
            for field in chosen:
                is_required = field.required and not self.is_new
                yield from self._ask(field._replace(required=is_required), field.route, answers)

    def question(self, name: str) -> Question:
        """Return the question for one field."""
        field = self.kind.field(name)
        assert field, name  # noqa: S101
        return self._question(field, field.route, {})

    def assignments(self, answers: Answers) -> tuple[list[str], list[str]]:
        """Return the answers as `--set` options, and the fields to remove."""
        data, set_, removed = self.data(answers), list[str](), list[str]()
        for pointer, value in answers.items():
            if not isinstance(pointer, tuple) or value is None:
                continue
            item = next((length for length, step in enumerate(pointer, 1) if isinstance(step, int)), None)
            if isinstance(value, Removed):
                removed.append(format_dotted(pointer))
            elif item is None:
                set_.append(f"{format_dotted(pointer)}={_as_option(value)}")
            else:
                text = f"{format_dotted(pointer[: item - 1])}+={_as_option(resolve_pointer(data, pointer[:item]))}"
                set_ += [] if text in set_ else [text]
        return set_, removed

    def _choice(self, number: int, fields: Mapping[str, Field], answers: Answers) -> Question:
        choices = {name: self.kind.title_at(field.route) for name, field in fields.items()}
        titles = [title for name, title in choices.items() if self._is_suggested(fields[name])]
        more = f", `{_ALL}` for all of these" if self.is_new and titles else ""
        hint = f"Type one of these{more}, or any other field. Enter if that is all."
        hint = "\n".join([hint, " · ".join(titles or choices.values())])
        choices |= {_ALL: ""} if more else {}
        choices |= (others := {name: title for name, title in self._titles().items() if name not in choices})

        def parse(name: str) -> str:
            if name in fields and (keys := _last_answers(fields[name], answers)):
                raise InconsistentAnswersError(f"{choices[name]} was answered already", keys)
            if name in others:
                raise FatalError(f"`{name}` has a value already; `smregister edit` changes it afterwards")
            if name in choices:
                return name
            raise FatalError(f"`{name}` is not a field that can be set here{did_you_mean(name, choices)}")

        title = "Another field" if self.is_new or number else "Field to change"
        hint = "The title of another field; Enter if that is all." if number else hint
        return Question(f"field {number}", title, hint, choices, parse=parse, lists_choices=False)

    def _titles(self) -> dict[str, str]:
        """Return the titles of whole fields by name, so that none is taken for the beginning of another."""
        return {field.name: field.title for field in self.kind.fields.values() if self.is_new and len(field.route) == 1}

    def _is_suggested(self, field: Field) -> bool:
        return field.expected if self.is_new else resolve_pointer(self.before, field.route) is not None

    def _other_fields(self, data: Mapping[str, Value], answers: Answers) -> dict[str, Field]:
        """Return the fields that may be set: whole ones in a new record, else each part."""
        fields = (field for field in self.kind.fields.values() if ANY_ITEM not in field.route)
        if not self.is_new:
            return {field.name: field for field in fields if not self.kind.members(field)}
        started = {pointer[0] for pointer in answers if isinstance(pointer, tuple)}
        return {
            field.name: field
            for field in fields
            if len(field.route) == 1 and (field.name not in data or field.name in started)
        }

    def _ask(self, field: Field, pointer: Pointer, answers: Answers) -> Iterator[Question]:
        """Yield the questions for a field, part by part."""
        items = self.kind.members(field, ANY_ITEM)
        member = self.kind.item(field)
        if items:
            yield from self._ask_items(field, pointer, items, answers)
        elif self.kind.members(field):
            yield from self._ask_members(field, pointer, self.kind.members(field), answers)
        elif "object" in field.types and member and member.types == ("string",):
            yield from self._ask_keys(field, pointer, member, answers)
        else:
            yield self._question(field, pointer, answers)

    def _ask_members(
        self, field: Field, pointer: Pointer, members: Iterable[Field], answers: Answers
    ) -> Iterator[Question]:
        """Yield the questions for the parts of a mapping.

        An optional mapping is left out by leaving out its first required part.
        Raises InconsistentAnswersError if the mapping is invalid.
        """
        depth = len(pointer)
        for member in members:
            part = (*pointer, member.route[-1])
            below = [key for key in answers if isinstance(key, tuple) and key[:depth] == pointer and key != part]
            is_required = member.required and (field.required or any(answers[key] is not None for key in below))
            yield from self._ask(member._replace(required=is_required), part, answers)
            if member.required and not field.required and answers.get(part, True) is None:
                return
        value = resolve_pointer(self.data(answers), pointer)
        if value is None and not field.required:
            return
        if error := self.checker.find_error(field, {} if value is None else value, self.agency):
            raise InconsistentAnswersError(
                error, [key for key in answers if isinstance(key, tuple) and key[:depth] == pointer]
            )

    def _ask_items(self, field: Field, pointer: Pointer, members: list[Field], answers: Answers) -> Iterator[Question]:
        """Yield the questions for the items of a list."""
        present = resolve_pointer(self.before, pointer)
        first = len(present) if isinstance(present, list) else 0
        item = self.kind.fields[*field.route, ANY_ITEM]._replace(required=True)
        for number in count(first):
            if number or not field.required:
                title = f"{self.kind.title_at(pointer)}, {'another' if number else 'add one'}"
                more = yes_or_no(
                    f"more {format_dotted((*pointer, number))}", title, "" if number else field.description
                )
                yield more
                if not answers.get(more.key):
                    return
            yield from self._ask_members(item, (*pointer, number), members, answers)

    def _ask_keys(self, field: Field, pointer: Pointer, member: Field, answers: Answers) -> Iterator[Question]:
        """Yield the questions for a mapping with free keys, as texts by language."""
        is_language = field.schema.get("propertyNames", {}).get("pattern") == _LANGUAGE
        languages = language_names() if is_language else {}

        def parse(name: str) -> str:
            if is_language and self.checker.find_error(field, {name: name}, self.agency):
                raise FatalError(f"`{name}` is not a language; type its English name or its code, like `ms`")
            return name

        for number in count():
            key = Question(
                f"key {format_dotted((*pointer, number))}",
                f"{self.kind.title_at(pointer)}, {'language' if is_language else 'key'}",
                f"{field.description} Enter if that is all." if not number else "Enter if that is all.",
                languages,
                required=field.required and not number,
                parse=advise(parse, "type a language code, such as ms; the text comes next" if is_language else ""),
                lists_choices=False,
            )
            yield key
            name = answers.get(key.key)
            if name is None:
                return
            title = f"{self.kind.title_at(pointer)}, {languages.get(str(name), str(name))}"
            yield self._question(member, (*pointer, str(name)), answers)._replace(title=title)

    def _question(self, field: Field, pointer: Pointer, answers: Answers) -> Question:
        local = local_choices(self.register, self.kind, field, self.data(answers))
        field = field._replace(examples=()) if local else field
        choices, is_listed = (local, True) if local else self._choices(field)
        current = None if self.is_new else resolve_pointer(self.before, pointer)

        def parse(text: str) -> Value | Removed:
            if text == "-" and current is not None:
                return Removed()
            if local and text not in local:
                raise FatalError(f"`{text}` is not possible here; choose one of {', '.join(local)}")
            value = read_answer(self.register.platforms, field, text)
            if error := self._find_error(field, value, {**answers, pointer: value}):
                raise FatalError(error)
            return value

        return Question(
            pointer,
            self.kind.title_at(pointer),
            "\n".join(_hints(field, self.kind.item(field) or field, current)),
            choices,
            default_answer(self.register, self.kind, field, self.agency) if current is None else "",
            required=field.required and current is None,
            several="array" in field.types,
            parse=advise(parse, self._advice(field)),
            history=self._history(field, pointer),
            lists_choices=is_listed,
        )

    def _advice(self, field: Field) -> str:
        """Return what to type instead of an invalid answer; empty for the message of the schema."""
        if field.types == ("boolean",):
            return "type yes or no"
        return LANGUAGE_ADVICE if self._is_language(field) else ""

    def _is_language(self, field: Field) -> bool:
        return (self.kind.item(field) or field).schema.get("pattern") == _LANGUAGE

    def _history(self, field: Field, pointer: Pointer) -> tuple[str, ...]:
        """Return the values in the agency's other records, and the present one last."""
        records = self.register.valid(self.kind.name)
        others = [] if field.private else [record.value(*pointer) for record in records if record.agency == self.agency]
        values = [*others[-_LONGEST_HISTORY:], resolve_pointer(self.before, pointer)]
        return tuple(dict.fromkeys(_as_option(value) for value in values if value is not None))

    def _choices(self, field: Field) -> tuple[dict[str, str], bool]:
        """Return value -> title of the choices of a field, and whether they are listed."""
        choices = dict.fromkeys(["yes", "no"] if "boolean" in field.types else [], "")
        if self._is_language(field):
            return dict(language_names()), False
        for part in filter(None, (field, self.kind.item(field))):
            names = current_choices(self.register.platforms, part, self.checker.choices(part, self.agency))
            choices |= {name: self._label(part, name) for name in names}
        return choices, True

    def _label(self, field: Field, name: str) -> str:
        record = self.register.find(field.reference, name, self.agency) if field.reference else None
        return label(record, self.register.kinds[record.kind]) if record else ""

    def _find_error(self, field: Field, value: Value, answers: Answers) -> str | None:
        """Return the error of a value by its schema or, for a handle, by the rule of the platform."""
        if (self.kind.name, field.route) == ("account", ("handle",)):
            data = self.data(answers)
            platform = self.register.platforms.get(as_text(data.get("platform")))
            if platform and not platform.allows(as_text(data["handle"])):
                return platform.handle_error(as_text(value))
        return self.checker.find_error(field, value, self.agency)

    def _skipped(self, answers: Answers) -> set[Pointer]:
        """Return the mappings of which a required field was skipped."""
        return {
            pointer[:-1]
            for pointer, value in answers.items()
            if isinstance(pointer, tuple) and value is None and pointer in self.kind.fields
            if self.kind.fields[pointer].required
        }

    def _is_open(self, field: Field, data: dict[str, Value], answers: Answers) -> bool:
        """Check whether a field has no value yet but should be asked for."""
        if field.default is not None or resolve_pointer(self.before, field.route) is not None:
            return False
        is_derived = resolve_pointer(data, field.route) is not None and not _is_started(field.route, answers)
        parent = self.kind.fields.get(field.route[:-1])
        is_expected = self.thorough and parent is not None and parent.expected
        return not is_derived and (_has_parent(self.kind, field, data) or is_expected)


def _last_answers(field: Field, answers: Answers) -> list[Hashable]:
    """Return the keys of the answers to give again: the end of a list, or all."""
    ends = [
        key for key, value in answers.items() if value is None and str(key).partition(" ")[2].startswith(field.name)
    ]
    return ends or [key for key in answers if isinstance(key, tuple) and key[: len(field.route)] == field.route]


def _is_started(route: Route, answers: Answers) -> bool:
    return any(isinstance(pointer, tuple) and pointer[: len(route)] == route for pointer in answers)


def _is_one_prompt(kind: Kind, field: Field) -> bool:
    """Check whether a field has a question of its own, not one for each part."""
    is_split = "object" in field.types and any(member.required for member in kind.members(field))
    return ANY_ITEM not in field.route and not is_split


def _has_parent(kind: Kind, field: Field, data: dict[str, Value]) -> bool:
    parent = kind.fields.get(field.route[:-1])
    return parent is None or parent.required or resolve_pointer(data, parent.route) is not None


def _hints(field: Field, item: Field, current: Value) -> Iterator[str]:
    yield field.description
    if current is not None:
        remove = "" if field.required else ", - removes it"
        yield f"Now: {format_words(current)}. Enter keeps it{remove}."
    elif "object" in field.types:
        yield "Several on one line: {key: value, key: value}"
    elif field.examples or item.examples:
        yield f"For example: {format_words((field.examples or item.examples)[0])}"


def _as_option(value: Value) -> str:
    """Return a value as `--set` takes it."""
    has_syntax = isinstance(value, list) and any(not isinstance(item, str) or "," in item for item in value)
    if has_syntax or isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return ", ".join(map(as_text, value)) if isinstance(value, list) else as_text(value)
