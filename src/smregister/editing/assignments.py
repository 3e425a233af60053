"""`field=value` as people write it in options, read by what the kind's schema says of the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Document, Pointer, Value, resolve_pointer
from smregister.pointers import parse_dotted
from smregister.records.kinds import ANY_ITEM, Field, Kind, parse_route
from smregister.records.yaml import parse_document
from smregister.records.yaml.scalars import MAXIMUM_DIGITS
from smregister.text import did_you_mean

_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


class Assignment(NamedTuple):
    """A field and the value it is to have; `adds` puts the value at the end of a list instead."""

    pointer: Pointer
    value: Value
    adds: bool


def read_assignment(kind: Kind, text: str) -> Assignment:
    """Read `field=value`, or `field+=value` for one more item of a list.

    Raises FatalError if there is no such field, or the value is not of its type.
    """
    name, equals, value = text.partition("=")
    if not equals:
        raise FatalError(f"`{text}` sets nothing; write `field=value`")
    adds = name.endswith("+")
    name = name.removesuffix("+").strip()
    field = find_field(kind, f"{name}.{ANY_ITEM}" if adds else name)
    return Assignment(parse_dotted(name), read_value(field, value), adds)


def find_field(kind: Kind, name: str) -> Field:
    """Find a field by its dotted name.

    Raises FatalError, with the nearest name, if there is none.
    """
    field = kind.field(name) or kind.fields.get(parse_route(name))
    if field is None:
        known = [field.name.replace(f".{ANY_ITEM}", "") for field in kind.fields.values()]
        hint = did_you_mean(name, known) or f"; `smregister explain {kind.name}` lists the fields"
        raise FatalError(f"`{name}` is no field of {kind.name}{hint}")
    return field


def read_value(field: Field, text: str) -> Value:
    """Read a value as the type of its field; a list's items are separated by commas.

    Raises FatalError if it is not of that type.
    """
    text = text.strip()
    if text.startswith(("[", "{")) and {"array", "object"} & set(field.types):
        return _flow(field, text)
    if "string" in field.types and ("array" not in field.types or text in field.choices):
        return text
    if "array" in field.types:
        return [item.strip() for item in text.split(",") if item.strip()]
    if "boolean" in field.types and text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    digits = text.removeprefix("-")
    if "integer" in field.types and digits.isascii() and digits.isdigit() and len(digits) <= MAXIMUM_DIGITS:
        return int(text)
    kinds = {"integer": "a whole number", "boolean": "true or false", "object": "fields: set them one by one"}
    wanted = " or ".join(kinds.get(name, name) for name in field.types)
    raise FatalError(f"`{field.name}` takes {wanted}, not `{text}`{_within(field)}")


def _within(field: Field) -> str:
    """Return how one of the fields of a mapping is set, by the first example that there is of one."""
    examples = [example for example in field.examples if isinstance(example, dict) and example]
    return f"; like `--set {field.name}.{next(iter(examples[0]))}=…`" if examples else ""


def in_order(kind: Kind, data: Mapping[str, Value], above: Pointer = ()) -> dict[str, Value]:
    """Sort the fields of new data into the order of their kind's schema."""
    keys = sorted(data, key=lambda key: rank(kind, (*above, key)))
    return {key: _in_order(kind, data[key], (*above, key)) for key in keys}


def rank(kind: Kind, pointer: Pointer) -> int:
    """Return a field's place in the order of its kind; what the kind does not name comes last."""
    route = tuple(ANY_ITEM if isinstance(step, int) else step for step in pointer)
    return kind.ranks.get(route, len(kind.ranks))


def _in_order(kind: Kind, value: Value, above: Pointer) -> Value:
    if isinstance(value, dict):
        return in_order(kind, value, above)
    if isinstance(value, list):
        return [_in_order(kind, item, (*above, number)) for number, item in enumerate(value)]
    return value


def _flow(field: Field, text: str) -> Value:
    document = parse_document(field.name, f"value: {text}\n".encode())
    if isinstance(document, Document):
        return resolve_pointer(document.data, ("value",))
    raise FatalError(f"`{field.name}`: {document[0].message}")
