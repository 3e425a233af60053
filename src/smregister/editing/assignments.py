"""Assignments `field=value` from options, parsed by schema."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Document, Pointer, Value, resolve_pointer
from smregister.pointers import format_dotted, parse_dotted
from smregister.records.kinds import ANY_ITEM, Field, Kind, parse_route
from smregister.records.yaml import parse_document
from smregister.records.yaml.scalars import MAXIMUM_DIGITS, write_flow
from smregister.text import did_you_mean

_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


class Assignment(NamedTuple):
    """A field and its new value, which `adds` appends to a list."""

    pointer: Pointer
    value: Value
    adds: bool


def read_assignment(kind: Kind, text: str) -> Assignment:
    """Parse `field=value` or `field+=value`; raise FatalError if it is invalid."""
    name, equals, value = text.partition("=")
    if not equals:
        raise FatalError(f"`{text}` has no value; write `field=value`")
    adds = name.endswith("+")
    _require_item(kind, name, value, adds=adds)
    name = name.removesuffix("+").strip()
    field = find_field(kind, f"{name}.{ANY_ITEM}" if adds else name)
    return Assignment(parse_dotted(name), read_value(field, value), adds)


def _require_item(kind: Kind, name: str, value: str, *, adds: bool) -> None:
    """Raise FatalError, with what to write, for a value that is not an item of a list of mappings."""
    steps = parse_dotted(name.replace("+", "").strip())
    lengths = (length for length in range(1, len(steps) + 1) if _item_fields(kind, steps[:length]))
    length = next(lengths, 0)
    list_, rest, value = format_dotted(steps[:length]), steps[length:], value.strip()
    is_item = value.startswith("{") if adds else value.startswith("[")
    if not length or (rest and isinstance(rest[0], int)) or (is_item and not rest):
        return
    fields = _item_fields(kind, steps[:length])
    first = next((field for field in fields if field.required), fields[0]).route[-1]
    item = value if value.startswith("{") and not rest else write_flow({format_dotted(rest) or first: value})
    raise FatalError(f"each item of `{list_}` is a mapping; write `--set {list_}+={shlex.quote(item)}`")


def _item_fields(kind: Kind, pointer: Pointer) -> list[Field]:
    """Return the fields of the items in a list of mappings; nothing for another field."""
    field = kind.fields.get(parse_route(format_dotted(pointer)))
    return kind.members(field, ANY_ITEM) if field and "array" in field.types else []


def find_field(kind: Kind, name: str) -> Field:
    """Return the field with a dotted name; raise FatalError if there is none."""
    field = kind.field(name) or kind.fields.get(parse_route(name))
    if field is None:
        names = [field.name.replace(f".{ANY_ITEM}", "") for field in kind.fields.values()]
        parent = kind.field(name.rpartition(".")[0])
        members = [member.name for member in kind.members(parent)] if parent else []
        hint = f"; it has {', '.join(f'`{member}`' for member in members)}" if members else did_you_mean(name, names)
        hint = hint or f"; `smregister explain {kind.name}` lists the fields"
        raise FatalError(f"`{name}` is not a field of {kind.name}{hint}")
    return field


def read_value(field: Field, text: str) -> Value:
    """Parse a value by its field's type; raise FatalError if it is of another one."""
    text = text.strip()
    if text.startswith(("[", "{")) and {"array", "object"} & set(field.types):
        return _parse_flow(field, text)
    if "string" in field.types and ("array" not in field.types or text in field.choices):
        return text
    if "array" in field.types:
        return [item.strip() for item in text.split(",") if item.strip()]
    if "boolean" in field.types and text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    digits = text.removeprefix("-")
    if "integer" in field.types and digits.isascii() and digits.isdigit() and len(digits) <= MAXIMUM_DIGITS:
        return int(text)
    types = {"integer": "a whole number", "boolean": "true or false", "object": "a mapping: set its fields one by one"}
    expected = " or ".join(types.get(name, f"a {name}") for name in field.types)
    examples = [example for example in field.examples if isinstance(example, dict) and example]
    hint = f"; like `--set {field.name}.{next(iter(examples[0]))}=…`" if examples else ""
    raise FatalError(f"`{field.name}` must be {expected}; `{text}` is not{hint}")


def _parse_flow(field: Field, text: str) -> Value:
    document = parse_document(field.name, f"value: {text}\n".encode())
    if isinstance(document, Document):
        return resolve_pointer(document.data, ("value",))
    raise FatalError(f"`{field.name}`: {document[0].message}")


def sort_fields(kind: Kind, data: Mapping[str, Value], above: Pointer = ()) -> dict[str, Value]:
    """Return data with its fields in the order of the kind's schema."""
    keys = sorted(data, key=lambda key: rank(kind, (*above, key)))
    return {key: _sort_value(kind, data[key], (*above, key)) for key in keys}


def _sort_value(kind: Kind, value: Value, above: Pointer) -> Value:
    if isinstance(value, dict):
        return sort_fields(kind, value, above)
    if isinstance(value, list):
        return [_sort_value(kind, item, (*above, number)) for number, item in enumerate(value)]
    return value


def rank(kind: Kind, pointer: Pointer) -> int:
    """Return a field's position in the order of its kind; unknown fields come last."""
    route = tuple(ANY_ITEM if isinstance(step, int) else step for step in pointer)
    return kind.ranks.get(route, len(kind.ranks))
